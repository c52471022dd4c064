"""Streams that begin late or go wrong midway: a status while there can be one, an event after that."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from rag.domain import AnswerId, Constraints, Question
from rag.errors import QuestionError
from rag.events import AnswerEvent, Failed, Started
from tests.fakes_ui import FakeByline, ListLibrary, ScriptedAssistant
from ui.api.opening import opened
from ui.failures import AnswerFailedError

QUESTION = Question("What did it cost?")
STARTED = Started(AnswerId("answer-1"), QUESTION.text, Constraints())
Step = AnswerEvent | BaseException | float


def told(*steps: Step, begin_seconds: float = 5.0) -> list[AnswerEvent]:
    """The events of a stream whose script this is."""

    def script(question: Question) -> Iterable[Step]:
        return steps

    async def main() -> list[AnswerEvent]:
        byline: Any = FakeByline(ListLibrary([]), ScriptedAssistant(script))
        return [event async for event in await opened(byline, QUESTION, begin_seconds)]

    return asyncio.run(main())


def test_what_fails_at_once_is_raised_so_that_it_has_a_status() -> None:
    with pytest.raises(AnswerFailedError, match="too long"):
        told(QuestionError("The question is too long."))
    with pytest.raises(ZeroDivisionError):
        told(ZeroDivisionError("secret"))


def test_what_fails_after_the_response_has_begun_is_an_event() -> None:
    late = told(0.05, QuestionError("The question is too long."), begin_seconds=0.01)
    assert [event.code for event in late if isinstance(event, Failed)] == ["question"]


def test_the_unexpected_in_the_middle_is_an_event_without_details() -> None:
    for steps, begin_seconds in (
        ((STARTED, ZeroDivisionError("secret")), 5.0),
        ((0.05, OSError("secret")), 0.01),
    ):
        last = told(*steps, begin_seconds=begin_seconds)[-1]
        assert isinstance(last, Failed)
        assert (last.code, "secret" in last.message) == ("internal", False)


def test_a_first_event_that_comes_late_is_the_first_all_the_same() -> None:
    assert told(0.05, STARTED, QuestionError("No."), begin_seconds=0.01)[0] == STARTED


def test_a_reader_that_leaves_before_the_first_event_stops_the_answer() -> None:
    assistant = ScriptedAssistant(lambda _: [60.0, STARTED])

    async def main() -> None:
        byline: Any = FakeByline(ListLibrary([]), assistant)
        events = await opened(byline, QUESTION, 0.01)
        reading = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0.01)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await events.aclose()

    asyncio.run(main())
    assert assistant.closed_early == 1
