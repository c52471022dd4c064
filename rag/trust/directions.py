"""Which way a sentence says that something goes, for a question that asks that ("smaller or bigger?")."""

from __future__ import annotations

from rag.reading.candidates import Candidate
from rag.reading.matching import WordWeights, coverage
from rag.reading.question import QuestionProfile
from rag.text.words import content_stems, tokens
from rag.trust.opposites import are_opposed, points_somewhere, same_direction
from rag.trust.polarity import is_negated
from rag.trust.values import Value

_COVER = 0.4  # of what the question says beside the direction and the names


def direction_asked(question: QuestionProfile) -> tuple[str, ...]:
    """The stems that the question offers: two opposite ones, or the one of a yes or no; else none."""
    pointing = [stem for stem in question.stems if points_somewhere(stem) and stem not in question.names]
    for place, stem in enumerate(pointing):
        for other in pointing[place + 1 :]:
            if are_opposed(stem, other):
                return stem, other
    return tuple(pointing) if len(pointing) == 1 else ()


def direction_of(question: QuestionProfile, candidate: Candidate, weights: WordWeights) -> list[Value]:
    """The word with which the sentence goes one way or the other; none where it goes both, or denies.

    Args:
        question: One with a `direction_asked`.
        candidate: A sentence; it must name whom the question names.
        weights: How rare the question's words are.
    """
    offered, reading = direction_asked(question), candidate.reading
    others = [stem for stem in question.stems if stem not in offered and stem not in question.names]
    if not question.names <= reading.stems or is_negated(candidate.text):
        return []
    if not others or coverage(others, reading.stems, weights) < _COVER:
        return []
    found = [
        (stem, token.text)
        for token in tokens(candidate.text)
        for stem in content_stems(token.text)
        if any(same_direction(one, {stem}) or are_opposed(one, stem) for one in offered)
    ]
    if not found or any(are_opposed(found[0][0], stem) for stem, _ in found):
        return []
    return [Value(found[0][1], candidate, direction=found[0][0])]
