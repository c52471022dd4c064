"""`byline verify` and `POST /api/verify`: the same checks, as words, as JSON and as exit codes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from rag.checking import TextChecking
from rag.domain import Question
from rag.events import Finished
from rag.reading.sentence_vectors import SentenceVectors
from rag.retrieval.retrieval import Retrieval
from rag.searching import Search
from rag.settings import Settings
from rag.trust.verifier import WeighedCheck
from tests.fakes import DictLibrary, HashEmbedder, ListIndex
from tests.fakes_ui import FakeByline, ScriptedAssistant, builtin_articles, cost_script, whole_passage
from ui.api.app import create_app
from ui.cli import run
from ui.wiring import Wiring

(ANSWER,) = [e.answer for e in cost_script()(Question("What did it cost?")) if isinstance(e, Finished)]
STATED = "SemiAnalysis estimates that the real cost may lie nearer to $1.3 billion."
DENIED = "Penguins invaded Portugal."


@pytest.fixture
def byline(tmp_path: Path) -> FakeByline:
    """The built-in articles, searched by their words."""
    library, embedder = DictLibrary(), HashEmbedder()
    for article in builtin_articles():
        library.replace_article(article, [whole_passage(article).passage])
    library.save_answer(ANSWER)
    retrieval = Retrieval(library, ListIndex(), embedder)
    search = Search(
        library, retrieval, SentenceVectors(embedder), now=lambda: datetime(2025, 3, 1, tzinfo=UTC)
    )
    return FakeByline(
        library,
        ScriptedAssistant(cost_script()),
        Settings(data_dir=tmp_path / "data"),
        checking=TextChecking(search, WeighedCheck()),
    )


@pytest.fixture
def http(byline: FakeByline) -> Iterator[TestClient]:
    app = create_app(byline, with_page=False)
    with TestClient(app, "http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def called(byline: FakeByline, *arguments: str) -> int:
    wiring = Wiring(
        settings=lambda _: byline.settings,
        build=lambda _, will_write=False: byline,
        stores=lambda _: byline,
    )
    return run(["verify", *arguments], wiring)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(asdict(ANSWER)), encoding="utf-8")
    return path


def without_an_article(byline: FakeByline) -> None:
    byline.library.remove_article(ANSWER.citations[0].article_id)


def test_an_intact_answer_is_0_and_says_so(
    byline: FakeByline, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(byline, str(saved)) == 0
    assert "intact: every quotation stands in its article" in capsys.readouterr().out


def test_an_answer_that_is_not_intact_is_1(
    byline: FakeByline, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    without_an_article(byline)
    assert called(byline, str(saved), "--json") == 1
    receipt = json.loads(capsys.readouterr().out)
    assert (receipt["id"], receipt["status"]) == ("answer-1", "gone")
    assert called(byline, str(saved)) == 1
    assert "[1] gone: The article was removed from the library." in capsys.readouterr().out


def test_a_tampered_answer_says_what_is_wrong(
    byline: FakeByline, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved.write_text(saved.read_text(encoding="utf-8").replace("$6 million", "$9 million"), encoding="utf-8")
    assert called(byline, str(saved)) == 1
    assert "tampered" in capsys.readouterr().out


def test_an_answer_cannot_steer_the_terminal(
    byline: FakeByline, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = asdict(ANSWER) | {"question": "\x1b[2JWhy?", "text": f"{ANSWER.text} \x1b[31mmore"}
    saved.write_text(json.dumps(answer), encoding="utf-8")
    assert called(byline, str(saved)) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_several_answers_come_from_standard_input(
    byline: FakeByline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "\n".join([json.dumps(asdict(ANSWER))] * 2)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    assert called(byline, "-", "--json") == 0
    assert [one["status"] for one in json.loads(capsys.readouterr().out)] == ["intact", "intact"]


def test_a_text_is_checked_from_a_file(
    byline: FakeByline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "text.md"
    path.write_text(STATED, encoding="utf-8")
    assert called(byline, "--text", str(path)) == 0
    assert "supported" in capsys.readouterr().out
    path.write_text(f"{STATED} {DENIED}", encoding="utf-8")
    assert called(byline, "--text", str(path), "--json", "-c", "demo") == 1
    checked = json.loads(capsys.readouterr().out)
    assert [one["verdict"] for one in checked["sentences"]] == ["supported", "unsupported"]


@pytest.mark.parametrize(
    "arguments",
    [[], ["no-such.json"], ["."], ["a\x00b"], ["a.json", "--text", "b"], ["a.json", "--since", "2025"]],
)
def test_wrong_usage_is_2_with_a_sentence_and_a_hint(
    arguments: list[str], byline: FakeByline, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(byline, *arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 2


def verified(http: TestClient, **body: Any) -> dict[str, Any]:
    response = http.post("/api/verify", json=body)
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_an_answer_is_checked_over_http(http: TestClient) -> None:
    receipt = verified(http, answer=asdict(ANSWER))
    assert (receipt["status"], receipt["problems"]) == ("intact", [])
    assert [cited["n"] for cited in receipt["citations"]] == [1, 2, 3]
    assert set(receipt["citations"][0]) == {"n", "article_id", "status", "words", "start", "end"}


def test_a_saved_answer_is_checked_by_its_id(http: TestClient, byline: FakeByline) -> None:
    assert verified(http, answer_id="answer-1")["status"] == "intact"
    cited = byline.library.article(ANSWER.citations[0].article_id)
    byline.library.replace_article(
        replace(cited, text=f"Correction.\n\n{cited.text}", hash="new"), [whole_passage(cited).passage]
    )
    receipt = verified(http, answer_id="answer-1")
    assert receipt["status"] == "stale"
    assert receipt["citations"][0]["start"] == ANSWER.citations[0].start + len("Correction.\n\n")
    assert http.post("/api/verify", json={"answer_id": "nope"}).status_code == 404


def test_a_text_is_checked_against_the_library(http: TestClient) -> None:
    checked = verified(http, text=f"{STATED} {DENIED}", publisher=[], collection="demo")
    supported, denied = checked["sentences"]
    assert (supported["verdict"], denied["verdict"]) == ("supported", "unsupported")
    (evidence,) = supported["evidence"]
    articles = {article.id: article for article in builtin_articles()}
    text = articles[evidence["article_id"]].text
    assert text[evidence["start"] : evidence["end"]] == evidence["quote"]
    assert evidence["relation"] == "supports"
    assert (checked["is_supported"], checked["unchecked"]) == (False, 0)


def test_a_text_is_checked_against_given_sources(http: TestClient) -> None:
    source = {"text": "The mayor resigned on Sunday.", "title": "Notes", "published": "2025-02"}
    checked = verified(http, text="The mayor resigned.", sources=[source])
    (evidence,) = checked["sentences"][0]["evidence"]
    assert (evidence["source"], evidence["title"], evidence["published"]) == (1, "Notes", "2025-02")
    assert "article_id" not in evidence


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b'{"text": ""}',
        b'{"text": "A.", "answer_id": "x"}',
        b'{"answer_id": "x", "collection": "demo"}',
        b'{"text": "A.", "sources": [{"text": "B."}], "collection": "demo"}',
        b'{"text": "A.", "sources": [{"text": "B.", "published": "soon"}]}',
        b'{"text": "A.", "sources": [{"text": " "}]}',
        b'{"text": "A.", "since": "soon"}',
        b'{"text": "\\ud800 rose."}',
        b'{"answer": {"schema": 3}}',
        b'{"answer": {"schema": 1, "text": "\\ud800"}}',
        b'{"text": "A.", "unknown": 1}',
        b'{"text": "A.", "sources": [{"text": "B.", "title": "\\ud800"}]}',
        json.dumps({"text": "a" * 20_001}).encode(),
    ],
    ids=lambda body: body[:40].decode(),
)
def test_requests_that_cannot_be_are_refused_with_a_sentence(body: bytes, http: TestClient) -> None:
    response = http.post("/api/verify", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400, response.text
    assert response.json()["error"]["message"].endswith(".")
