"""The parts of a question that asks more than one thing, each as a question that stands alone.

"What did it cost and who paid for its marketing?" has two. A question is taken apart only where what
follows "and", "but" or a semicolon asks by itself, with its own question word or verb; everything else
stays whole, since half a question asks something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from rag.conversation import standalone_question
from rag.domain import Turn
from rag.text.words import content_stems

_WORDS = r"who|whom|whose|what|when|where|why|how|which"
_ASKS = (
    rf"(?:(?:by|in|for|at|to|from|with|of|on|since|until) )?(?:{_WORDS})\b"
    r"|(?:did|does|do|has|have|will|can|could|would|should) "
    r"(?:the |an? |[A-Z]|it\b|he\b|she\b|they\b|this\b|there\b)"
    r"|(?:is|are|was|were) (?:it|he|she|they|this|there)\b"
)
_JOINT = re.compile(rf"(?:;|,?\s+(?:and|but))\s+(?={_ASKS})")
_BEGINS = re.compile(
    rf"\W*(?:[\w’'-]+:\s|(?:please|and|so|but|ok|now),?\s)*(?:{_ASKS}|(?:tell|give|name|list)\b)", re.I
)
_NOT_APART = re.compile(
    r"\b(?:between|both|whether|compare[ds]?|comparison|difference|differ|depends?|versus|vs)\b",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(rf"\b(?:{_WORDS})\b", re.IGNORECASE)
_MOST = 4
_OWN_WORDS = 2  # content words of a part that may stand without the first


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One of the things that a question asks."""

    written: str  # as the question has it
    text: str  # as a question that stands alone


def question_parts(question: str) -> tuple[QuestionPart, ...]:
    """The things that a question asks, in order; none if it asks one thing or cannot be taken apart."""
    pieces = [piece.strip(" ,;?") for piece in _JOINT.split(question.strip(), maxsplit=_MOST - 1)]
    if len(pieces) < 2 or not all(pieces) or _NOT_APART.search(question) or not _BEGINS.match(pieces[0]):
        return ()
    if any(_goes_on(before, piece) for before, piece in pairwise(pieces)):
        return ()
    parts = [QuestionPart(pieces[0], f"{pieces[0]}?")]
    for piece in pieces[1:]:
        parts.append(QuestionPart(piece, _standing_alone(piece, pieces[0])))
    return tuple(parts)


def _goes_on(before: str, piece: str) -> bool:
    """Whether the piece goes on with a relative clause: "the man who built it and who sold it"."""
    words = [word.casefold() for word in _QUESTION_WORD.findall(before)]
    first = _QUESTION_WORD.search(piece)
    return first is not None and first.group().casefold() in words[1:]


def _standing_alone(piece: str, first: str) -> str:
    """The piece with what it takes from the first written out: "what does R1?" asks what was asked before."""
    if len(content_stems(piece)) < _OWN_WORDS:
        return f"{piece[0].upper()}{piece[1:]}? ({first})"
    return standalone_question(f"{piece}?", (Turn(first, ""),))
