"""What the tab shows while a question is answered, and when the next one may be asked."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from tests.fakes_ui import FakeByline, ListLibrary, ScriptedAssistant, builtin_articles, cost_script
from ui.web import texts
from ui.web.chat import asking
from ui.web.chat.desk import PARTS, Wanted
from ui.web.chat.view import Conversation

NEWEST, COMPOSER = PARTS, PARTS + 3  # places in an update


def updates(wanted: Wanted) -> list[tuple[Any, ...]]:
    byline = FakeByline(ListLibrary(builtin_articles()), ScriptedAssistant(cost_script(0.2)))

    async def all_of() -> list[tuple[Any, ...]]:
        return [update async for update in asking.answering(byline, wanted, Conversation())]

    return asyncio.run(all_of())


def test_the_composer_is_ready_in_the_moment_in_which_the_answer_is_whole_and_not_before_or_after() -> None:
    shown = updates(Wanted("What did it cost?"))
    is_written = ["answer writing" in str(update[NEWEST]) for update in shown]
    is_ready = [update[COMPOSER].get("submit_btn") == texts.SEND for update in shown]
    assert len(shown) > 2
    assert is_written == [True] * (len(shown) - 1) + [False]
    assert is_ready == [False] * (len(shown) - 1) + [True]


def test_a_button_whose_question_is_not_there_leaves_the_composer_as_it_is() -> None:
    made_up: Any = SimpleNamespace(_data={"place": "7", "question": " "})
    for taken in (asking.again(Conversation(), made_up), asking.chosen(made_up)):
        wanted, composer, *_ = taken
        assert not wanted.question.strip()
        assert "stop_btn" not in composer
