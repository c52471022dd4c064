"""The days that the words of a question mean, seen from the day on which it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rag.text.characters import plain
from rag.text.dates import DateMention, covered_days, find_dates
from rag.text.relative_dates import DateRange
from rag.text.word_lists import words_of

_NUMBERS = {
    word: value
    for value, word in enumerate(
        words_of("one two three four five six seven eight nine ten eleven twelve"), 1
    )
} | {"couple of": 2, "few": 4, "several": 6}
_COUNT = rf"(?:a\s)?(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})\s"
# Running up to the clock: "the past ten days", "the last month"; "last month" is the one before this.
_TRAILING = re.compile(
    rf"\b(?P<the>the\s)?(?P<side>last|past)\s(?:{_COUNT})?(?P<unit>hour|day|week|month|quarter|year)s?\b"
    r"(?!'|\sof\b)",
    re.IGNORECASE,
)
_WEEKEND = re.compile(r"\b(?:(?:last|past|this|the)\s){1,2}weekend\b", re.IGNORECASE)
_LAST_NIGHT = re.compile(r"\blast\s(?:night|evening)\b", re.IGNORECASE)
_THIS_DAY = re.compile(r"\bthis\s(?:morning|afternoon|evening)\b", re.IGNORECASE)
_PART_OF = re.compile(
    r"\b(?:the\s)?(?P<part>beginning|start|middle|end|first\shalf|second\shalf)\sof\s(?:the\s)?\Z",
    re.IGNORECASE,
)
_PARTS = {  # shares of the days covered
    "beginning": (0.0, 1 / 3),
    "start": (0.0, 1 / 3),
    "middle": (1 / 3, 2 / 3),
    "end": (2 / 3, 1.0),
    "first half": (0.0, 0.5),
    "second half": (0.5, 1.0),
}
_DAYS_OF = {"hour": 1, "day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_LONGEST_PART = 25  # characters
_FUTURE = re.compile(r"\A(?:next|tomorrow)\b", re.IGNORECASE)
_POINTER = re.compile(
    r"\b(?:in|of|since|during|before|after|until|till|by|from|last|this|on|to|and|between|through|for|early"
    r"|late|mid|about|around|over|following)\s\Z",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\sof\b")  # "the last week of the trial" is in its own time
_IMPOSSIBLE_DAY = re.compile(r"\s\d{1,2}(?:st|nd|rd|th)?\b(?![:.,]?\d)")
_JOINED = re.compile(r"\s(?:and|to|until|till|through)\s(?:the\s)?|\s?[-–—]\s?", re.IGNORECASE)
_OPENS_RANGE = re.compile(r"\b(?:between|from)\s(?:the\s)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """Days that `question[start:end]` means, both included.

    `is_relative` where they depend on the clock, `is_inferred` where a reader could read other days.
    """

    start: int
    end: int
    first: date
    last: date
    is_relative: bool = False
    is_inferred: bool = False

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1


def find_periods(question: str, clock: date, held: DateRange | None) -> list[Period]:
    """The periods that a question names, in order and without overlaps; none in the future.

    Args:
        question: Any text.
        clock: The day on which it is asked. A date without a year is the latest such day up to it.
        held: First and last day of the articles that may be searched. Of a date without a year, years in
            which there are no articles are passed over, where there is one with articles.
    """
    text = plain(question).replace("'s", "  ")  # "last week's"
    found = [*_trailing(text, clock)]
    for mention in find_dates(text, clock):
        if any(mention.start < other.end and other.start < mention.end for other in found):
            continue
        if _is_date(text, mention) and (period := _as_period(text, mention, clock, held)):
            found.append(period)
    found.sort(key=lambda period: period.start)
    return _joined(text, [period for period in found if period.first <= clock])


def shifted(day: date, days: int) -> date:
    """A day so many days later, or the end of the calendar."""
    ordinal = min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)


def _trailing(text: str, clock: date) -> Iterator[Period]:
    for match in _TRAILING.finditer(text):
        if not (match["the"] or match["count"] or match["side"].lower() == "past"):
            continue
        count = (match["count"] or "one").lower()
        amount = int(count) if count.isdigit() else _NUMBERS[count]
        unit = match["unit"].lower()
        days = max(1, amount // 24) if unit == "hour" else amount * _DAYS_OF[unit]
        yield Period(*match.span(), shifted(clock, -days), clock, is_relative=True, is_inferred=True)
    for match in _WEEKEND.finditer(text):
        sunday = shifted(clock, -((clock.weekday() + 1) % 7))
        yield Period(*match.span(), shifted(sunday, -1), sunday, is_relative=True, is_inferred=True)
    for match in _LAST_NIGHT.finditer(text):
        yield Period(*match.span(), shifted(clock, -1), clock, is_relative=True, is_inferred=True)
    for match in _THIS_DAY.finditer(text):
        yield Period(*match.span(), clock, clock, is_relative=True, is_inferred=True)


def _is_date(text: str, mention: DateMention) -> bool:
    """Whether it is one in a question: not "Monday Night Football", "USA Today" or "February 30"."""
    before = text[max(0, mention.start - _LONGEST_PART) : mention.start]
    words = text[mention.start : mention.end]
    if _FUTURE.match(words) or (mention.relative and _GOES_ON.match(text, mention.end)):
        return False
    if mention.relative and mention.precision == "day" and words[0].isupper() and mention.start:
        return bool(_POINTER.search(before)) and not _names_on(text, mention.end) and words != "Today"
    if mention.year is None and not mention.relative and mention.precision == "month" and not mention.part:
        is_pointed = bool(_POINTER.search(before) or _PART_OF.search(before)) or words[0].isupper()
        return (
            is_pointed and not _IMPOSSIBLE_DAY.match(text, mention.end) and not _names_on(text, mention.end)
        )
    return True


def _names_on(text: str, end: int) -> bool:
    """Whether a capitalised word follows: "April Jones", "Monday Night"."""
    return text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()


def _as_period(text: str, mention: DateMention, clock: date, held: DateRange | None) -> Period | None:
    if mention.year is None and not mention.relative:
        days = _without_year(mention, clock, held)
    else:
        days = (mention.first, mention.last) if mention.first and mention.last else None
    if not days:
        return None
    is_inferred = mention.year is None or mention.part is not None
    start, first, last = mention.start, *days
    part = _PART_OF.search(text, max(0, start - _LONGEST_PART), start)
    if part:
        start, is_inferred = part.start(), True
        first, last = _share(first, last, _PARTS[re.sub(r"\s", " ", part["part"].lower())])
    return Period(start, mention.end, first, last, mention.relative, is_inferred)


def _share(first: date, last: date, share: tuple[float, float]) -> DateRange:
    days = (last - first).days + 1
    return first + timedelta(days=int(days * share[0])), first + timedelta(
        days=max(1, int(days * share[1])) - 1
    )


def _without_year(mention: DateMention, clock: date, held: DateRange | None) -> DateRange | None:
    """The latest such days not after the clock, of those in whose time there are articles if any are."""
    earliest = max(date.min.year, min(held[0].year if held else clock.year, clock.year) - 4)
    years = (covered_days(mention, year) for year in range(clock.year, earliest - 1, -1))
    past = [days for days in years if days and days[0] <= clock]
    with_articles = [days for days in past if held and days[0] <= held[1] and held[0] <= days[1]]
    return next(iter(with_articles or past), None)


def _joined(text: str, periods: list[Period]) -> list[Period]:
    """Makes one of "between 27 January and 3 February"."""
    kept: list[Period] = []
    for period in periods:
        before = kept[-1] if kept else None
        if before and _is_range(text, before, period):
            first = _same_year(text, before, period)
            if first <= period.last:
                is_relative = before.is_relative or period.is_relative
                is_inferred = before.is_inferred or period.is_inferred
                kept[-1] = Period(before.start, period.end, first, period.last, is_relative, is_inferred)
                continue
        kept.append(period)
    return kept


def _is_range(text: str, one: Period, other: Period) -> bool:
    before = text[max(0, one.start - _LONGEST_PART) : one.start]
    return bool(_JOINED.fullmatch(text[one.end : other.start]) and _OPENS_RANGE.search(before))


def _same_year(text: str, one: Period, other: Period) -> date:
    """The first day of a range whose year is only written at its end: "January to March 2024"."""
    if not one.is_inferred or other.is_inferred or one.is_relative:
        return one.first
    mention = next(iter(find_dates(text[one.start : one.end])), None)
    if not mention:
        return one.first
    years = (other.first.year, max(date.min.year, other.first.year - 1))
    firsts = [days[0] for year in years if (days := covered_days(mention, year))]
    return next((first for first in firsts if first <= other.last), one.first)
