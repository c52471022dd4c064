"""Sources that give different values for the thing that was asked.

A value counts only where the sentence gives it for the thing in question: a figure in a clause
about somebody else ("while OpenAI spent $78 million") is no answer about DeepSeek. Values agree
when the coarser statement's own precision allows it ("$5.576 million", "under $6 million").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.domain import PREFERRED, ArticleId, Claim, Disagreement
from rag.reading.candidates import Candidate, Reading
from rag.reading.matching import WordWeights, coverage, is_version
from rag.reading.question import QuestionProfile
from rag.text.dates import DateMention, dates_agree
from rag.text.figures import Figure, agree
from rag.text.names import find_names
from rag.text.words import content_stems, stem
from rag.trust.attribution import speaker_of

_CLAUSE_BORDER = re.compile(
    r"[;:–—]|,\s(?!which\b|who\b|whose\b|that\b)|"
    r"\b(?:while|whereas|but|although|compared (?:to|with)|versus|vs\.?|unlike|than|in contrast to)\b",
    re.IGNORECASE,
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:compared (?:to|with)|versus|vs|unlike|than|in contrast to)\b|"
    r"\b(?:other|others|rivals?|competitors?|competing|counterparts?|leading (?:companies|models|firms))\b",
    re.IGNORECASE,
)
_ATTRIBUTE_COVER = 0.2
_SHORT_NAME = 2  # letters: AI, US, EU name no owner of a figure


@dataclass(frozen=True, slots=True)
class Value:
    """A figure or date that a sentence gives for the thing asked."""

    text: str
    candidate: Candidate
    figure: Figure | None = None
    date: DateMention | None = None

    def agrees_with(self, other: Value) -> bool:
        """Whether both may be true of the same thing."""
        if self.figure and other.figure:
            return agree(self.figure, other.figure)
        if self.date and other.date:
            return dates_agree(self.date, other.date)
        return True


@dataclass(frozen=True, slots=True)
class Side:
    """Values that agree with one another, best sentence first."""

    values: tuple[Value, ...]

    @property
    def preferred(self) -> float:
        """How far one of its articles is what the question prefers; 0 where it prefers nothing."""
        return max(value.candidate.hit.parts.get(PREFERRED, 0.0) for value in self.values)

    @property
    def sources(self) -> frozenset[ArticleId]:
        """The independent sources that stand behind this side: an article and its reprints are one."""
        return frozenset(value.candidate.hit.origin for value in self.values)


def find_sides(
    question: QuestionProfile, candidates: Sequence[Candidate], weights: WordWeights
) -> list[Side]:
    """Group what the sentences give for the thing asked; two sides or more are a disagreement.

    They come as their best sentences do, but what the question prefers ("the latest") before the rest.

    Args:
        question: What is asked; only questions for an amount, number, share or date can have sides.
        candidates: Sentences that answer it, best first.
        weights: How rare the question's words are.
    """
    sides: list[list[Value]] = []
    for candidate in candidates:
        for value in values_given(question, candidate, weights):
            home = next((side for side in sides if all(value.agrees_with(v) for v in side)), None)
            if home is None:
                sides.append([value])
            else:
                home.append(value)
    return sorted((Side(tuple(side)) for side in sides), key=lambda side: -side.preferred)


def values_given(question: QuestionProfile, candidate: Candidate, weights: WordWeights) -> list[Value]:
    """The values of the asked kind that the sentence gives for the thing asked."""
    others = [word for word in question.stems if word not in question.names]
    if coverage(others, candidate.reading.stems, weights) < _ATTRIBUTE_COVER:
        return []
    return [
        value
        for value in _values_of_kind(question, candidate)
        if _is_about(question, candidate, _span(value)[0])
        and _belongs(question, candidate.reading, _span(value))
        and not _restates(question, value)
    ]


def _values_of_kind(question: QuestionProfile, candidate: Candidate) -> list[Value]:
    reading = candidate.reading
    if question.asked == "date":
        return [
            Value(reading.text[d.start : d.end], candidate, date=d) for d in reading.dates if not d.relative
        ]
    wanted = [figure for figure in reading.figures if _is_of_kind(question, figure)]
    return [Value(reading.text[f.start : f.end], candidate, figure=f) for f in wanted]


def _is_of_kind(question: QuestionProfile, figure: Figure) -> bool:
    match question.asked:
        case "money":
            return len(figure.unit) == 3 and figure.unit.isupper()
        case "percent":
            return figure.unit == "%"
        case "count":
            return bool(question.counted) and question.counted in {
                stem(word) for word in f"{figure.of} {figure.unit}".casefold().split()
            }
        case _:
            return False


def _is_about(question: QuestionProfile, candidate: Candidate, value_start: int) -> bool:
    """Whether the value is given for the question's names.

    A sentence that has named nobody before the value, or only its speaker, is about whom the
    sentences before it name: a figure is often disputed without saying again whose it is.
    """
    own = candidate.reading
    if question.names <= own.stems:
        return True
    if any(_is_somebody(name, own) for name in find_names(own.text[:value_start])):
        return False
    for reading in candidate.earlier:
        if question.names <= reading.stems | own.stems:
            return True
        if any(_is_somebody(name, reading) for name in reading.names):
            return False
    return False


def _is_somebody(name: str, reading: Reading) -> bool:
    """Whether the name may own a figure: not the speaker, no abbreviation of two letters, no version."""
    words = frozenset(content_stems(name))
    speaker = frozenset(content_stems(speaker_of(reading.text) or ""))
    return len(name) > _SHORT_NAME and not words <= speaker and not all(is_version(word) for word in words)


def _belongs(question: QuestionProfile, reading: Reading, span: tuple[int, int]) -> bool:
    """Whether the value is given for what the question names, not for somebody else.

    The name that decides stands behind the value ("$78 million to train GPT-4"), or is the last one
    before it in its clause.
    """
    start, end = _clause(reading.text, *span)
    clause = reading.text[start:end]
    if question.names & frozenset(content_stems(reading.text[span[1] : end])):
        return True
    if _SOMEBODY_ELSE.search(clause) and not question.names & frozenset(content_stems(clause)):
        return False
    for name in reversed(find_names(reading.text[start : span[0]])):
        if question.names & frozenset(content_stems(name)):
            return True
        if _is_somebody(name, reading):
            return False
    return True


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    borders = [0, *(found.start() for found in _CLAUSE_BORDER.finditer(text)), len(text)]
    first = max(border for border in borders if border <= start)
    last = min(border for border in borders if border >= end)
    return first, last


def _restates(question: QuestionProfile, value: Value) -> bool:
    """A value that the question itself states is no answer to it."""
    if value.figure:
        return any(agree(value.figure, figure) for figure in question.figures)
    return value.date is not None and any(dates_agree(value.date, day) for day in question.dates)


def _span(value: Value) -> tuple[int, int]:
    part = value.figure or value.date
    assert part is not None
    return part.start, part.end


def as_disagreement(
    question: str, sides: Sequence[Side], numbers: Mapping[tuple[ArticleId, int, int], int]
) -> Disagreement:
    """The sides in the contract's terms.

    Args:
        question: What the sources differ on.
        sides: Two or more, best first.
        numbers: Citation number of each cited span (article, start, end).
    """
    claims = []
    for side in sides:
        shown = [value for value in side.values if _place(value) in numbers]
        if shown:
            cited = sorted({numbers[_place(value)] for value in shown})
            claims.append(Claim(shown[0].text, _said_by(shown), tuple(cited)))
    return Disagreement(question.rstrip("? "), tuple(claims))


def _place(value: Value) -> tuple[ArticleId, int, int]:
    candidate = value.candidate
    return candidate.hit.article.id, candidate.start, candidate.end


def _said_by(values: Sequence[Value]) -> str:
    """Who gives the value first, and how many others do; an article and its reprints count once."""
    best = values[0].candidate.hit
    article = best.article
    publisher = article.publisher or article.title
    speaker = speaker_of(values[0].candidate.text)
    first = f"{speaker}, in {publisher}" if speaker and speaker not in publisher else publisher
    others = len({value.candidate.hit.origin for value in values} - {best.origin})
    return first + (f" and {others} other{'s' if others > 1 else ''}" if others else "")
