"""What "yesterday", "last week" or "three years ago" mean on a given day."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from rag.text import date_grammar as grammar
from rag.text.word_lists import words_of

DateRange = tuple[date, date]  # first and last day, both included

_MONTHS_PER_YEAR = 12
_COUNTS = {
    word: value
    for value, word in enumerate(
        words_of(
            """
    one two three four five six seven eight nine ten eleven twelve
    """
        ),
        start=1,
    )
} | {"a": 1, "an": 1}
_DAYS_OF = {"day": 1, "week": 7}


def relative_range(kind: str, match: re.Match[str], reference: date) -> DateRange:
    """The days that a match of a relative pattern covers, seen from the reference.

    Raises:
        OverflowError, ValueError: The days lie outside the calendar.
    """
    side = (match.groupdict().get("side") or "").lower()
    match kind:
        case "day_word":
            word = match["word"].lower()
            days = {"yesterday": -1, "tomorrow": 1}.get(word, -2 if word.startswith("the") else 0)
            return _unit_range("day", reference, days)
        case "weekday":
            return _unit_range("day", reference, _days_to_weekday(match["weekday"], side, reference))
        case "ago":
            count = match["count"].lower()
            amount = int(count) if count.isdigit() else _COUNTS[count]
            return _unit_range(match["unit"].lower(), reference, -amount)
    amount = {"last": -1, "past": -1, "previous": -1, "next": 1}.get(side, 0)
    return _unit_range(match["unit"].lower(), reference, amount)


def _days_to_weekday(name: str, side: str, reference: date) -> int:
    back = (reference.weekday() - grammar.WEEKDAYS.index(name.lower())) % 7
    if side == "last" and back == 0:
        return -7
    return 7 - back if side == "next" else -back


def _unit_range(unit: str, reference: date, amount: int) -> DateRange:
    """The day, week (from Monday), month, quarter or year that lies `amount` units from the reference."""
    if unit in _DAYS_OF:
        day = reference + timedelta(days=amount * _DAYS_OF[unit])
        first = day if unit == "day" else day - timedelta(days=day.weekday())
        return first, first + timedelta(days=_DAYS_OF[unit] - 1)
    length = {"month": 1, "quarter": 3, "year": _MONTHS_PER_YEAR}[unit]
    index = reference.year * _MONTHS_PER_YEAR + reference.month - 1
    index = (index // length + amount) * length
    first = date(index // _MONTHS_PER_YEAR, index % _MONTHS_PER_YEAR + 1, 1)
    last = index + length - 1
    return first, month_end(last // _MONTHS_PER_YEAR, last % _MONTHS_PER_YEAR + 1)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])
