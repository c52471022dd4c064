"""Answers and conversations that are taken along: whole, with their sources, and harmless wherever opened."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Question
from rag.events import Failed
from tests.fakes_ui import ListLibrary, builtin_articles, cost_script, make_article, quotation, script_of
from ui.saved_answers import read_answer
from ui.web.chat.exporting import exported, file_name
from ui.web.chat.view import Conversation, View
from ui.web.chat.written import html_of, markdown_of

NOW = datetime(2025, 3, 1, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> ![x](http://evil.example/x.png) </style>"


class Tags(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def view_of(script, question: str) -> View:
    view = View(question=question)
    for event in script(Question(question)):
        if not isinstance(event, float):
            view = view.heard(event)
    return view


def conversation(question: str = "What did it cost?") -> Conversation:
    answered = Conversation().asking(question).showing(view_of(cost_script(), question))
    return answered.asking("And why?").showing(View().heard(Failed("busy", "Too many wait.", "")))


def test_an_answer_is_copied_with_markers_and_sources() -> None:
    text = markdown_of(view_of(cost_script(), "What did it cost?"))
    assert "just $6 million.” [1]" in text
    assert "- $1.3 billion: SemiAnalysis, undated [2]" in text
    assert text.count("\n- [") == 3
    assert "/articles/techblog-deepseek-cost-dispute?start=" in text


def test_what_was_not_finished_says_so() -> None:
    view = View()
    for event in list(cost_script()(Question("What did it cost?")))[:-2]:
        view = view if isinstance(event, float) else view.heard(event)
    assert "This answer was not finished." in markdown_of(view)
    assert "This answer was not finished" in html_of(view)


def test_the_json_has_answer_objects_and_their_receipts() -> None:
    file = exported(conversation(), "json", ListLibrary(builtin_articles()), NOW)
    first, second = json.loads(file.text)["turns"]
    assert read_answer(first["answer"]).question == "What did it cost?"
    assert first["receipt"]["id"] == first["answer"]["id"]
    assert [cited["n"] for cited in first["receipt"]["citations"]] == [1, 2, 3]
    assert second["answer"] is None
    assert second["failure"] == {"code": "busy", "message": "Too many wait."}


def test_the_markdown_has_a_heading_for_each_question() -> None:
    file = exported(conversation(), "markdown", ListLibrary([]), NOW)
    assert [line for line in file.text.splitlines() if line.startswith("## ")] == [
        "## What did it cost?",
        "## And why?",
    ]
    assert "*Too many wait.*" in file.text


@pytest.mark.parametrize("kind", ["html", "markdown"])
def test_hostile_text_does_nothing_in_a_file(kind: str) -> None:
    article = make_article(HOSTILE, title=HOSTILE, publisher=HOSTILE)
    shown = view_of(script_of([quotation(article, HOSTILE)]), HOSTILE)
    file = exported(Conversation().asking(HOSTILE).showing(shown), kind, ListLibrary([article]), NOW)
    if kind == "markdown":
        assert "![" not in file.text
        assert "<img" not in file.text.replace("\\<img", "")
        return
    tags = Tags(file.text).found
    assert not {tag for tag, _ in tags} & {"script", "img", "link", "iframe"}
    assert not any(name.startswith("on") for _, attributes in tags for name in attributes)
    addresses = [str(attributes["href"]) for tag, attributes in tags if tag == "a"]
    assert all(address.startswith("http://127.0.0.1:7860/articles/") for address in addresses)
    assert "default-src 'none'" in file.text


@given(st.text())
def test_any_question_makes_a_name_for_a_file(question: str) -> None:
    name = file_name(question)
    assert name.startswith("byline-")
    assert len(name) <= 60
    assert not set(name) & set('/\\:*?"<>|. \n\r\t\x00')
