"""What a reader chooses below the composer: limits, and what becomes of unsupported sentences."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from rag.domain import OnUnsupported, Question
from rag.settings import Settings
from tests.fakes_ui import demo_byline
from ui.web import texts
from ui.web.chat.asking import answering
from ui.web.chat.desk import Wanted
from ui.web.chat.limits import Limits, preset
from ui.web.chat.view import Conversation

CONFIGURED: dict[str, dict[str, Any]] = {
    "an endpoint": {"llm": {"base_url": "http://127.0.0.1:9/v1"}},
    "a local model": {"llm": {"model": "local"}},
}


def test_inputs_left_empty_limit_nothing() -> None:
    assert Limits.of([], None, " ", None) == Limits()
    assert Limits().question("Who?", ()) == Question("Who?")


@pytest.mark.parametrize("wish", ["mark", "withhold", "rewrite"])
def test_what_the_reader_chose_goes_with_the_question_and_is_no_limit(wish: OnUnsupported) -> None:
    byline, limits = demo_byline(), Limits.of([], [], "", "", wish)

    async def ask() -> None:
        async for _ in answering(byline, Wanted("What did it cost?"), Conversation(), limits):
            pass

    asyncio.run(ask())
    assert [question.on_unsupported for question in byline.assistant.questions] == [wish]
    assert limits.count == 0


@pytest.mark.parametrize("given", CONFIGURED.values(), ids=CONFIGURED)
def test_with_a_language_model_the_page_asks_and_begins_with_the_setting(given: dict[str, Any]) -> None:
    assert preset(Settings(on_unsupported="withhold", **given)) == "withhold"


def test_without_a_language_model_the_page_does_not_ask() -> None:
    assert preset(Settings(on_unsupported="withhold")) is None


@pytest.mark.parametrize(
    ("label", "wanted"),
    [
        (lambda: texts.limits_set(0), "Limit the search"),
        (lambda: texts.limits_set(2), "Limit the search (2 set)"),
        (lambda: texts.limits_set(2, "mark"), "Limit the search (2 set) · unsupported sentences: marked"),
        (lambda: texts.limits_set(0, "rewrite"), "Limit the search · unsupported sentences: written anew"),
    ],
)
def test_the_closed_accordion_says_what_is_set(label: Callable[[], str], wanted: str) -> None:
    assert label() == wanted
