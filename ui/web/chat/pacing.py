"""How often what is shown may change: the newest state at a steady pace, the last one without delay."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Generic, TypeVar

T = TypeVar("T")


async def paced(states: AsyncIterator[T], seconds: float) -> AsyncGenerator[T, None]:
    """The states, of those that come within one pace only the newest.

    Args:
        states: As they come; they are read on while nobody takes any, and no longer once this is closed.
        seconds: From one state to the next at least; the last one comes at once.
    """
    latest = _Latest[T]()
    reading = asyncio.create_task(latest.read(states))
    try:
        async for state in latest.each():
            yield state
            await asyncio.wait({reading}, timeout=seconds)
        await reading  # raises what it raised
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


class _Latest(Generic[T]):
    """The newest state, between the one who makes states and the one who shows them."""

    def __init__(self) -> None:
        self._states: list[T] = []
        self._has_news = asyncio.Event()
        self._is_over = False

    async def read(self, states: AsyncIterator[T]) -> None:
        try:
            async for state in states:
                self._states[:] = [state]
                self._has_news.set()
        finally:
            self._is_over = True
            self._has_news.set()

    async def each(self) -> AsyncGenerator[T, None]:
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            if self._states:
                yield self._states.pop()
            if self._is_over and not self._states:
                return
