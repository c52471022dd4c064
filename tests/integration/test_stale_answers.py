"""Saved answers after their articles have changed: shown as stale, and told why when they are checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from rag.adapters.sqlite import SqliteLibrary
from rag.domain import Question
from rag.events import Finished
from tests.fakes_ui import (
    FakeByline,
    ScriptedAssistant,
    builtin_articles,
    cost_script,
    whole_passage,
)
from ui.api.app import create_app

(ANSWER,) = [e.answer for e in cost_script()(Question("What did it cost?")) if isinstance(e, Finished)]
SAVED = f"/api/answers/{ANSWER.id}"
CITED = ANSWER.citations[0]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    with SqliteLibrary.open(tmp_path / "library.db") as opened:
        for article in builtin_articles():
            opened.replace_article(article, [whole_passage(article).passage])
        opened.save_answer(ANSWER)
        yield opened


@pytest.fixture
def http(library: SqliteLibrary) -> Iterator[TestClient]:
    byline = FakeByline(library, ScriptedAssistant(cost_script()))
    with TestClient(create_app(byline, with_page=False), "http://127.0.0.1") as client:
        yield client


def receipt_status(http: TestClient) -> str:
    return str(http.post("/api/verify", json={"answer_id": ANSWER.id}).json()["status"])


def test_an_answer_is_shown_as_saved_while_its_articles_are_what_they_were(http: TestClient) -> None:
    assert not http.get(SAVED).json()["stale"]
    assert receipt_status(http) == "intact"


def test_an_answer_is_stale_when_shown_after_an_article_changed(
    http: TestClient, library: SqliteLibrary
) -> None:
    article = library.article(CITED.article_id)
    assert article is not None
    changed = replace(article, text=f"Correction.\n\n{article.text}", hash="another")
    library.replace_article(changed, [whole_passage(changed).passage])
    assert http.get(SAVED).json()["stale"]
    assert receipt_status(http) == "stale"


def test_an_answer_is_stale_when_shown_after_an_article_went(
    http: TestClient, library: SqliteLibrary
) -> None:
    library.remove_article(CITED.article_id)
    assert http.get(SAVED).json()["stale"]
    assert receipt_status(http) == "gone"


def forged(answer_id: str) -> dict[str, Any]:
    """The answer with a quotation and its article's hash altered together."""
    value: dict[str, Any] = json.loads(json.dumps(asdict(ANSWER))) | {"id": answer_id}
    value["citations"][0] |= {"quote": "Nobody knows.", "article_hash": "forged"}
    return value


def test_a_forged_quotation_is_no_stale_one(http: TestClient) -> None:
    receipt = http.post("/api/verify", json={"answer": forged("another")}).json()
    assert (receipt["status"], receipt["citations"][0]["status"]) == ("unknown", "unknown")
    assert "no version of this article" in receipt["citations"][0]["words"]


def test_an_answer_that_was_kept_cannot_be_altered_unseen(http: TestClient) -> None:
    receipt = http.post("/api/verify", json={"answer": forged(ANSWER.id)}).json()
    assert receipt["status"] == "tampered"
    assert receipt["problems"] == ["The library's own copy of this answer differs in its citations."]


def test_a_version_that_was_replaced_twice_is_still_known(http: TestClient, library: SqliteLibrary) -> None:
    article = library.article(CITED.article_id)
    assert article is not None
    for n in range(2):
        changed = replace(article, text=f"Correction {n}.\n\n{article.text}", hash=f"version {n}")
        library.replace_article(changed, [whole_passage(changed).passage])
    value = asdict(ANSWER) | {"id": "another"}
    assert http.post("/api/verify", json={"answer": value}).json()["status"] == "stale"


def test_a_retraction_is_told_and_leaves_the_answer_intact(http: TestClient, library: SqliteLibrary) -> None:
    library.mark_article(CITED.article_id, "retracted", "The figure was wrong.")
    receipt = http.post("/api/verify", json={"answer_id": ANSWER.id}).json()
    assert receipt["status"] == "intact"
    assert "retracted" in receipt["citations"][0]["words"]
