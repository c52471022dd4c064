"""How often the page changes while an answer comes, and that nothing of it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from ui.web.chat.pacing import paced


async def all_of(states: AsyncIterator[int], seconds: float) -> list[int]:
    async with aclosing(paced(states, seconds)) as shown:
        return [state async for state in shown]


async def counted(end: int) -> AsyncIterator[int]:
    for number in range(end):
        yield number


def test_of_states_that_come_at_once_the_last_one_is_shown() -> None:
    assert asyncio.run(all_of(counted(1000), 60.0)) == [999]


def test_states_that_come_slowly_are_all_shown() -> None:
    async def slow() -> AsyncIterator[int]:
        for number in range(3):
            await asyncio.sleep(0.01)
            yield number

    assert asyncio.run(all_of(slow(), 0.0)) == [0, 1, 2]


def test_without_states_nothing_is_shown() -> None:
    assert asyncio.run(all_of(counted(0), 60.0)) == []


def test_an_error_comes_after_the_states_before_it() -> None:
    async def broken() -> AsyncIterator[int]:
        yield 1
        raise ValueError("broken")

    shown: list[int] = []

    async def follow() -> None:
        async for state in paced(broken(), 60.0):
            shown.append(state)

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(follow())
    assert shown == [1]


def test_closing_early_ends_what_makes_the_states() -> None:
    ended: list[bool] = []

    async def endless() -> AsyncIterator[int]:
        try:
            while True:
                yield 1
                await asyncio.sleep(0.001)
        finally:
            ended.append(True)

    async def leave() -> None:
        async with aclosing(paced(endless(), 0.0)) as shown:
            await anext(shown)

    asyncio.run(leave())
    assert ended == [True]
