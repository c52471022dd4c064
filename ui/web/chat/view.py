"""What the page has heard of an answer so far: a fold over the events of its stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rag.domain import Answer, Citation, Constraints, PassageHit, Turn
from rag.events import (
    AnswerEvent,
    DisagreementFound,
    Failed,
    FellBack,
    Finished,
    Retrieved,
    SentenceReleased,
    Started,
    Thinking,
)
from ui.web.history.kept import Kept

Part = SentenceReleased | DisagreementFound


@dataclass(frozen=True, slots=True)
class View:
    """One answer as far as it has come; parts stay in the order in which they came."""

    question: str = ""  # as it was asked
    collections: tuple[str, ...] = ()  # that the reader chose; none: the default rule did
    waiting: int = 0  # questions that wait for their turn, as long as this one does
    understood_as: str | None = None
    constraints: Constraints | None = None
    passages: tuple[PassageHit, ...] | None = None
    thinking: str = ""
    thought_seconds: float = 0.0
    parts: tuple[Part, ...] = ()
    citations: tuple[Citation, ...] = ()
    fallback: str | None = None
    answer: Answer | None = None
    failure: Failed | None = None
    is_stopped: bool = False
    marks: Mapping[str, str] = field(default_factory=dict)  # what editors marked, by article id, in words
    kept: Kept | None = None  # None: the answer is in no conversation that is kept

    @property
    def is_settled(self) -> bool:
        """Nothing more will come."""
        return self.answer is not None or self.failure is not None or self.is_stopped

    @property
    def is_thinking(self) -> bool:
        """The model reasons, and has not begun to write."""
        return bool(self.thinking) and not self.parts and not self.is_settled and not self.fallback

    def heard(self, event: AnswerEvent) -> View:
        """The view with one more event in it."""
        match event:
            case SentenceReleased():
                known = self.citations + event.new_citations
                return replace(self, parts=(*self.parts, event), citations=known)
            case DisagreementFound():
                return replace(self, parts=(*self.parts, event))
            case Thinking():
                return replace(self, thinking=self.thinking + event.text)
            case _:
                return self._milestone(event)

    def _milestone(self, event: Started | Retrieved | FellBack | Finished | Failed) -> View:
        match event:
            case Started():
                asked = event.standalone_question
                return replace(self, waiting=0, understood_as=asked, constraints=event.constraints)
            case Retrieved():
                return replace(self, passages=event.passages)
            case FellBack():
                return replace(self, fallback=event.reason)
            case Finished():
                return replace(self, answer=event.answer)
            case Failed():
                return replace(self, waiting=0, failure=event)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of a conversation, and what has come of it."""

    question: str
    view: View = field(default_factory=View)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The questions of one browser tab, oldest first."""

    entries: tuple[Entry, ...] = ()
    id: str = ""  # under which the library keeps it; empty while it does not

    def asking(self, question: str, place: int | None = None) -> Conversation:
        """The conversation with one more question, at its end or in the place of all from ``place`` on.

        Of an answer that was not whole by then nothing more comes.
        """
        return replace(self, entries=(*self.stopped().entries[:place], Entry(question)))

    def showing(self, view: View) -> Conversation:
        """The conversation with the last question's view replaced."""
        *earlier, last = self.entries
        return replace(self, entries=(*earlier, replace(last, view=view)))

    def stopped(self) -> Conversation:
        """The conversation after the reader stopped the answer in progress."""
        if not self.entries or self.entries[-1].view.is_settled:
            return self
        return self.showing(replace(self.entries[-1].view, is_stopped=True))

    def history(self) -> tuple[Turn, ...]:
        """The finished questions and answers."""
        return tuple(
            Turn(entry.question, entry.view.answer.text) for entry in self.entries if entry.view.answer
        )
