"""Saved answers over HTTP, on a real library: feedback on them, and their deletion for good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from rag.domain import Answer, AnswerId, Question
from rag.events import Finished
from tests.fakes_ui import FakeByline, cost_script
from tests.library_served import served

SECRET = "What did the mole in Zwickau tell them?"


def an_answer(key: str, question: str = "What did it cost?") -> Answer:
    events = [event for event in cost_script()(Question(question)) if isinstance(event, Finished)]
    return replace(events[0].answer, id=AnswerId(key))


@pytest.fixture
def api(tmp_path: Path) -> Iterator[tuple[httpx.Client, FakeByline]]:
    with served(tmp_path / "data") as (client, byline):
        byline.library.save_answer(an_answer("a1", SECRET))
        yield client, byline


@pytest.fixture
def http(api: tuple[httpx.Client, FakeByline]) -> httpx.Client:
    return api[0]


def test_the_last_opinion_of_a_reader_counts_and_is_shown_with_the_answer(http: httpx.Client) -> None:
    assert http.get("/api/answers/a1").json()["feedback"] is None
    http.post("/api/answers/a1/feedback", json={"verdict": "up"})
    given = http.post("/api/answers/a1/feedback", json={"verdict": "down", "reason": " The sum is wrong. "})
    assert (given.json()["verdict"], given.json()["reason"]) == ("down", "The sum is wrong.")
    assert http.get("/api/answers/a1").json()["feedback"] == given.json()
    assert http.delete("/api/answers/a1/feedback").status_code == 204
    assert http.get("/api/answers/a1").json()["feedback"] is None
    assert http.delete("/api/answers/a1/feedback").status_code == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"verdict": "sideways"}, {"verdict": "up", "reason": "x" * 1_001}, {"verdict": "up", "by": "me"}],
)
def test_an_opinion_of_another_shape_is_refused(http: httpx.Client, body: dict[str, str]) -> None:
    assert http.post("/api/answers/a1/feedback", json=body).status_code == 400
    assert http.get("/api/answers/a1").json()["feedback"] is None


def test_only_answers_that_were_kept_take_feedback(http: httpx.Client) -> None:
    for response in (
        http.post("/api/answers/nope/feedback", json={"verdict": "up"}),
        http.delete("/api/answers/nope"),
        http.get("/api/answers/nope"),
    ):
        assert (response.status_code, response.json()["error"]["code"]) == (404, "unknown_name")


def test_each_reader_has_one_opinion_and_sees_their_own(api: tuple[httpx.Client, FakeByline]) -> None:
    http, byline = api
    byline.library.give_feedback("a1", "key desk", "down", "No source for the date.")
    http.post("/api/answers/a1/feedback", json={"verdict": "up"})
    assert http.get("/api/answers/a1").json()["feedback"]["verdict"] == "up"
    judged = byline.library.judged_answers()
    assert {one.feedback.opinion for one in judged} == {"up", "down"}
    assert {one.answer["id"] for one in judged} == {"a1"}


def test_a_deleted_answer_is_in_no_file_any_more(
    api: tuple[httpx.Client, FakeByline], tmp_path: Path
) -> None:
    http, byline = api
    http.post("/api/answers/a1/feedback", json={"verdict": "down", "reason": "Zwickau is secret"})
    byline.library.save_answer(an_answer("a2"))
    held = [path for path in (tmp_path / "data").iterdir() if path.name.startswith("library.db")]
    assert any(b"Zwickau" in path.read_bytes() for path in held)
    assert http.delete("/api/answers/a1").status_code == 204
    assert http.get("/api/answers/a1").status_code == 404
    assert byline.library.judged_answers() == []
    for path in (tmp_path / "data").rglob("*"):
        assert not path.is_file() or b"Zwickau" not in path.read_bytes(), path.name
    assert http.get("/api/answers/a2").status_code == 200


def test_a_shown_answer_can_be_handed_back_to_be_verified(http: httpx.Client) -> None:
    http.post("/api/answers/a1/feedback", json={"verdict": "up"})
    shown = http.get("/api/answers/a1").json()
    response = http.post("/api/verify", json={"answer": json.loads(json.dumps(shown))})
    assert response.status_code == 200, response.text
