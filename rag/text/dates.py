"""Dates as articles state them, partial and relative ones included, and whether two of them agree."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast

from rag.text import date_grammar as grammar
from rag.text.characters import plain
from rag.text.relative_dates import DateRange, month_end, relative_range

Precision = Literal["day", "week", "month", "quarter", "half", "year", "decade"]

_MONTHS_OF: dict[str, int] = {"quarter": 3, "half": 6}
_PART_DAYS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
_PART_MONTHS = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}
_LEAP_YEAR = 2024
_EARLIEST_PLAIN_YEAR = 1900
_MONTHS_PER_YEAR = 12
_MAX_YEARS_COMPARED = 10
# Only after one of these is "May" surely a month, and 1812 surely a year.
_POINTS_AT_TIME = re.compile(
    r"\b(?:in|of|since|until|till|by|during|last|next|this|before|after|from|to|through|between|around|for)"
    r"\s\Z",
    re.IGNORECASE,
)
_LONGEST_POINTER = 10


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at `text[start:end]` (code points), as far as the text states it.

    `year`, `month`, `day` hold what is written and None what is not; of a quarter or half year, `month` is
    the first. `first` and `last` are the days it covers, both included; None where the year is not written
    and no reference was given. A year that was guessed from the reference shows in them alone, never in
    `year`, so that a guess cannot contradict anything.
    """

    start: int
    end: int
    precision: Precision
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None  # of a range of days: "January 20-22"
    years: int = 1  # covered: ten of a decade, five of "2019-2023"
    part: str | None = None  # "early", "mid" or "late"
    first: date | None = None
    last: date | None = None
    relative: bool = False  # "yesterday", "two weeks ago"


