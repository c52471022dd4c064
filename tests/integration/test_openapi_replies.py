"""What a real server answers is what the OpenAPI document says, to the last field and event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import httpx
import pytest

from benchmarks.golden import open_demo
from rag.domain import Question
from rag.errors import EndpointError
from rag.events import AnswerEvent, FellBack, Thinking
from tests.documented import Documented
from tests.fakes_ui import (
    FakeByline,
    ListLibrary,
    ScriptedAssistant,
    builtin_articles,
    cost_script,
    demo_byline,
)
from tests.served import running
from ui.api.models.events import TYPES

COST = {"question": "How much did it cost to train R1?"}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    byline = open_demo(tmp_path_factory.mktemp("replies"))
    try:
        with running(byline) as base, httpx.Client(base_url=base, timeout=60) as client:
            yield client
    finally:
        byline.close()


@pytest.fixture(scope="module")
def documented(real: httpx.Client) -> Documented:
    return Documented(real.get("/openapi.json").json())


def events_of(response: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: ")]


@pytest.mark.parametrize("question", [COST["question"], "Who won the 2018 World Cup?", "Hello!"])
def test_answers_and_refusals(real: httpx.Client, documented: Documented, question: str) -> None:
    asked = {"question": question, "include": ["contexts"]}
    answer = real.post("/api/ask", json=asked).json()
    assert documented.faults("AskedAnswer", answer) == []
    del answer["contexts"]
    assert documented.faults("AnswerObject", answer) == []
    assert documented.faults("SavedAnswerObject", real.get(f"/api/answers/{answer['id']}").json()) == []


def test_an_answer_that_differs_from_another_source() -> None:
    with running(demo_byline()) as base:
        documented = Documented(httpx.get(f"{base}/openapi.json").json())
        answer = httpx.post(f"{base}/api/ask", json=COST).json()
    assert answer["disagreements"]
    assert documented.faults("AskedAnswer", answer) == []


def test_a_field_that_the_document_does_not_name_is_a_fault(
    real: httpx.Client, documented: Documented
) -> None:
    answer = real.post("/api/ask", json=COST).json()
    answer["sentences"][0]["mood"] = "good"
    assert documented.faults("AskedAnswer", answer) != []


def test_the_events_of_a_real_stream(real: httpx.Client, documented: Documented) -> None:
    events = events_of(real.post("/api/ask", json=COST | {"stream": True}))
    assert {"started", "retrieved", "sentence", "finished"} <= {event["type"] for event in events}
    for event in events:
        assert documented.faults("AnswerEvent", event) == [], event["type"]


def script(question: Question) -> Iterable[AnswerEvent | BaseException | float]:
    first, *rest = cost_script()(question)
    return [first, Thinking("Well."), FellBack("It was late."), *rest[:-1], *ending(question, rest)]


def ending(question: Question, rest: list[Any]) -> list[Any]:
    return [EndpointError("It broke off.")] if question.text == "break" else rest[-1:]


def test_every_type_of_event(documented: Documented) -> None:
    library = ListLibrary(builtin_articles())
    with running(FakeByline(library, ScriptedAssistant(script))) as base:
        events = [
            event
            for question in ("end", "break")
            for event in events_of(httpx.post(f"{base}/api/ask", json={"question": question, "stream": True}))
        ]
    assert {event["type"] for event in events} == set(TYPES)
    for event in events:
        assert documented.faults("AnswerEvent", event) == [], event["type"]


def test_searching(real: httpx.Client, documented: Documented) -> None:
    found = real.post("/api/search", json={"query": "training cost"}).json()
    assert found["passages"]
    assert documented.faults("SearchedPassages", found) == []
    holding = real.get("/api/find-all", params={"query": "DeepSeek"}).json()
    assert holding["articles"][0]["sentences"][0]["occurrences"]
    assert documented.faults("FoundArticles", holding) == []


def test_checking(real: httpx.Client, documented: Documented) -> None:
    answer = real.post("/api/ask", json=COST).json()
    assert documented.faults("ReceiptObject", real.post("/api/verify", json={"answer": answer}).json()) == []
    text = {"text": "DeepSeek trained R1 for $6 million. It was founded on Mars."}
    checked = real.post("/api/verify", json=text).json()
    assert checked["sentences"][0]["evidence"]
    assert documented.faults("CheckedTextObject", checked) == []
    given = real.post("/api/verify", json=text | {"sources": [{"text": "R1 cost $6 million."}]}).json()
    assert documented.faults("CheckedTextObject", given) == []


def test_articles_and_health(real: httpx.Client, documented: Documented) -> None:
    article_id = real.post("/api/ask", json=COST).json()["citations"][0]["article_id"]
    article = real.get(f"/api/articles/{article_id}", params={"include": "passages"}).json()
    assert article["passages"]
    assert documented.faults("WholeArticleObject", article) == []
    listed = real.get("/api/articles").json()
    assert listed["total"] == 5
    assert documented.faults("ArticlesObject", listed) == []
    assert documented.faults("QuarantineObject", real.get("/api/quarantine").json()) == []
    assert documented.faults("Health", real.get("/healthz").json()) == []
    assert documented.faults("Ready", real.get("/readyz").json()) == []


def test_jobs_and_their_events(real: httpx.Client, documented: Documented) -> None:
    handed_in = real.post("/api/articles", json={"articles": [{"text": "The ferry runs again."}]})
    assert handed_in.status_code == 202
    assert documented.faults("JobObject", handed_in.json()) == []
    events = events_of(real.get(handed_in.headers["location"], params={"stream": True}))
    assert events[-1]["state"] == "done"
    for event in events:
        assert documented.faults("JobObject", event) == []
    jobs = real.get("/api/jobs").json()
    assert jobs["jobs"]
    assert documented.faults("JobsObject", jobs) == []


def test_feedback(real: httpx.Client, documented: Documented) -> None:
    answer = real.post("/api/ask", json=COST).json()
    given = real.post(f"/api/answers/{answer['id']}/feedback", json={"verdict": "up", "reason": "So it is."})
    assert documented.faults("FeedbackObject", given.json()) == []
    saved = real.get(f"/api/answers/{answer['id']}").json()
    assert saved["feedback"]["verdict"] == "up"
    assert documented.faults("SavedAnswerObject", saved) == []


def test_chat_completions(real: httpx.Client, documented: Documented) -> None:
    asked = {"model": "byline", "messages": [{"role": "user", "content": COST["question"]}]}
    assert documented.faults("Completion", real.post("/v1/chat/completions", json=asked).json()) == []
    assert documented.faults("ModelList", real.get("/v1/models").json()) == []


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/api/ask", 405, "OPTIONS, POST"),
        ("PUT", "/healthz", 405, "GET, HEAD, OPTIONS"),
        ("DELETE", "/api/search", 405, "OPTIONS, POST"),
        ("GET", "/api/nothing", 404, None),
        ("POST", "/api/ask/", 404, None),
        ("GET", "/api/answers/none", 404, None),
        ("POST", "/api/ask", 400, None),
    ],
)
def test_errors(
    real: httpx.Client, documented: Documented, method: str, path: str, status: int, allow: str | None
) -> None:
    response = real.request(method, path)
    assert (response.status_code, response.headers.get("allow")) == (status, allow)
    assert documented.faults("ErrorObject", response.json()) == []


def test_errors_of_the_chat_interface(real: httpx.Client, documented: Documented) -> None:
    for method, path, status in [("POST", "/v1/models", 405), ("GET", "/v1/nothing", 404)]:
        response = real.request(method, path)
        assert response.status_code == status
        assert documented.faults("ErrorReply", response.json()) == []


def test_head_is_get_without_a_body_and_options_names_the_methods(real: httpx.Client) -> None:
    head = real.head("/healthz")
    assert (head.status_code, head.text) == (200, "")
    assert head.headers["content-type"] == "application/json"
    options = real.options("/api/ask")
    assert (options.status_code, options.headers["allow"]) == (204, "OPTIONS, POST")
