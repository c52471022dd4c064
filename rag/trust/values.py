"""What a sentence gives for the thing asked: a figure, a date, names, or a yes or no."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from rag.reading.candidates import Candidate
from rag.text.dates import DateMention, dates_agree, find_dates
from rag.text.figures import Figure, agree, find_figures
from rag.text.words import content_stems
from rag.trust.attribution import speech_between
from rag.trust.opposites import are_opposed, same_direction
from rag.trust.polarity import denies

_AS_OF = re.compile(
    r"(?:^|[\s(,])(?:in|at|by|as of|since|during|for|until|at the end of|at the start of|by the end of)\s\Z",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"\b(?:\w+ed|built|begun|made|held|set|sold|won)\s+(?:\w+\s)?\Z", re.IGNORECASE)
_LOOK_BACK = 40  # characters
_CONTRAST = re.compile(
    r"\b(?:not|never|neither|nor|rather than|instead of|dispute[sd]?|others?|while|whereas|but)\b|n[’']t\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sir|Dame|Lord|Lady|President|Chairman|Chairwoman|Chief Executive|CEO|"
    r"Founder|Co-founder|Engineer|Architect|Captain|Mayor|Minister|Senator|Judge)\b\.?"
)


@dataclass(frozen=True, slots=True)
class Value:
    """What a sentence gives for the thing asked; one of figure, date, names, stance and direction is set.

    Attributes:
        text: As the sentence has it; "yes" or "no" for a stance.
        candidate: The sentence.
        names: The stems of each name given: co-founders are two.
        stance: Whether it affirms what is asked.
        direction: The stem that tells which way something goes ("shrank").
    """

    text: str
    candidate: Candidate
    figure: Figure | None = None
    date: DateMention | None = None
    names: tuple[frozenset[str], ...] = ()
    stance: bool | None = None
    direction: str = ""

    @property
    def start(self) -> int:
        """Where it stands in its sentence; 0 for a stance."""
        part = self.figure or self.date
        return part.start if part else max(0, self.candidate.text.find(self.text))

    def agrees_with(self, other: Value) -> bool:
        """Whether both may be true of the same thing."""
        if self.figure and other.figure:
            return agree(self.figure, other.figure)
        if self.date and other.date:
            return dates_agree(self.date, other.date)
        if self.names and other.names:
            return _share_a_name(self, other) or _named_together(self, other)
        if self.direction and other.direction:
            return not are_opposed(self.direction, other.direction)
        return self.stance is other.stance

    def is_stated_in(self, text: str) -> bool:
        """Whether a sentence of an answer states it; a yes or no is read from whether it denies anything."""
        if self.figure:
            return any(agree(self.figure, figure) for figure in find_figures(text))
        if self.date:
            return any(dates_agree(self.date, date) for date in find_dates(text) if not date.relative)
        if self.names:
            stems = frozenset(content_stems(text))
            return any(name <= stems for name in self.names)
        if self.direction:
            return same_direction(self.direction, frozenset(content_stems(text)))
        return denies(text) is not self.stance

    def is_of_another_time(self, other: Value, asked: Collection[str]) -> bool:
        """Whether each says as of when, and the times differ: two states of a thing are no disagreement.

        Args:
            other: Another value for the same question.
            asked: Stems of all the question's words.
        """
        if self.date or self.stance is not None:
            return False
        ours, theirs = times_of(self, asked), times_of(other, asked)
        return bool(ours and theirs) and not any(dates_agree(a, b) for a in ours for b in theirs)


def times_of(value: Value, asked: Collection[str]) -> list[DateMention]:
    """The years or days as of which the value holds, as its sentence states them.

    A date at which something was said or done ("said in 2024", "opened in 2024") is none, unless the
    question is about just that ("what revenue did it report?").
    """
    text = value.candidate.text
    found = []
    for date in value.candidate.reading.dates:
        before = text[max(0, date.start - _LOOK_BACK) : date.start]
        pointer = _AS_OF.search(before)
        if date.year is None or date.relative or date is value.date or not pointer:
            continue
        is_done = bool(_PARTICIPLE.search(before[: pointer.start() + 1]))
        spoken = speech_between(text, date.end, value.start)
        if not is_done and not set(content_stems(" ".join(spoken))) - set(asked):
            found.append(date)
    return found


def sets_against(text: str) -> bool:
    """Whether a sentence sets one thing against another ("but", "not", "while others")."""
    return bool(_CONTRAST.search(text))


def _share_a_name(one: Value, other: Value) -> bool:
    """Whether one of the names is the same, in full or in short ("Liang", "Liang Wenfeng")."""
    return any(a <= b or b <= a for a in one.names for b in other.names)


def _named_together(one: Value, other: Value) -> bool:
    """Whether a source names both in one breath, as partners or as a person and a body of theirs."""
    return any(
        any(a <= reading.stems for a in one.names)
        and any(b <= reading.stems for b in other.names)
        and not sets_against(reading.text)
        for value in (one, other)
        for reading in (value.candidate.reading, *value.candidate.earlier)
    )


def stems_of_name(name: str) -> frozenset[str]:
    """What two spellings of a name are compared by: its words, without titles."""
    return frozenset(content_stems(_TITLE.sub("", name)))
