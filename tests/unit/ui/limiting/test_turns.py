"""Turns: fair between callers, bounded, and never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import BusyError, TooManyQuestionsError
from ui.limits.turns import Turns

Served = list[str]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(main())


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def ask(turns: Turns, caller: str, served: Served, go_on: asyncio.Event) -> None:
    async with turns.turn(caller):
        served.append(caller)
        await go_on.wait()


def test_so_many_run_at_once_and_the_rest_wait() -> None:
    async def main() -> None:
        served: Served = []
        turns, go_on = Turns(2, 10, 10), asyncio.Event()
        asking = [asyncio.create_task(ask(turns, "a", served, go_on)) for _ in range(5)]
        await settle()
        assert (turns.running, turns.waiting, served) == (2, 3, ["a", "a"])
        go_on.set()
        await asyncio.gather(*asking)
        assert (turns.running, turns.waiting, len(served)) == (0, 0, 5)

    run(main)


def test_callers_are_served_in_turn_however_many_questions_one_has() -> None:
    async def main() -> None:
        served: Served = []
        turns = Turns(1, 100, 100)
        held = asyncio.Event()
        holding = asyncio.create_task(ask(turns, "first", [], held))
        await settle()
        done = asyncio.Event()
        done.set()
        asking = [asyncio.create_task(ask(turns, "busy", served, done)) for _ in range(4)]
        await settle()
        asking += [asyncio.create_task(ask(turns, name, served, done)) for name in ("calm", "quiet", "calm")]
        await settle()
        held.set()
        await asyncio.gather(holding, *asking)
        assert served == ["busy", "calm", "quiet", "busy", "calm", "busy", "busy"]

    run(main)


def test_one_caller_too_many_is_told_apart_from_a_full_queue() -> None:
    async def main() -> None:
        turns, go_on = Turns(1, 3, 2), asyncio.Event()
        asking = [asyncio.create_task(ask(turns, name, [], go_on)) for name in "aaab"]
        await settle()
        with pytest.raises(TooManyQuestionsError):
            async with turns.turn("a"):
                pass
        with pytest.raises(BusyError) as caught:
            async with turns.turn("c"):
                pass
        assert caught.value.code == "busy"
        assert caught.value.retry_after_seconds >= 1
        assert turns.waiting == 3
        go_on.set()
        await asyncio.gather(*asking)

    run(main)


def test_the_wait_is_estimated_from_the_answers_made_last() -> None:
    async def main() -> None:
        clock = Clock()
        turns = Turns(2, 10, 10, clock)
        for _ in range(3):
            async with turns.turn("a"):
                clock.now += 8.0
        assert turns.wait_seconds == 4  # half an answer: two are made at once
        go_on = asyncio.Event()
        asking = [asyncio.create_task(ask(turns, "a", [], go_on)) for _ in range(5)]
        await settle()
        assert turns.wait_seconds == 16
        clock.now += 1000
        go_on.set()
        await asyncio.gather(*asking)
        assert turns.wait_seconds <= 120

    run(main)


def test_a_waiting_caller_that_leaves_gives_its_place_up() -> None:
    async def main() -> None:
        served: Served = []
        turns, go_on = Turns(1, 10, 10), asyncio.Event()
        first = asyncio.create_task(ask(turns, "a", served, go_on))
        await settle()
        leaving = asyncio.create_task(ask(turns, "b", served, go_on))
        staying = asyncio.create_task(ask(turns, "c", served, go_on))
        await settle()
        leaving.cancel()
        await settle()
        assert turns.waiting == 1
        go_on.set()
        await asyncio.gather(first, staying)
        assert served == ["a", "c"]
        assert (turns.running, turns.waiting) == (0, 0)

    run(main)


def test_a_turn_that_comes_in_the_moment_of_leaving_is_handed_on() -> None:
    async def main() -> None:
        served: Served = []
        turns, go_on = Turns(1, 10, 10), asyncio.Event()
        done = asyncio.Event()
        done.set()
        first = asyncio.create_task(ask(turns, "a", served, go_on))
        await settle()
        leaving = asyncio.create_task(ask(turns, "b", served, done))
        staying = asyncio.create_task(ask(turns, "c", served, done))
        await settle()
        go_on.set()
        await asyncio.sleep(0)  # the first wakes up and hands its turn to "b" ...
        leaving.cancel()  # ... which leaves before it can begin
        await asyncio.gather(first, staying)
        await asyncio.gather(leaving, return_exceptions=True)
        assert served[0] == "a"
        assert served[-1] == "c"
        assert (turns.running, turns.waiting) == (0, 0)

    run(main)


def test_a_question_that_fails_gives_its_turn_back() -> None:
    async def main() -> None:
        turns = Turns(1, 10, 10)
        with pytest.raises(ZeroDivisionError):
            async with turns.turn("a"):
                raise ZeroDivisionError
        assert turns.running == 0

    run(main)


STORM = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 4), st.one_of(st.none(), st.integers(0, 8))),
    min_size=1,
    max_size=30,
)


async def question(turns: Turns, caller: str, steps: int) -> None:
    with suppress(BusyError):
        async with turns.turn(caller):
            assert turns.running <= turns.at_once
            for _ in range(steps):
                await anyio.lowlevel.checkpoint()


async def cancelled_after(turns: Turns, caller: str, steps: int, patience: int | None) -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(question, turns, caller, steps)
        if patience is not None:
            for _ in range(patience):
                await anyio.lowlevel.checkpoint()
            group.cancel_scope.cancel()


@given(STORM, st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_no_storm_of_cancellations_loses_a_turn(
    storm: list[tuple[str, int, int | None]], at_once: int
) -> None:
    async def main() -> None:
        turns = Turns(at_once, 20, 8)
        async with anyio.create_task_group() as group:
            for one in storm:
                group.start_soon(cancelled_after, turns, *one)
        assert (turns.running, turns.waiting) == (0, 0)
        async with turns.turn("a"):  # and the next one is served
            assert turns.running == 1

    anyio.run(main)
