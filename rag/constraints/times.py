"""The times of a question together: one range that limits, or one that is preferred, and what to tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from rag.constraints import notes
from rag.constraints.attributions import are_listed
from rag.constraints.events import EventPhrase, find_event
from rag.constraints.outlets import Mention
from rag.constraints.periods import find_periods, shifted
from rag.constraints.wishes import Wish, wish_for
from rag.text.relative_dates import DateRange

DateOf = Callable[[str], date | None]

_DAYS_OF_REPORTING = 14  # in which newspapers still write about what happened
_TOO_VAGUE_DAYS = 124  # what happened within a third of a year and more is written about at any time
_ONE_REPORT = re.compile(r"\b(?:article|report|story|piece|review|interview|the\sone)\b", re.IGNORECASE)
_AS_VERB = re.compile(r"\b(?:did|does|do)\s(?:[\w.’'-]{1,40}\s){1,4}\Z", re.IGNORECASE)  # "did CGTN report"
_NEAR = 60


@dataclass(frozen=True, slots=True)
class Times:
    """A range, whether it shuts out or only prefers, and sentences that tell how it was read."""

    since: date | None = None
    until: date | None = None
    is_hard: bool = False
    notes: tuple[str, ...] = ()


def never_dated(event: str) -> None:
    """The day of an event where nothing can tell it: none."""


def times_of(
    question: str, clock: date, held: DateRange | None, asked: Sequence[Mention], date_of: DateOf
) -> Times:
    """The range of days that the words of a question set.

    Words that limit what was reported set a hard one. Words that date what happened prefer the articles
    from then on, to two weeks after; a time that is long, or in which there are no articles, prefers none.

    Args:
        question: Any text.
        clock: The day on which it is asked.
        held: First and last day of the articles that may be searched; None if none has a date.
        asked: Where the question asks a publisher.
        date_of: The day of an event, told in the question's words; None where that is not known.
    """
    wishes = [wish_for(question, period, asked) for period in find_periods(question, clock, held)]
    if not wishes:
        return _by_event(find_event(question), held, date_of)
    if _limit_reports(question, wishes, asked):
        said = notes.read_as(question, (wish.period for wish in wishes))
        return Times(*_all_of(wishes), is_hard=True, notes=tuple(said))
    brief = [wish for wish in wishes if wish.period.days <= _TOO_VAGUE_DAYS]
    if not brief:
        return Times()
    since, until = _all_of(brief)
    if until and not all(wish.is_reported for wish in brief):
        until = min(shifted(until, _DAYS_OF_REPORTING), max(clock, until))
    is_past = all(wish.period.is_relative for wish in brief) and (since or clock) <= clock
    if is_past and _is_outside(since, until, held):
        return Times(notes=tuple(notes.read_in_vain(question, (wish.period for wish in brief))))
    return _preferring(since, until, held)


def _by_event(event: EventPhrase | None, held: DateRange | None, date_of: DateOf) -> Times:
    if not event:
        return Times()
    day = date_of(event.words)
    if not day:
        return Times(notes=(notes.not_dated(event.words),))
    since, until = (day, None) if event.side == "since" else (None, day)
    times = Times(since, until, is_hard=True) if event.is_reported else _preferring(since, until, held)
    return replace(times, notes=(notes.dated(event.words, day), *times.notes))


def _limit_reports(question: str, wishes: Sequence[Wish], asked: Sequence[Mention]) -> bool:
    """Whether the times shut articles out: one time, of the one report that is meant, or of all.

    Two dates name two reports, not what lies between them: "the article of the 4th and the review of
    the 9th". And where only one of two reports is dated, its date says nothing of the other.
    """
    one_time = wishes[:1] if _are_ends(wishes) else wishes
    if not all(wish.is_reported for wish in one_time):
        return False
    nouns = [
        match
        for match in _ONE_REPORT.finditer(question)
        if not _AS_VERB.search(question[max(0, match.start() - _NEAR) : match.start()])
    ]
    lists = len(asked) - sum(are_listed(question, one, other) for one, other in pairwise(asked))
    reports = max(lists, len(nouns))
    return reports <= 1 and (len(wishes) == 1 or _are_ends(wishes))


def _are_ends(wishes: Sequence[Wish]) -> bool:
    """Whether two times are the ends of one: "after the 4th and before the 9th"."""
    since = [wish.since for wish in wishes if not wish.until]
    until = [wish.until for wish in wishes if not wish.since]
    return len(wishes) == 2 and bool(since and until and since[0] and until[0] and since[0] <= until[0])


def _all_of(wishes: Sequence[Wish]) -> tuple[date | None, date | None]:
    """From the first day of all to the last; "after the 4th and before the 9th" is between them."""
    since = [wish.since for wish in wishes if wish.since]
    until = [wish.until for wish in wishes if wish.until]
    is_open = not _are_ends(wishes)
    first = None if is_open and len(since) < len(wishes) else min(since)
    last = None if is_open and len(until) < len(wishes) else max(until)
    return first, last


def _is_outside(since: date | None, until: date | None, held: DateRange | None) -> bool:
    return held is not None and bool((since and since > held[1]) or (until and until < held[0]))


def _preferring(since: date | None, until: date | None, held: DateRange | None) -> Times:
    """The range as a preference, where some articles lie in it and some do not."""
    if not held or _is_outside(since, until, held):
        return Times()
    if (not since or since <= held[0]) and (not until or until >= held[1]):
        return Times()
    return Times(since, until, notes=(notes.preferred(since, until),))
