"""docs/api.md names every endpoint, field, event and error, and its examples work as they stand."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.golden import open_demo
from rag import errors
from rag.events import Failed
from tests.served import running
from ui.api.errors import status_of

DOCUMENT = (Path(__file__).parent.parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
PRINTED_ADDRESS = "http://127.0.0.1:7860"
PROSE = re.sub(r"```.*?```", "", DOCUMENT, flags=re.DOTALL)
WORDS = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", PROSE))))
REPLIES = ("Object", "Answer", "Event", "Passages", "Articles", "Health", "Ready", "Parts")
OF_NO_REQUEST = {"keys", "server", "judge_unreadable"}  # errors of commands alone


def curls() -> list[str]:
    blocks = re.findall(r"^ {4,}(curl (?:.*\\\n)*.*)", DOCUMENT, re.MULTILINE)
    return [block.replace("\\\n", " ") for block in blocks]


def programs() -> list[str]:
    return re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)


@dataclass
class Place:
    """A server, and what stands behind the names in capitals."""

    base: str
    client: httpx.Client

    def run(self, curl: str) -> httpx.Response:
        """The example with ids that exist."""
        return self.client.request(**request_of(self.filled(curl)))

    def filled(self, example: str) -> str:
        for name, find in {"ARTICLE": self._article, "ANSWER": self._answer, "JOB": self._job}.items():
            if re.search(rf"\b{name}\b", example):
                example = re.sub(rf"\b{name}\b", find(), example)
        return example.replace(PRINTED_ADDRESS, self.base)

    def _article(self) -> str:
        return str(self.client.get("/api/articles", params={"sort": "newest"}).json()["articles"][0]["id"])

    def _answer(self) -> str:
        answer = self.client.post("/api/ask", json={"question": "Who founded DeepSeek?"}).json()
        self.client.post(f"/api/answers/{answer['id']}/feedback", json={"verdict": "up"})
        return str(answer["id"])

    def _job(self) -> str:
        return str(
            self.client.post("/api/articles", json={"articles": [{"text": "One sentence."}]}).json()["id"]
        )


def request_of(curl: str) -> dict[str, Any]:
    """What a command line of curl's would send."""
    method, address, headers, content = "GET", "", {}, None
    parts = iter(shlex.split(curl.partition(" > ")[0])[1:])
    for part in parts:
        match part:
            case "-s" | "-sN":
                pass
            case "-X":
                method = next(parts)
            case "-H":
                name, _, value = next(parts).partition(": ")
                headers[name] = value
            case "-d":
                method, content = "POST", next(parts)
            case _:
                assert part.startswith("http://"), part
                address = part
    return {"method": method, "url": address, "headers": headers, "content": content}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    byline = open_demo(tmp_path_factory.mktemp("documented"))
    try:
        with running(byline) as base, httpx.Client(base_url=base, timeout=60) as client:
            yield Place(base, client)
    finally:
        byline.close()


@pytest.fixture(scope="module")
def openapi(place: Place) -> dict[str, Any]:
    document: dict[str, Any] = place.client.get("/openapi.json").json()
    return document


def test_a_command_line_of_curl_is_read_as_curl_reads_it() -> None:
    read = request_of("""curl -s http://host/api/ask -H 'Content-Type: application/json'   -d '{"a": 1}'""")
    assert read == {
        "method": "POST",
        "url": "http://host/api/ask",
        "headers": {"Content-Type": "application/json"},
        "content": '{"a": 1}',
    }
    assert len(curls()) > 15


@pytest.mark.parametrize("example", curls())
def test_every_example_for_the_command_line_succeeds(place: Place, example: str) -> None:
    response = place.run(example)
    assert response.is_success, response.text
    if "stream" in example and "-sN" in example:
        assert response.headers["content-type"].startswith("text/event-stream")


@pytest.mark.parametrize("program", programs())
def test_every_example_in_python_runs(place: Place, program: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(place.filled(program), "docs/api.md", "exec"), {})
    assert capsys.readouterr().out.strip()


def test_every_endpoint_is_documented(openapi: dict[str, Any]) -> None:
    told = re.sub(r"\{\w+\}", "{}", DOCUMENT)
    missing = [
        f"{method.upper()} {path}"
        for path, item in openapi["paths"].items()
        for method in item
        if f"{method.upper()} {re.sub(r'[{][^}]+[}]', '{}', path)}" not in told
    ]
    assert missing == []


def test_every_field_of_every_reply_and_request_is_documented(openapi: dict[str, Any]) -> None:
    missing = {
        f"{name}.{field}"
        for name, schema in openapi["components"]["schemas"].items()
        if name.endswith(REPLIES) or name in {"Ask", "Search", "Verify", "GiveFeedback"}
        for field in schema.get("properties", {})
        if field not in WORDS and field not in {"type", "error"}
    }
    parameters = {
        f"{path}?{parameter['name']}"
        for path, item in openapi["paths"].items()
        for operation in item.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and parameter["name"] not in WORDS
    }
    assert missing | parameters == set()


def test_every_event_is_documented(openapi: dict[str, Any]) -> None:
    types = openapi["components"]["schemas"]["AnswerEvent"]["discriminator"]["mapping"]
    assert {one for one in types if f"\n| `{one}` |" not in DOCUMENT} == set()


def subclasses(kind: type[errors.BylineError]) -> Iterator[type[errors.BylineError]]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_every_code_of_an_error_is_documented_with_its_status() -> None:
    rows = re.findall(r"^\| (\d{3}) \| ([^|]+) \|", DOCUMENT, re.MULTILINE)
    told = {code: int(status) for status, codes in rows for code in re.findall(r"`(\w+)`", codes)}
    given = {
        kind.code: status_of(Failed(kind.code, "", ""))
        for kind in subclasses(errors.BylineError)
        if kind.__module__ == errors.__name__ and kind.code not in OF_NO_REQUEST
    }
    assert {code: told.get(code) for code in given} == given


def test_every_entry_of_the_table_of_contents_leads_to_a_heading() -> None:
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", DOCUMENT, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", DOCUMENT)) <= headings
