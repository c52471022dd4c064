"""`byline doctor`: it works when nothing else does, and what it learns spares later processes."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingest.lock import writer_lock
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.endpoint_profile import PROFILE_FILE
from rag.assembly import build_byline
from rag.domain import Question
from rag.rerankers.building import build_reranker
from rag.settings import Settings, load_settings
from tests.endpoint_characters import SWITCHES, Character
from tests.scripted_endpoint import KEY, MODEL, Reply, ScriptedEndpoint, scripted
from ui.cli import run
from ui.wiring import Wiring

HEADER = "team-secret-9"
ARTICLE = "# A founder\n\nLiang Wenfeng founded DeepSeek in Hangzhou in 2023. It trains language models."


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def findings(self) -> dict[str, dict[str, str]]:
        return {finding["name"]: finding for finding in json.loads(self.out)["findings"]}

    def status(self, name: str) -> str:
        return self.findings[name]["status"]

    def told(self, name: str) -> str:
        return self.findings[name]["message"] + " " + self.findings[name]["cure"]


Doctor = Callable[..., Ran]


def settings_of(folder: Path, given: Mapping[str, str]) -> Settings:
    variables = {"DATA_DIR": str(folder / "data"), "PORT": str(free_port())} | dict(given)
    return load_settings(cwd=folder, environ={f"BYLINE_{name}": value for name, value in variables.items()})


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def doctor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Doctor:
    def call(*flags: str, **given: str) -> Ran:
        code = run(["doctor", *flags], Wiring(settings=lambda _: settings_of(tmp_path, given)))
        captured = capsys.readouterr()
        everything = captured.out + captured.err
        everything += "".join(path.read_text() for path in (tmp_path / "data").glob("byline.log*"))
        assert KEY not in everything
        assert HEADER not in everything
        assert "Traceback" not in captured.out + captured.err
        return Ran(code, captured.out, captured.err)

    return call


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A data folder with one article in it."""
    (tmp_path / "founder.md").write_text(ARTICLE, encoding="utf-8")
    byline = build_byline(settings_of(tmp_path, {}), SPLITTER_FINGERPRINT)
    try:
        ingestion = Ingestion(byline.library, byline.index, byline.embedder, tmp_path / "data")
        ingestion.run([str(tmp_path / "founder.md")], "default")
    finally:
        byline.close()
    return tmp_path / "data"


def endpoint_of(server: ScriptedEndpoint, **given: str) -> dict[str, str]:
    return {
        "LLM_BASE_URL": server.url,
        "LLM_API_KEY": KEY,
        "LLM_HEADERS": f"X-Team: {HEADER}",
        "LLM_MODEL": MODEL,
    } | given


def test_on_a_fresh_machine_nothing_is_a_problem(doctor: Doctor) -> None:
    ran = doctor("--json")
    assert ran.code == 0
    assert json.loads(ran.out)["ok"] is True
    assert json.loads(ran.out)["profile"] is None
    statuses = {name: finding["status"] for name, finding in ran.findings.items()}
    assert statuses == {
        "settings": "ok",
        "versions": "ok",
        "data_folder": "ok",
        "disk": "ok",
        "library": "warning",
        "embedder": "ok",
        "index": "skipped",
        "endpoint": "skipped",
        "reranker": "skipped",
        "port": "ok",
    }


def test_a_person_reads_one_line_for_each_thing_and_a_sum(doctor: Doctor) -> None:
    ran = doctor()
    assert ran.code == 0
    assert "data folder" in ran.out
    assert "byline ingest" in ran.out
    assert ran.out.splitlines()[-1] == "1 warning."


def test_a_library_in_good_order_is_counted(doctor: Doctor, library: Path) -> None:
    ran = doctor("--json")
    assert ran.code == 0
    assert "1 in default" in ran.told("articles")
    assert ran.status("quarantine") == "ok"
    assert "384" in ran.told("embedder")
    assert "one for each passage" in ran.told("index")