def find_dates(text: str, reference: date | None = None) -> list[DateMention]:
    """Finds the dates in a text, in order and without overlaps.

    Args:
        text: Any text.
        reference: The day on which the text was written. It resolves relative dates, a bare weekday to the
            latest one up to it, and a date without a year to the occurrence nearest to it.
    """
    readable = plain(text)
    found: list[DateMention] = []
    for kind, pattern in grammar.PATTERNS:
        for match in pattern.finditer(readable):
            mention = _read(kind, match, reference)
            if mention is not None:
                found.append(mention)
    # The sort is stable: of patterns that match at one place the one listed first comes first.
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[DateMention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def dates_agree(a: DateMention, b: DateMention) -> bool:
    """Whether two dates can be the same: neither contradicts what the other states.

    "January 29" agrees with "January 29, 2025", with "2025" and with "Q1 2025", not with "May 29". Dates
    whose year is stated agree when they share a day; relative dates that nothing resolves agree with all.
    """
    if _is_unresolved(a) or _is_unresolved(b):
        return True
    known_a, known_b = _stated_range(a), _stated_range(b)
    if known_a and known_b:
        return _overlap(known_a, known_b)
    if known_a or known_b:
        known, partial = (known_a, b) if known_a else (known_b, a)
        assert known is not None
        years = range(known[0].year, min(known[1].year, known[0].year + _MAX_YEARS_COMPARED) + 1)
        return any(_overlap(known, covered) for year in years if (covered := covered_days(partial, year)))
    both = covered_days(a, _LEAP_YEAR), covered_days(b, _LEAP_YEAR)
    return both[0] is not None and both[1] is not None and _overlap(both[0], both[1])


def _is_unresolved(mention: DateMention) -> bool:
    return mention.relative and mention.first is None


def _stated_range(mention: DateMention) -> DateRange | None:
    """The days covered, unless the year was left out."""
    if mention.year is None and not mention.relative:
        return None
    if mention.first is None or mention.last is None:
        return None
    return mention.first, mention.last


def _overlap(a: DateRange, b: DateRange) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def covered_days(mention: DateMention, year: int) -> DateRange | None:
    """The days that a mention covers in a year; None where it has no such day (February 29).

    For mentions without a year of their own.
    """
    if mention.month is None:
        months = _PART_MONTHS.get(mention.part or "", (1, _MONTHS_PER_YEAR))
        return date(year, months[0], 1), month_end(year + mention.years - 1, months[1])
    last_month = mention.month + _MONTHS_OF.get(mention.precision, 1) - 1
    last = month_end(year, last_month)
    if mention.day is not None:
        last_day = mention.last_day or mention.day
        if last_day > last.day:
            return None
        return date(year, mention.month, mention.day), date(year, mention.month, last_day)
    if mention.part is not None:
        days = _PART_DAYS[mention.part]
        return date(year, mention.month, days[0]), date(year, mention.month, min(days[1], last.day))
    return date(year, mention.month, 1), last


def _resolve(mention: DateMention, reference: date | None) -> DateMention | None:
    """Fills in the days covered; None when the calendar has no such day."""
    if mention.year is not None:
        covered = covered_days(mention, mention.year)
        return replace(mention, first=covered[0], last=covered[1]) if covered else None
    if covered_days(mention, _LEAP_YEAR) is None:
        return None
    if reference is None:
        return mention
    # Four years each way hold a February 29; the far ends of the calendar hold fewer.
    years = range(max(1, reference.year - 4), min(date.max.year, reference.year + 4) + 1)
    candidates = [covered for year in years if (covered := covered_days(mention, year))]
    if not candidates:
        return mention
    nearest = min(candidates, key=lambda covered: _distance(covered, reference))
    return replace(mention, first=nearest[0], last=nearest[1])


def _distance(covered: DateRange, day: date) -> int:
    if covered[0] <= day <= covered[1]:
        return 0
    return min(abs((covered[0] - day).days), abs((covered[1] - day).days))


def _read(kind: str, match: re.Match[str], reference: date | None) -> DateMention | None:
    """Turns one match into a mention; None when it is no date after all."""
    match kind:
        case "day_word" | "weekday" | "period" | "ago":
            return _read_relative(kind, match, reference)
        case "numeric":
            mention = _read_numeric(match)
        case "month" | "iso":
            mention = _read_month(match)
        case _:
            mention = _read_period(kind, match)
    return _resolve(mention, reference) if mention else None


def _number(match: re.Match[str], group: str) -> int | None:
    text = match.groupdict().get(group)
    return int(text) if text else None


def _read_month(match: re.Match[str]) -> DateMention | None:
    month, day = _number(match, "month_number"), _number(match, "day")
    part = match.groupdict().get("part")
    name = match.groupdict().get("month")
    if name:
        month = _month_number(name)
        if day is None and match["year"] is None and not part and not _is_month_name(match, name):
            return None
    if month is not None and not 1 <= month <= _MONTHS_PER_YEAR:
        return None
    if _number(match, "year") == 0 or day == 0:
        return None
    last_day = _number(match, "last_day")
    if day is not None and last_day is not None and last_day < day:
        last_day = None
    precision: Precision = "day" if day else "month" if month else "year"
    year = _number(match, "year")
    return DateMention(
        *match.span(), precision, year, month, day, last_day, part=part.lower() if part else None
    )


def _month_number(name: str) -> int:
    prefix = name[:3].lower()
    return next(i for i, month in enumerate(grammar.MONTHS, start=1) if month.startswith(prefix))


def _is_month_name(match: re.Match[str], name: str) -> bool:
    """Whether a month name that stands alone is one: not "it may", "they march", "Mar" or "Dec"."""
    before = match.string[max(0, match.start() - _LONGEST_POINTER) : match.start()]
    is_pointed_at = _POINTS_AT_TIME.search(before) is not None
    if not name[0].isupper():
        return is_pointed_at and name in grammar.MONTHS and name not in {"may", "march"}
    is_sure = name.lower() in grammar.MONTHS and name.lower() not in {"may", "march"}
    return is_sure or is_pointed_at


def _read_numeric(match: re.Match[str]) -> DateMention | None:
    """Reads "29/01/2025"; where day and month could be exchanged, only the year is certain."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if not year or not one or not two:
        return None
    if one == two and one <= _MONTHS_PER_YEAR:
        return DateMention(*match.span(), "day", year, one, one)
    if one <= _MONTHS_PER_YEAR and two <= _MONTHS_PER_YEAR:
        return DateMention(*match.span(), "year", year)
    month, day = min(one, two), max(one, two)
    return DateMention(*match.span(), "day", year, month, day) if month <= _MONTHS_PER_YEAR else None


def _read_period(kind: str, match: re.Match[str]) -> DateMention | None:
    """Reads quarters, half years, years, ranges of years and decades."""
    groups = match.groupdict()
    year = _number(match, "year")
    part = groups["part"].lower() if groups.get("part") else None
    match kind:
        case "quarter":
            quarter = _number(match, "quarter") or grammar.ORDINAL_QUARTERS[groups["ordinal"].lower()]
            if quarter and "ordinal" in groups and year is None and groups["ordinal"].lower() == "last":
                return None  # the quarter before this one: relative
            return DateMention(*match.span(), "quarter", year, 3 * quarter - 2)
        case "half":
            return DateMention(*match.span(), "half", year, 1 if groups["ordinal"].lower() == "first" else 7)
        case "decade":
            return _read_decade(match, year, part)
        case "years":
            return _read_years(match)
    if year is not None and year < _EARLIEST_PLAIN_YEAR and not part:
        before = match.string[max(0, match.start() - _LONGEST_POINTER) : match.start()]
        if not _POINTS_AT_TIME.search(before):
            return None
    return DateMention(*match.span(), "year", year, part=part)


def _read_decade(match: re.Match[str], year: int | None, part: str | None) -> DateMention:
    if year is None:
        year = _EARLIEST_PLAIN_YEAR + int(match["short"])
    return DateMention(*match.span(), "decade", year, years=10, part=part)


def _read_years(match: re.Match[str]) -> DateMention | None:
    year, last = int(match["year"]), match["last_year"]
    last_year = int(last) if len(last) > len("24") else year - year % 100 + int(last)
    if last_year <= year:
        return None
    return DateMention(*match.span(), "year", year, years=last_year - year + 1)


def _read_relative(kind: str, match: re.Match[str], reference: date | None) -> DateMention | None:
    if kind == "weekday" and not match["weekday"][0].isupper():
        return None
    unit: Precision = "day" if kind in {"day_word", "weekday"} else cast(Precision, match["unit"].lower())
    mention = DateMention(*match.span(), unit, relative=True)
    if reference is None:
        return mention
    try:
        covered = relative_range(kind, match, reference)
    except (OverflowError, ValueError):  # outside the calendar
        return mention
    return replace(mention, first=covered[0], last=covered[1])
