"""A question of several parts: which of them the passages answer, and what is said of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.domain import PassageHit
from rag.reading.matching import own_stems, uncovered_words
from rag.reading.question_parts import QuestionPart, question_parts
from rag.reading.retrieved_reading import ReadPassages
from rag.text.words import content_stems
from rag.trust.gate import GateDecision, decide
from rag.trust.gate_features import closest, kind_stems

# Added to the gate's threshold: a part borrows the words of the others, which makes it look answered.
_SURER = 0.08


@dataclass(frozen=True, slots=True)
class WeighedPart:
    """A part of a question, the sentences scored for it, and whether they answer it."""

    part: QuestionPart
    read: ReadPassages
    decision: GateDecision


@dataclass(frozen=True, slots=True)
class PartedQuestion:
    """The parts that are answered and those that are not, each in the question's order."""

    answered: tuple[WeighedPart, ...] = ()
    open: tuple[WeighedPart, ...] = ()

    @property
    def uncovered(self) -> tuple[str, ...]:
        """Of each open part the words that nothing covers, or the part itself where all its words occur."""
        words = [word for one in self.open for word in _new_words(one) or (one.part.written,)]
        return tuple(dict.fromkeys(words))

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence an open part, for the end of the answer."""
        return tuple(f"The articles do not answer “{one.part.written}”." for one in self.open)


def weigh_parts(
    question: str,
    read: Callable[[str], ReadPassages],
    hits: Sequence[PassageHit],
    threshold: float,
) -> PartedQuestion:
    """Put each part of the question before the evidence gate.

    Args:
        question: As it stands alone.
        read: Scores the sentences of the passages for a part.
        hits: The passages, found for the whole question.
        threshold: The gate's.

    Returns:
        Nothing where the question has one part only, or where no part is answered: it is then one
        question, and the gate decides on the whole.
    """
    weighed = []
    for part in question_parts(question):
        found = read(part.text)
        weighed.append(WeighedPart(part, found, decide(found, hits, threshold + _SURER)))
    answered = tuple(one for one in weighed if _is_answered(one))
    if not answered:
        return PartedQuestion()
    return PartedQuestion(answered, tuple(one for one in weighed if not _is_answered(one)))


def _is_answered(one: WeighedPart) -> bool:
    """Whether the gate is open and, where the part adds words of its own, a sentence has one of them."""
    question = one.read.question
    unasked = question.names | kind_stems(question.asked)
    own = set(content_stems(one.part.written)) & set(question.stems) - unasked
    said = frozenset[str]().union(*(own_stems(s.candidate) for s in closest(one.read)))
    return one.decision.is_answerable and (not own or len(uncovered_words(own, said)) < len(own))


def _new_words(one: WeighedPart) -> tuple[str, ...]:
    """What is uncovered of the part itself, and not of what it takes from another part."""
    own = one.part.written.casefold()
    return tuple(word for word in one.decision.uncovered if word.casefold() in own)