def test_sources_in_quarantine_are_a_warning(doctor: Doctor, library: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("", encoding="utf-8")
    byline = build_byline(settings_of(tmp_path, {}), SPLITTER_FINGERPRINT)
    Ingestion(byline.library, byline.index, byline.embedder, library).run([str(tmp_path / "empty.md")], "x")
    byline.close()
    assert doctor("--json").status("quarantine") == "warning"


@pytest.mark.parametrize("content", [b"no database", b""])
def test_a_broken_library_hides_nothing_else(doctor: Doctor, library: Path, content: bytes) -> None:
    for path in library.glob("library.db*"):
        path.unlink()
    (library / "library.db").write_bytes(content)
    with scripted(models=[MODEL]) as server:
        server.respond = Character()
        ran = doctor("--json", **endpoint_of(server))
    if content:
        assert ran.code == 1
        assert ran.status("library") == "problem"
        assert ran.status("index") == "skipped"
    assert ran.status("embedder") == "ok"
    assert ran.status("endpoint.chat") == "ok"
    assert json.loads(ran.out)["profile"]["model"] == MODEL


def test_a_library_that_is_being_written_to_can_be_examined(doctor: Doctor, library: Path) -> None:
    with writer_lock(library):
        assert doctor("--json").code == 0


def test_a_data_folder_that_is_a_file_is_a_problem(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    ran = doctor("--json")
    assert ran.code == 1
    assert "BYLINE_DATA_DIR" in ran.told("data_folder")
    assert ran.status("embedder") == "ok"


def test_little_room_on_the_disk_is_told(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = "rag.doctor.surroundings.shutil.disk_usage"
    for free, status in ((5 * 10**8, "warning"), (10**7, "problem")):
        monkeypatch.setattr(usage, lambda _, free=free: type("Usage", (), {"free": free}))
        assert doctor("--json").status("disk") == status


def test_a_missing_index_is_a_problem_with_its_cure(doctor: Doctor, library: Path) -> None:
    (library / "chroma").rename(library / "elsewhere")
    ran = doctor("--json")
    assert ran.status("index") == "problem"
    assert "byline library check" in ran.told("index")
    assert not (library / "chroma").exists(), "an examination makes nothing"


def test_vectors_that_are_missing_are_a_warning(doctor: Doctor, library: Path, tmp_path: Path) -> None:
    byline = build_byline(settings_of(tmp_path, {}))
    byline.index.delete(list(byline.index.ids()))
    byline.close()
    assert doctor("--json").status("index") == "warning"


def test_an_index_of_another_embedder_is_a_problem(doctor: Doctor, library: Path) -> None:
    index = ChromaIndex.open(library / "chroma-x", embedder="other", dimension=3, splitter="s")
    index.close()
    with scripted(models=[]) as nowhere:
        ran = doctor("--json", EMBED_BASE_URL=nowhere.url, EMBED_MODEL="other")
    assert ran.status("embedder") == "problem"
    assert "BYLINE_EMBED" in ran.told("embedder")
    assert ran.status("index") == "ok", "without an embedder, the number of vectors can still be compared"


def test_an_index_made_with_something_else_is_a_problem(
    doctor: Doctor, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.passages.SPLITTER_FINGERPRINT", "another")
    ran = doctor("--json")
    assert ran.status("index") == "problem"
    assert "byline library rebuild" in ran.told("index")


def test_an_index_that_is_gone_from_its_folder_is_a_problem(doctor: Doctor, library: Path) -> None:
    shutil.rmtree(library / "chroma")
    ChromaIndex.open(library / "chroma", "another", embedder="e", dimension=3, splitter="s").close()
    assert doctor("--json").status("index") == "problem"


def test_a_damaged_index_is_a_problem(doctor: Doctor, library: Path) -> None:
    (library / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    ran = doctor("--json")
    assert ran.status("index") == "problem"
    assert "byline library rebuild" in ran.told("index")


def test_a_library_whose_passages_are_not_its_articles_is_damaged(doctor: Doctor, library: Path) -> None:
    with closing(sqlite3.connect(library / "library.db")) as connection, connection:
        connection.execute("UPDATE passages SET text = 'something else'")
    ran = doctor("--json")
    assert ran.code == 1
    assert "byline library restore" in ran.told("library")


def test_a_chroma_server_that_is_not_there_is_a_problem(doctor: Doctor, library: Path) -> None:
    ran = doctor("--json", CHROMA_URL="http://127.0.0.1:9")
    assert ran.code == 1
    assert "BYLINE_CHROMA_URL" in ran.told("index")


def test_settings_that_cannot_be_read_are_told_and_nothing_else_is_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"LLM_HEADERS": "oops", "PORT": "80"}
    wiring = Wiring(settings=lambda _: settings_of(tmp_path, given))
    assert run(["doctor", "--json"], wiring) == 1
    findings = {one["name"]: one for one in json.loads(capsys.readouterr().out)["findings"]}
    assert findings["settings"]["status"] == "problem"
    assert "BYLINE_LLM_HEADERS" in findings["settings"]["message"]
    assert findings["versions"]["status"] == "ok"
    assert findings["everything_else"]["status"] == "skipped"


def test_a_port_that_is_taken_is_a_problem_unless_byline_has_it(doctor: Doctor) -> None:
    with scripted() as server:
        ran = doctor("--json", PORT=str(server.server_port))
        assert ran.status("port") == "problem"
        assert "--port" in ran.told("port")
        healthy = '{"ok": true, "generation": 1, "articles": 5}'
        server.listing = lambda _: Reply([healthy], kind="application/json")
        assert doctor("--json", PORT=str(server.server_port)).status("port") == "ok"


def test_several_models_and_none_set_are_a_problem_of_the_model_only(doctor: Doctor) -> None:
    with scripted(models=["small", "large"]) as server:
        ran = doctor("--json", **endpoint_of(server, LLM_MODEL=""))
    assert ran.code == 1
    assert "small, large" in ran.told("endpoint.model")
    assert ran.status("port") == "ok"


def test_the_profile_is_kept_without_key_and_headers(doctor: Doctor, tmp_path: Path) -> None:
    with scripted(models=[MODEL]) as server:
        server.respond = Character(refuses=("thinking",))
        ran = doctor("--json", **endpoint_of(server))
    assert ran.code == 0
    kept = (tmp_path / "data" / PROFILE_FILE).read_text()
    assert KEY not in kept
    assert HEADER not in kept
    assert json.loads(kept)["profiles"] == [json.loads(ran.out)["profile"]]


def test_a_profile_that_cannot_be_kept_is_a_warning(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "data" / PROFILE_FILE).mkdir(parents=True)
    with scripted(models=[MODEL]) as server:
        server.respond = Character()
        ran = doctor("--json", **endpoint_of(server))
    assert ran.status("endpoint.profile") == "warning"


def asked(tmp_path: Path, server: ScriptedEndpoint, **given: str) -> list[dict[str, Any]]:
    """The requests of a process that is asked one question."""
    byline = build_byline(settings_of(tmp_path, endpoint_of(server, **given)))
    before = len(server.requests)
    try:
        answer = asyncio.run(byline.assistant.answer(Question("Who founded DeepSeek?")))
    finally:
        byline.close()
    assert answer.fallback is None
    assert answer.model == MODEL
    return server.requests[before:]


SENTENCE = "Liang Wenfeng founded DeepSeek in Hangzhou in 2023."


def test_after_the_doctor_no_refused_parameter_is_tried(
    doctor: Doctor, library: Path, tmp_path: Path
) -> None:
    refuses = ("thinking", "reasoning_effort", "stream_options")
    with scripted(models=[MODEL]) as server:
        server.respond = Character(refuses=refuses, style="reasoning", switch="chat_template_kwargs")
        doctor(**endpoint_of(server))
        server.respond = Character(refuses=refuses, says=SENTENCE)
        (request,) = asked(tmp_path, server)
    assert "chat_template_kwargs" in request
    assert set(request).isdisjoint(refuses)


def test_without_the_doctor_refused_parameters_are_learnt_by_asking(library: Path, tmp_path: Path) -> None:
    with scripted(models=[MODEL]) as server:
        server.respond = Character(refuses=SWITCHES, says=SENTENCE)
        assert len(asked(tmp_path, server)) > 1


def test_after_the_doctor_reasoning_without_an_opening_tag_is_never_shown(
    doctor: Doctor, library: Path, tmp_path: Path
) -> None:
    with scripted(models=[MODEL]) as server:
        thought = "The first passage names the founder. Nobody else founded DeepSeek in Hangzhou. "
        character = Character(style="lone_close", thought=thought, context=9000)
        server.respond = character
        doctor(**endpoint_of(server))
        character.says = SENTENCE
        byline = build_byline(settings_of(tmp_path, endpoint_of(server)))
        answer = asyncio.run(byline.assistant.answer(Question("Who founded DeepSeek?")))
        byline.close()
    assert answer.text.startswith(SENTENCE.rstrip("."))
    assert answer.thinking == thought
    profile = json.loads((library / PROFILE_FILE).read_text())["profiles"][0]
    assert profile["context_tokens"] == 9000


def test_a_reranker_at_the_same_endpoint_uses_headers_and_profile(doctor: Doctor, tmp_path: Path) -> None:
    with scripted(models=[MODEL]) as server:
        server.respond = Character(refuses=SWITCHES, says="1, 2")
        given = endpoint_of(server, RERANK_KIND="llm")
        ran = doctor("--json", **given)
        assert ran.status("reranker") == "ok"
        assert build_reranker(settings_of(tmp_path, given)) is not None
        assert server.headers_seen[-1]["X-Team"] == HEADER
        assert set(server.requests[-1]).isdisjoint(SWITCHES)


def test_a_reranker_that_fails_is_a_problem(doctor: Doctor) -> None:
    ran = doctor("--json", RERANK_KIND="endpoint", RERANK_BASE_URL="http://127.0.0.1:9")
    assert ran.status("reranker") == "problem"
    assert "BYLINE_RERANK_BASE_URL" in ran.told("reranker")
    assert doctor("--json", RERANK_KIND="llm").status("reranker") == "problem"


def test_a_local_reranker_loads_no_weights(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.adapters.rerankers.local.find_spec", lambda _: None)
    assert doctor("--json", RERANK_KIND="local").status("reranker") == "problem"
    monkeypatch.setattr("rag.adapters.rerankers.local.find_spec", lambda _: object())
    assert doctor("--json", RERANK_KIND="local").status("reranker") == "ok"


def test_a_local_model_needs_no_request(doctor: Doctor) -> None:
    ran = doctor("--json", LLM_MODEL="/nowhere/model.gguf")
    assert ran.status("endpoint") == "problem"
    assert "GGUF" in ran.told("endpoint")


def test_a_missing_package_is_a_problem(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.doctor.surroundings._PACKAGES", ("no-such-package-of-ours",))
    assert "no-such-package-of-ours" in doctor("--json").told("versions")
