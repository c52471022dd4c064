"""What the ways in need of the assembled parts, and how they follow one answer."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rag.domain import Answer, PassageHit, Question
from rag.events import AnswerEvent, Failed, Finished, Retrieved
from ui.failures import AnswerFailedError

if TYPE_CHECKING:
    from rag.checking import TextChecking
    from rag.interfaces import Embedder, PassageIndex, WritableLibrary
    from rag.searching import Searched
    from rag.settings import Settings
    from rag.suggesting.suggestions import Suggestions


class Answering(Protocol):
    """The life of a question, as events or as the whole answer."""

    def stream(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """The events of one answer; ends with `Finished` or `Failed`.

        Raises:
            BusyError: before the first event, where answers wait for their turn and too many do.
        """

    async def answer(self, question: Question) -> Answer:
        """The whole answer; raises `BylineError` where the stream would end with `Failed`."""


class Parts(Protocol):
    """Byline, built once from the settings; `rag.assembly.Byline` is the real one."""

    @property
    def settings(self) -> Settings:
        """The settings it was built from."""

    @property
    def library(self) -> WritableLibrary:
        """The source of truth."""

    @property
    def index(self) -> PassageIndex:
        """The vectors."""

    @property
    def embedder(self) -> Embedder:
        """What makes vectors."""

    @property
    def assistant(self) -> Answering:
        """Answers questions."""

    @property
    def find(self) -> Callable[[Question], Searched]:
        """Finds passages without answering."""

    @property
    def checking(self) -> TextChecking:
        """Checks any text, sentence by sentence."""

    @property
    def suggestions(self) -> Suggestions:
        """Knows questions that the library can answer."""

    @property
    def receiving_host(self) -> str | None:
        """The hosts that receive questions or passages; None when nothing leaves this machine."""

    @property
    def models(self) -> tuple[str, ...]:
        """The names under which it can be asked, the default first."""

    def close(self) -> None:
        """Give back files and connections."""


@asynccontextmanager
async def following(
    assistant: Answering, question: Question
) -> AsyncGenerator[AsyncIterator[AnswerEvent], None]:
    """The events of one answer, cancelled cleanly when the reader leaves early."""
    events = assistant.stream(question)
    try:
        yield events
    finally:
        if isinstance(events, AsyncGenerator):
            await events.aclose()


@dataclass(frozen=True, slots=True)
class Collected:
    """An answer, and the passages from which it was written."""

    answer: Answer
    passages: tuple[PassageHit, ...]


async def collect(assistant: Answering, question: Question) -> Collected:
    """Drain the stream of one answer.

    Raises:
        AnswerFailedError: if it ends with `Failed`.
    """
    passages: tuple[PassageHit, ...] = ()
    async with following(assistant, question) as events:
        async for event in events:
            match event:
                case Retrieved():
                    passages = event.passages
                case Finished():
                    return Collected(event.answer, passages)
                case Failed():
                    raise AnswerFailedError(event)
    raise AnswerFailedError(Failed("internal", "The answer ended early.", "Ask again."))
