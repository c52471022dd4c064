"""Which sides of a disagreement an answer tells, whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.domain import ArticleId, Citation, Sentence
from rag.trust.disagreements import Side, place_of
from rag.trust.values import Value

Place = tuple[ArticleId, int, int]  # article, start, end


def told_places(
    sides: Sequence[Side], sentences: Sequence[Sentence], citations: Sequence[Citation]
) -> dict[Place, int]:
    """The spans of the sides' values that the answer tells, each with the number of its citation.

    A value is told by a citation of its sentence or of a part of it; and by a sentence of the answer
    that states it and cites another place in an article of the same side.
    """
    by_number = {citation.n: citation for citation in citations}
    told: dict[Place, int] = {}
    for side in sides:
        for value in side.values:
            number = _cited(value, citations) or _stated(value, sentences, by_number)
            if number:
                told[place_of(value)] = number
    return told


def is_told(side: Side, told: Mapping[Place, int]) -> bool:
    """Whether the answer tells any of the side's values."""
    return any(place_of(value) in told for value in side.values)


def _cited(value: Value, citations: Sequence[Citation]) -> int:
    """The number of the citation that shares most of its characters with the value's sentence; 0 if none."""
    article, start, end = place_of(value)
    shared = {c.n: min(end, c.end) - max(start, c.start) for c in citations if c.article_id == article}
    best = max(shared, key=lambda n: shared[n], default=0)
    return best if best and shared[best] > 0 else 0


def _stated(value: Value, sentences: Sequence[Sentence], by_number: Mapping[int, Citation]) -> int:
    """The number of a citation of the value's article by a sentence that states the value; 0 if none."""
    for sentence in sentences:
        for number in sentence.citations:
            is_its = by_number[number].article_id == value.candidate.hit.article.id
            if is_its and value.is_stated_in(sentence.text):
                return number
    return 0
