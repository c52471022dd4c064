"""Sentences of different sources that say the same but for one thing: what stands there in each.

Such sentences speak of the same thing even where it is named only paragraphs before, and differ on it
even where no grammar of ours knows what kind of thing it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from rag.reading.candidates import Candidate
from rag.reading.matching import WordWeights, coverage
from rag.reading.question import QuestionProfile
from rag.reading.question_kinds import Asked
from rag.text.dates import find_dates
from rag.text.figures import find_figures
from rag.text.words import Token, content_stems
from rag.trust.slots import exchanged
from rag.trust.values import Value, stems_of_name

_COMPARED = 24  # sentences, best first: each is laid beside each
_SAME = 0.6  # share of the stems of both that are the same
_FEWEST_STEMS = 5
_LONGEST_FILLER = 4  # words
_COVER = 0.5  # of what is asked of the names
_COUNTED: frozenset[Asked] = frozenset({"money", "count", "percent", "duration", "thing"})
_NAMED: frozenset[Asked] = frozenset({"person", "name", "place", "thing"})


def variants(question: QuestionProfile, candidates: Sequence[Candidate], weights: WordWeights) -> list[Value]:
    """What the sentences differ on, where it is of the kind asked for; in the sentences' order, each once.

    Args:
        question: What is asked.
        candidates: Sentences, best first.
        weights: How rare the question's words are.
    """
    able = [c for c in candidates[:_COMPARED] if len(c.reading.stems) >= _FEWEST_STEMS]
    found: dict[tuple[int, str], Value] = {}
    for one, other in combinations(able, 2):
        if one.hit.origin == other.hit.origin or not _are_alike(one, other):
            continue
        fillers = _fillers(one.text, other.text)
        values = [_value(question, c, f, weights) for c, f in zip((one, other), fillers, strict=False)]
        for value in values:
            if value and None not in values:
                found.setdefault((id(value.candidate), value.text), value)
    order = {id(candidate): n for n, candidate in enumerate(able)}
    return sorted(found.values(), key=lambda value: order[id(value.candidate)])


def _are_alike(one: Candidate, other: Candidate) -> bool:
    ours, theirs = one.reading.stems, other.reading.stems
    return len(ours & theirs) >= _SAME * len(ours | theirs) and one.text != other.text


def _fillers(one: str, other: str) -> tuple[str, str] | tuple[()]:
    """The words of each that stand where the other has others; empty unless there is one such place."""
    slots = [slot for slot in exchanged(one, other) if _says_something((*slot.claim, *slot.source))]
    if len(slots) != 1 or not (slots[0].claim and slots[0].source):
        return ()
    ours, theirs = slots[0].claim, slots[0].source
    if max(len(ours), len(theirs)) > _LONGEST_FILLER:
        return ()
    return one[ours[0].start : ours[-1].end], other[theirs[0].start : theirs[-1].end]


def _says_something(words: Sequence[Token]) -> bool:
    return any(content_stems(word.text) for word in words)


def _value(
    question: QuestionProfile, candidate: Candidate, filler: str, weights: WordWeights
) -> Value | None:
    """The filler as a value of the kind asked for; None if it is of another."""
    start = candidate.text.find(filler)
    end = start + len(filler)
    for date in find_dates(candidate.text):
        if date.start < end and start < date.end:
            is_wanted = question.asked == "date" and not date.relative
            return Value(candidate.text[date.start : date.end], candidate, date=date) if is_wanted else None
    for figure in find_figures(candidate.text):
        if figure.start < end and start < figure.end:
            is_wanted = question.asked in _COUNTED and _covers(question, candidate, weights)
            return (
                Value(candidate.text[figure.start : figure.end], candidate, figure=figure)
                if is_wanted
                else None
            )
    stems = stems_of_name(filler)
    is_wanted = question.asked in _NAMED and question.names <= candidate.reading.stems
    return Value(filler, candidate, names=(stems,)) if is_wanted and stems - set(question.stems) else None


def _covers(question: QuestionProfile, candidate: Candidate, weights: WordWeights) -> bool:
    """Whether the sentence has the words for what is asked of the names."""
    asked = [word for word in question.stems if word not in question.names]
    return coverage(asked, candidate.reading.stems, weights) >= _COVER
