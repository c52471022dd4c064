"""The typed events of one answer, in the order in which they can come.

``assistant.stream(question)`` yields them; command line, HTTP and page render them.
What an event says is final: a released sentence never changes, late findings are appended.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rag.domain import Answer, AnswerId, Citation, Constraints, Disagreement, PassageHit, Sentence


@dataclass(frozen=True, slots=True)
class Started:
    """The question as understood."""

    type: ClassVar[str] = "started"
    answer_id: AnswerId
    standalone_question: str
    constraints: Constraints


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The passages that the writer will see, best first."""

    type: ClassVar[str] = "retrieved"
    passages: tuple[PassageHit, ...]


@dataclass(frozen=True, slots=True)
class Thinking:
    """A piece of the model's reasoning, as it comes; never part of the answer."""

    type: ClassVar[str] = "thinking"
    text: str


@dataclass(frozen=True, slots=True)
class SentenceReleased:
    """A sentence with its verdict, and the citations that are new with it.

    ``before`` is the white space and list markup that stands in the answer's text between the
    former sentence's markers and this sentence; ``before + text + markers`` appended in order
    give ``answer.text``.
    """

    type: ClassVar[str] = "sentence"
    before: str
    sentence: Sentence
    new_citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class DisagreementFound:
    """Sources that differ."""

    type: ClassVar[str] = "disagreement"
    disagreement: Disagreement


@dataclass(frozen=True, slots=True)
class FellBack:
    """The endpoint did not answer; the extractive writer does."""

    type: ClassVar[str] = "fallback"
    reason: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer."""

    type: ClassVar[str] = "finished"
    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer: an error's code, its sentence and its hint."""

    type: ClassVar[str] = "failed"
    code: str
    message: str
    hint: str


AnswerEvent = (
    Started | Retrieved | Thinking | SentenceReleased | DisagreementFound | FellBack | Finished | Failed
)
