"""An assistant that answers in turn: page, API and tools all wait in the same queue."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator

from rag.domain import Answer, Question
from rag.events import AnswerEvent, Thinking
from ui.access.caller import caller
from ui.limits.counting import counted_as
from ui.limits.turns import Turns
from ui.parts import Answering, following

_LONGEST_PIECE = 4000  # characters of reasoning that are kept as one event


class Queued:
    """An `Answering` in whose place questions wait for a turn.

    A turn lasts as long as the answer is made, not as long as it is read: events are kept for a reader
    who is slow, so that none can hold up the others. What is kept is no longer than one answer, since pieces
    of reasoning are joined.
    """

    def __init__(self, assistant: Answering, turns: Turns) -> None:
        self._assistant = assistant
        self._turns = turns

    @property
    def waiting(self) -> int:
        """Questions that wait for their turn now."""
        return self._turns.waiting

    async def stream(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """The events of one answer; the first comes when it is the caller's turn.

        Closed early, it stops the answer and gives the turn back.

        Raises:
            BusyError: before the first event; too many questions wait.
        """
        kept = _KeptEvents()
        answering = asyncio.create_task(self._answer(question, kept))
        try:
            async for event in kept.read():
                yield event
            await answering  # raises what it raised
        finally:
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)

    async def answer(self, question: Question) -> Answer:
        """The whole answer.

        Raises:
            BusyError: too many questions wait.
            BylineError: where the stream would end with `Failed`.
        """
        async with self._turns.turn(counted_as(caller())):
            return await self._assistant.answer(question)

    async def _answer(self, question: Question, kept: _KeptEvents) -> None:
        try:
            async with (
                self._turns.turn(counted_as(caller())),
                following(self._assistant, question) as events,
            ):
                async for event in events:
                    kept.add(event)
        finally:
            kept.close()


class _KeptEvents:
    """Events between the one who makes them and the one who reads them, each at its own pace."""

    def __init__(self) -> None:
        self._events: deque[AnswerEvent] = deque()
        self._has_news = asyncio.Event()
        self._is_closed = False

    def add(self, event: AnswerEvent) -> None:
        last = self._events[-1] if self._events else None
        if isinstance(event, Thinking) and isinstance(last, Thinking) and len(last.text) < _LONGEST_PIECE:
            self._events[-1] = Thinking(last.text + event.text)
        else:
            self._events.append(event)
        self._has_news.set()

    def close(self) -> None:
        self._is_closed = True
        self._has_news.set()

    async def read(self) -> AsyncGenerator[AnswerEvent, None]:
        while True:
            while self._events:
                yield self._events.popleft()
            if self._is_closed:
                return
            self._has_news.clear()
            await self._has_news.wait()
