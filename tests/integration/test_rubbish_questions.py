"""Whatever is typed, on real stores: a sensible result or a clear sentence, never a traceback or a 500."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from ingest.builtin import ensure_demo
from ingest.passages import SPLITTER_FINGERPRINT
from rag.assembly import build_byline
from rag.settings import load_settings
from ui.api.app import create_app
from ui.cli import run
from ui.wiring import Wiring, ingestion_of

RUBBISH = {
    "empty": "",
    "blank": " \t\n ",
    "stop words": "the of and to what is it",
    "punctuation": "?!… — “” ;",
    "underscores": "___",
    "emoji": "🚀🤖",
    "Chinese": "深度求索的训练成本是多少？",
    "Japanese": "ディープシークの費用はいくらですか",
    "Korean": "딥시크의 비용은 얼마입니까?",
    "Arabic": "كم كلف تدريب النموذج؟",
    "Hebrew": "כמה עלה האימון?",
    "Hindi": "प्रशिक्षण की लागत कितनी थी?",
    "Thai": "ค่าฝึกโมเดลเท่าไร",
    "Russian": "Сколько стоило обучение?",
    "right-to-left marks": "cost\u202e tsoc \u200f",
    "an open quotation": '"training cost',
    "prefix and column": "cost* title : R1",
    "NEAR": "NEAR(cost training, 5)",
    "operators": "cost AND NOT (training OR -R1)",
    "SQL": "'); DROP TABLE articles; --",
    "braces": "{cost} [R1] ^R1 %s {0} \\",
    "control characters": "training\x00cost\x07\x1b[31m\x7f",
    "half a character": "training \ud83d cost \udce9",
    "combining marks": "c\u0301\u0302\u0303ost" + "\u0301" * 500,
    "one long word": "x" * 3_900,
    "ten thousand words": "cost " * 10_000,
    "ten thousand different words": " ".join(f"word{n}" for n in range(10_000)),
}
IMPOSSIBLE = {
    "no date": {"since": "soon"},
    "no day": {"since": "2025-02-30"},
    "no month": {"as_of": "2025-13"},
    "year zero": {"as_of": "0000-01-01"},
    "other digits": {"since": "٢٠٢٥-٠١-٠١"},
    "before its beginning": {"since": "2025-02-01", "as_of": "2025-01-01"},
    "unknown publisher": {"publisher": "CGTM"},
    "empty publisher": {"publisher": ""},
    "unknown collection": {"collection": "demos"},
    "half a character": {"publisher": "\ud83d"},
    "control characters": {"collection": "de\x00mo"},
}


class KeptOpen:
    """The real parts, which the commands may close as often as they like."""

    def __init__(self, parts: Any) -> None:
        self._parts = parts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parts, name)

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeptOpen]:
    folder = tmp_path_factory.mktemp("rubbish")
    settings = load_settings({"data_dir": folder, "keep_questions": 0}, cwd=folder, environ={})
    byline = build_byline(settings, SPLITTER_FINGERPRINT)
    try:
        ensure_demo(ingestion_of(byline), byline.library)
        yield KeptOpen(byline)
    finally:
        byline.close()


Ran = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ran(parts: KeptOpen, capsys: pytest.CaptureFixture[str]) -> Ran:
    wiring = Wiring(
        settings=lambda _: parts.settings,
        build=lambda _, will_write=False: parts,  # type: ignore[arg-type, return-value]
        stores=lambda _: parts,  # type: ignore[arg-type, return-value]
    )

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments), wiring)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def requested(parts: KeptOpen) -> Callable[..., httpx.Response]:
    app = create_app(parts, with_page=False)  # type: ignore[arg-type]

    async def request(method: str, path: str, **given: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60) as client:
            return await client.request(method, path, **given)

    def call(method: str, path: str, **given: Any) -> httpx.Response:
        if "json" in given:  # httpx would not write half a character; others do
            given["content"] = json.dumps(given.pop("json")).encode()
            given["headers"] = {"content-type": "application/json"}
        return asyncio.run(request(method, path, **given))

    return call


def assert_sensible(code: int, out: str, err: str) -> None:
    """A JSON object, or a sentence with a hint."""
    assert code in {0, 2}
    assert "Traceback" not in err
    if code == 0:
        assert isinstance(json.loads(out), dict)
    else:
        assert out == ""
        message, hint = err.rstrip("\n").split("\n")
        assert message.startswith("byline: ")
        assert message.endswith(".")
        assert hint.strip()


def assert_answered_or_refused(response: httpx.Response) -> None:
    if response.status_code != 200:
        assert 400 <= response.status_code < 500
        assert response.json()["error"]["message"]
        assert response.json()["error"]["code"] in {"usage", "question", "unknown_name"}


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_on_the_command_line(name: str, ran: Ran) -> None:
    rubbish = RUBBISH[name]
    assert_sensible(*ran("ask", "--json", "--", rubbish))
    assert_sensible(*ran("library", "search", "--json", "--", rubbish))
    assert_sensible(*ran("library", "search", "--all", "--json", "--", rubbish))


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_over_http(name: str, requested: Callable[..., httpx.Response]) -> None:
    rubbish = RUBBISH[name]
    assert_answered_or_refused(requested("POST", "/api/ask", json={"question": rubbish, "keep": False}))
    assert_answered_or_refused(requested("POST", "/api/search", json={"query": rubbish}))
    in_address = rubbish.encode("utf-8", "surrogatepass")[:20_000]  # clients limit addresses
    assert_answered_or_refused(requested("GET", "/api/find-all", params={"query": in_address}))
    csv = requested("GET", "/api/find-all", params={"query": in_address, "format": "csv"})
    assert csv.status_code in {200, 400}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_impossible_limits_on_the_command_line(name: str, ran: Ran) -> None:
    options = [
        part for key, value in IMPOSSIBLE[name].items() for part in (f"--{key.replace('_', '-')}", value)
    ]
    for command in (["ask"], ["library", "search"], ["library", "search", "--all"]):
        code, out, err = ran(*command, "--json", *options, "--", "R1")
        assert_sensible(code, out, err)
        assert code == 2 or name == "other digits"


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_impossible_limits_over_http(name: str, requested: Callable[..., httpx.Response]) -> None:
    limits = IMPOSSIBLE[name]
    responses = [
        requested("POST", "/api/ask", json={"question": "Who founded DeepSeek?"} | limits),
        requested("POST", "/api/search", json={"query": "R1"} | limits),
    ]
    if not any("\ud83d" in value for value in limits.values()):  # no address can hold one
        responses.append(requested("GET", "/api/find-all", params={"query": "R1"} | limits))
    for response in responses:
        assert_answered_or_refused(response)
        assert response.status_code in {400, 404} or name == "other digits"


@pytest.mark.parametrize(
    ("limit", "nearest"), [({"publisher": "CGTM"}, "CGTN"), ({"collection": "dmeo"}, "demo")]
)
def test_unknown_names_come_with_the_nearest_known_ones(
    limit: dict[str, str], nearest: str, ran: Ran, requested: Callable[..., httpx.Response]
) -> None:
    (option, value), *_ = limit.items()
    assert nearest in ran("library", "search", "--all", "R1", f"--{option}", value)[2]
    for path in ("/api/find-all", "/api/search"):
        given = (
            {"params": {"query": "R1"} | limit} if path.endswith("all") else {"json": {"query": "R1"} | limit}
        )
        response = requested("GET" if path.endswith("all") else "POST", path, **given)
        assert response.status_code == 404
        assert nearest in response.json()["error"]["hint"]
