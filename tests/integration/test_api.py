"""The HTTP API on a real server, asked with httpx."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterable, Iterator

import httpx
import pytest

from rag.domain import Question
from rag.errors import EndpointError, QuestionError
from rag.events import AnswerEvent
from tests.fakes_ui import FakeByline, ListLibrary, ScriptedAssistant, builtin_articles, cost_script
from tests.served import running

COST = "What did it cost?"


def script(question: Question) -> Iterable[AnswerEvent | BaseException | float]:
    match question.text:
        case "":
            return [QuestionError("There is no question.")]
        case "endpoint":
            return [EndpointError("The endpoint is gone.")]
        case "crash":
            return [ZeroDivisionError("secret detail")]
        case "late":
            first, *_ = cost_script()(question)
            return [first, EndpointError("The endpoint broke off.")]
        case "slow":
            return cost_script(pause_seconds=0.2)(question)
        case _:
            return cost_script()(question)


@pytest.fixture(scope="module")
def byline() -> FakeByline:
    library = ListLibrary(builtin_articles(), answers={"answer-1": {"schema": 1, "id": "answer-1"}})
    return FakeByline(library, ScriptedAssistant(script))


@pytest.fixture(scope="module")
def server(byline: FakeByline) -> Iterator[str]:
    with running(byline) as address:
        yield address


@pytest.fixture
def http(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server) as client:
        yield client


def test_the_answer_object_comes_back(http: httpx.Client) -> None:
    answer = http.post("/api/ask", json={"question": COST}).json()
    assert answer["schema"] == 1
    assert {citation["n"] for citation in answer["citations"]} == {1, 2, 3}
    assert "contexts" not in answer


def test_contexts_come_when_asked_for(http: httpx.Client) -> None:
    answer = http.post("/api/ask", json={"question": COST, "include": ["contexts"]}).json()
    assert answer["contexts"][0]["title"]
    assert answer["contexts"][0]["text"]


def test_every_wish_reaches_the_assistant(http: httpx.Client, byline: FakeByline) -> None:
    wishes = {
        "question": COST,
        "history": [{"question": "q", "answer": "a"}],
        "as_of": "2025-02-01",
        "since": "2024-01-01",
        "publisher": "CGTN",
        "collection": ["demo"],
        "top_k": 4,
        "thinking": "off",
        "model": "byline/extractive",
        "fallback": False,
        "keep": False,
    }
    assert http.post("/api/ask", json=wishes).status_code == 200
    question = byline.assistant.questions[-1]
    assert question.history[0].answer == "a"
    assert (question.as_of, question.since) == ("2025-02-01", "2024-01-01")
    assert (question.publishers, question.collections) == (("CGTN",), ("demo",))
    assert (question.top_k, question.model, question.thinking) == (4, "extractive", "off")
    assert not question.allow_fallback
    assert not question.keep


def server_sent(response: httpx.Response) -> list[tuple[str, dict]]:
    blocks = [block for block in response.text.replace("\r\n", "\n").split("\n\n") if "data:" in block]
    found = []
    for block in blocks:
        lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        found.append((lines["event"], json.loads(lines["data"])))
    return found


def test_the_stream_is_the_typed_events(http: httpx.Client) -> None:
    response = http.post("/api/ask", json={"question": COST, "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = server_sent(response)
    names = [name for name, _ in events]
    assert names[:2] == ["started", "retrieved"]
    assert names[-2:] == ["disagreement", "finished"]
    assert names.count("sentence") == 6
    text = ""
    for name, data in events:
        assert data["type"] == name
        if name == "sentence":
            numbers = data["sentence"]["citations"]
            markers = " " + "".join(f"[{n}]" for n in numbers) if numbers else ""
            text += data["before"] + data["sentence"]["text"] + markers
    assert text == events[-1][1]["answer"]["text"]


def test_who_leaves_early_stops_the_answer(http: httpx.Client, byline: FakeByline) -> None:
    before = byline.assistant.closed_early
    with http.stream("POST", "/api/ask", json={"question": "slow", "stream": True}) as response:
        next(response.iter_lines())
    deadline = time.monotonic() + 5
    while byline.assistant.closed_early == before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert byline.assistant.closed_early == before + 1


@pytest.mark.parametrize("stream", [False, True])
def test_errors_have_one_shape(http: httpx.Client, stream: bool) -> None:
    response = http.post("/api/ask", json={"question": "", "stream": stream})
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "question"
    assert response.json()["error"]["hint"]
    response = http.post("/api/ask", json={"question": "endpoint", "stream": stream})
    assert response.status_code == 502


def test_a_failure_in_mid_stream_is_an_event(http: httpx.Client) -> None:
    events = server_sent(http.post("/api/ask", json={"question": "late", "stream": True}))
    assert events[-1][0] == "failed"
    assert events[-1][1]["message"] == "The endpoint broke off."


def test_the_unexpected_gives_no_details(http: httpx.Client) -> None:
    response = http.post("/api/ask", json={"question": "crash"})
    assert response.status_code == 500
    assert "secret" not in response.text
    assert response.json()["error"]["code"] == "internal"


@pytest.mark.parametrize(
    "body", [{}, {"question": 3}, {"question": "x", "quesiton": 1}, {"question": "x", "as_of": "soon"}, []]
)
def test_a_wrong_body_is_a_clear_400(http: httpx.Client, body: object) -> None:
    response = http.post("/api/ask", json=body)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "usage"
    assert (
        http.post("/api/ask", content=b"{", headers={"content-type": "application/json"}).status_code == 400
    )


def test_a_body_over_the_limit_is_refused(http: httpx.Client) -> None:
    assert http.post("/api/ask", content=b"x" * 1_000_001).status_code == 413

    def pieces() -> Iterator[bytes]:
        yield from [b"x" * 100_000] * 11

    response = http.post("/api/ask", content=pieces(), headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"


def test_articles_as_json_and_as_a_page_with_the_span_marked(http: httpx.Client) -> None:
    citation = http.post("/api/ask", json={"question": COST}).json()["citations"][0]
    article = http.get(f"/api/articles/{citation['article_id']}").json()
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
    span = {"start": citation["start"], "end": citation["end"]}
    address = f"/articles/{citation['article_id']}"
    page = http.get(address, params=span)
    assert 'id="span"' in page.text
    assert ">DeepSeek claims that it trained R1 for just &#36;6 million&#46;</mark>" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert http.get(address, params={"start": 5, "end": 10**9}).status_code == 400
    assert http.get(address, params=span | {"also": "0-5"}).text.count("<mark") == 2
    assert http.get(address, params=span | {"also": "0-999999999"}).status_code == 400
    assert http.get(address, params=span | {"also": "everything"}).status_code == 400
    assert http.get("/articles/nope").status_code == 404
    assert http.get("/api/articles/nope").json()["error"]["code"] == "unknown_name"


def test_passages_come_with_their_scores_and_limits(http: httpx.Client, byline: FakeByline) -> None:
    wishes = {"query": "cost", "publisher": "CGTN", "collection": ["demo"], "since": "2025-01", "top_k": 3}
    searched = http.post("/api/search", json=wishes).json()
    assert searched["query"] == "cost"
    assert searched["constraints"]["since"] == "2025-01"
    assert searched["notes"] == ["A note."]
    assert searched["passages"][0]["parts"] == {"fused": 0.8, "dense": 0.7, "lexical": 0.9}
    question = byline.searched[-1]
    assert (question.publishers, question.collections, question.top_k) == (("CGTN",), ("demo",), 3)
    assert http.post("/api/search", json={"query": " "}).json()["error"]["code"] == "question"
    assert http.post("/api/search", json={"query": "x", "top_k": 0}).status_code == 400


def test_every_article_that_holds_a_phrase_comes_in_pages(http: httpx.Client) -> None:
    whole = http.get("/api/find-all", params={"query": "DeepSeek"}).json()
    assert whole["total"] == len(whole["articles"]) == 5
    pages = [
        http.get("/api/find-all", params={"query": "DeepSeek", "limit": 2, "offset": offset}).json()
        for offset in (0, 2, 4, 6)
    ]
    assert [article for page in pages for article in page["articles"]] == whole["articles"]
    assert {page["total"] for page in pages} == {5}
    assert {page["occurrences"] for page in pages} == {whole["occurrences"]}
    assert http.get("/api/find-all", params={"query": "Zanzibar"}).json()["articles"] == []


def test_what_holds_a_phrase_comes_as_a_csv_file(http: httpx.Client) -> None:
    response = http.get("/api/find-all", params={"query": "SemiAnalysis", "format": "csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "find-all.csv" in response.headers["content-disposition"]
    header, *rows = response.text.split("\r\n")
    assert header.startswith("published,publisher")
    assert rows.pop() == ""
    one = http.get("/api/find-all", params={"query": "DeepSeek", "format": "csv", "limit": 1, "offset": 1})
    assert len({row["article_id"] for row in csv.DictReader(io.StringIO(one.text, newline=""))}) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"query": "?"},
        {"query": "R1", "limit": 0},
        {"query": "R1", "offset": -1},
        {"query": "R1", "format": "xml"},
        {"query": "R1", "since": "soon"},
        {"query": "R1", "collections": "demo"},
    ],
)
def test_a_wrong_enumeration_is_a_clear_400(http: httpx.Client, wrong: dict[str, str]) -> None:
    response = http.get("/api/find-all", params=wrong)
    assert response.status_code == 400
    assert response.json()["error"]["message"]


def test_searching_is_described_with_examples(http: httpx.Client) -> None:
    document = http.get("/openapi.json").json()
    for answered in (document["paths"]["/api/search"]["post"], document["paths"]["/api/find-all"]["get"]):
        schema = answered["responses"]["200"]["content"]["application/json"]["schema"]
        described = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        assert {"query", "constraints"} <= set(described["examples"][0])


def test_saved_answers_health_and_unknown_paths(http: httpx.Client) -> None:
    assert http.get("/api/answers/answer-1").json()["schema"] == 1
    assert http.get("/api/answers/nope").status_code == 404
    assert http.get("/healthz").json() == {
        "ok": True,
        "generation": 7,
        "articles": 5,
        "receiving_host": None,
    }
    assert http.get("/api/nope").json()["error"]["code"] == "not_found"
    assert http.get("/v1/nope").json()["error"]["type"] == "invalid_request_error"
    assert http.get("/api/ask").status_code in {404, 405}
    assert "/api/ask" in http.get("/openapi.json").json()["paths"]
