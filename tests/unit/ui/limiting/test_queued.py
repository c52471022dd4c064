"""An assistant behind the queue: turns are for answering, not for reading."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest

from rag.domain import Question
from rag.errors import BusyError
from rag.events import AnswerEvent, Failed, Thinking
from tests.fakes_ui import ScriptedAssistant, cost_script
from ui.access.caller import CALLER, Caller
from ui.limits.queued import Queued
from ui.limits.turns import Turns

QUESTION = Question("What did training cost?")


async def read(events: AsyncIterator[AnswerEvent]) -> list[str]:
    return [event.type async for event in events]


def thinking(question: Question) -> Iterable[AnswerEvent | float]:
    for _ in range(500):
        yield Thinking("mmm ")
    yield Failed("empty", "Nothing came of it.", "")


def test_events_pass_through_unchanged() -> None:
    direct = asyncio.run(read(ScriptedAssistant(cost_script()).stream(QUESTION)))
    queued = Queued(ScriptedAssistant(cost_script()), Turns(1, 1, 1))
    assert asyncio.run(read(queued.stream(QUESTION))) == direct
    assert asyncio.run(queued.answer(QUESTION)).id == "answer-1"


def test_a_slow_reader_does_not_hold_its_turn() -> None:
    async def main() -> None:
        turns = Turns(1, 5, 5)
        queued = Queued(ScriptedAssistant(cost_script()), turns)
        slow: Any = queued.stream(QUESTION)
        await anext(slow)  # and then reads nothing more for long
        assert (await read(queued.stream(QUESTION)))[-1] == "finished"
        assert turns.running == 0
        rest = [event.type async for event in slow]
        assert rest[-1] == "finished"

    asyncio.run(main())


def test_what_is_kept_for_a_slow_reader_is_joined_reasoning() -> None:
    async def main() -> None:
        slow: Any = Queued(ScriptedAssistant(thinking), Turns(1, 1, 1)).stream(QUESTION)
        said = [await anext(slow)]
        await asyncio.sleep(0)
        said += [event async for event in slow]
        assert len(said) < 10
        assert "".join(event.text for event in said if isinstance(event, Thinking)) == "mmm " * 500

    asyncio.run(main())


def test_a_stream_that_is_closed_early_stops_the_answer_and_gives_the_turn_back() -> None:
    async def main() -> None:
        turns, assistant = Turns(1, 5, 5), ScriptedAssistant(cost_script(pause_seconds=60.0))
        events: Any = Queued(assistant, turns).stream(QUESTION)
        await anext(events)
        assert turns.running == 1
        await events.aclose()
        assert (turns.running, assistant.closed_early) == (0, 1)

    asyncio.run(main())


def test_one_that_leaves_while_waiting_is_never_answered() -> None:
    async def main() -> None:
        turns, assistant = Turns(1, 5, 5), ScriptedAssistant(cost_script(pause_seconds=60.0))
        queued = Queued(assistant, turns)
        first: Any = queued.stream(QUESTION)
        await anext(first)
        waiting = asyncio.create_task(read(queued.stream(QUESTION)))
        await asyncio.sleep(0.01)
        assert turns.waiting == 1
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert turns.waiting == 0
        await first.aclose()
        assert len(assistant.questions) == 1

    asyncio.run(main())


def test_a_full_queue_is_an_error_before_the_first_event() -> None:
    async def main() -> None:
        queued = Queued(ScriptedAssistant(cost_script(pause_seconds=60.0)), Turns(1, 0, 1))
        first: Any = queued.stream(QUESTION)
        await anext(first)
        with pytest.raises(BusyError):
            await read(queued.stream(QUESTION))
        with pytest.raises(BusyError):
            await queued.answer(QUESTION)
        await first.aclose()

    asyncio.run(main())


def test_addresses_of_one_network_wait_as_one_caller() -> None:
    async def main() -> None:
        turns = Turns(1, 9, 1)
        queued = Queued(ScriptedAssistant(cost_script(pause_seconds=60.0)), turns)

        async def asking(address: str) -> list[str]:
            CALLER.set(Caller(address))
            return await read(queued.stream(QUESTION))

        tasks = [asyncio.create_task(asking(f"2001:db8::{n}")) for n in range(3)]
        await asyncio.sleep(0.01)
        assert (turns.running, turns.waiting) == (1, 1)
        for task in tasks:
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert sum(isinstance(one, BusyError) for one in done) == 1

    asyncio.run(main())
