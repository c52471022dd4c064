"""Requests get ids, lines in the log and places in the metrics, none of which tells what was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from rag.settings import Settings
from tests.fakes_ui import FakeByline, ListLibrary, ScriptedAssistant, builtin_articles, cost_script
from ui.api.app import create_app
from ui.observing.request_ids import begin, request_id
from ui.observing.request_log import keep_request_log, note, request_log_path

QUESTION = "Who is Marta Velden?"


class Shaken:
    """An index that answers, and one that does not."""

    def __init__(self) -> None:
        self.searches = 0

    def search(self, vector: Any, limit: int) -> list[tuple[str, float]]:
        self.searches += 1
        return []


class Embedder:
    """A vector for everything."""

    model_name = "fake"

    def __init__(self) -> None:
        self.asked = 0

    def get_query_embedding(self, query: str) -> list[float]:
        self.asked += 1
        return [1.0, 0.0]


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    settings = Settings(data_dir=tmp_path)
    keep_request_log(settings)
    yield settings
    keep_request_log(settings.model_copy(update={"api": settings.api.model_copy(update=_NOWHERE)}))


_NOWHERE = {"log_requests": "none"}


@pytest.fixture
def byline(settings: Settings) -> FakeByline:
    return FakeByline(
        ListLibrary(builtin_articles()),
        ScriptedAssistant(cost_script()),
        settings=settings,
        index=Shaken(),
        embedder=Embedder(),
    )


@pytest.fixture
def client(byline: FakeByline) -> Iterator[TestClient]:
    app = create_app(byline, with_page=False)
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 5000)) as client:
        yield client


def lines(settings: Settings) -> list[dict[str, Any]]:
    return [json.loads(line) for line in request_log_path(settings).read_text(encoding="utf-8").splitlines()]


def test_a_sane_id_is_taken_and_another_is_made(client: TestClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "trace-7"}).headers["X-Request-ID"] == "trace-7"
    made = client.get("/healthz", headers={"X-Request-ID": 'x"} {"a": 1'}).headers["X-Request-ID"]
    assert made.isalnum()
    assert client.get("/healthz", headers={"X-Request-ID": "a" * 200}).headers["X-Request-ID"] != "a" * 200


def test_a_request_that_is_over_gives_its_id_to_nobody() -> None:
    current = begin("one")
    assert request_id() == "one"
    current.is_over = True
    assert request_id() is None


def test_a_request_and_its_answer_are_noted_under_one_id(client: TestClient, settings: Settings) -> None:
    headers = {"X-Request-ID": "trace-8"}
    client.post("/api/ask", json={"question": QUESTION}, headers=headers)
    answer, request = lines(settings)
    assert (answer["event"], answer["id"], answer["answer"]) == ("answer", "trace-8", "answer-1")
    assert (request["event"], request["id"], request["route"]) == ("request", "trace-8", "/api/ask")
    assert request["status"] == 200
    assert request["bytes"] > 0


def test_neither_log_nor_metrics_hold_question_query_path_or_key(
    client: TestClient, settings: Settings
) -> None:
    client.post("/api/ask", json={"question": QUESTION}, headers={"Authorization": "Bearer byline_secret"})
    client.get("/api/articles/an-article-of-mine?query=Velden")
    client.get("/no/such/place")
    client.request("BREW", "/healthz")
    kept = request_log_path(settings).read_text(encoding="utf-8") + client.get("/metrics").text
    assert [word for word in ("Velden", "byline_secret", "of-mine", "such/place") if word in kept] == []
    assert 'route="/api/articles/{article_id}",status="404"' in kept
    assert 'method="GET",route="other",status="404"' in kept
    assert 'method="other"' in kept


def test_the_metrics_tell_what_the_library_holds_and_who_waits(client: TestClient) -> None:
    text = client.get("/metrics").text
    assert "byline_library_articles 5.0" in text
    assert "byline_library_generation 7.0" in text
    assert "byline_answers_running 0.0" in text
    assert "byline_answers_waiting 0.0" in text


def test_it_is_ready_when_every_part_answers(client: TestClient, byline: FakeByline) -> None:
    for _ in range(2):
        response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["parts"] == {"library": "ok", "embedder": "ok", "index": "ok"}
    assert byline.index.searches == 2
    assert byline.embedder.asked == 1


def test_the_part_that_does_not_answer_is_named_without_its_place(
    client: TestClient, byline: FakeByline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.errors import LibraryError

    def fail(*_: object) -> None:
        raise LibraryError(f"The index at {tmp_path} failed.")

    monkeypatch.setattr(byline.index, "search", fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["parts"] == {"library": "ok", "embedder": "ok", "index": "library"}
    assert str(tmp_path) not in response.text


def test_a_server_that_stops_is_alive_but_not_ready(client: TestClient) -> None:
    client.app.state.draining.is_stopping = True  # type: ignore[attr-defined]
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_what_goes_wrong_unexpectedly_is_noted_and_told_under_one_id(
    byline: FakeByline, settings: Settings
) -> None:
    byline.assistant = ScriptedAssistant(lambda _: [RuntimeError("secret")])
    app = create_app(byline, with_page=False)
    client = TestClient(
        app, base_url="http://127.0.0.1", client=("127.0.0.1", 5000), raise_server_exceptions=False
    )
    with client:
        response = client.post("/api/ask", json={"question": QUESTION}, headers={"X-Request-ID": "trace-9"})
    assert response.status_code == 500
    assert response.headers["X-Request-ID"] == "trace-9"
    assert [(line["id"], line["event"]) for line in lines(settings)] == [
        ("trace-9", "answer"),
        ("trace-9", "request"),
    ]
    assert "secret" not in response.text


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    keep_request_log(Settings(data_dir=tmp_path / "file"))
    note("request", id="1")
