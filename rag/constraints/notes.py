"""What a reader is told about how the words of a question were understood, in whole sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rag.constraints.periods import Period
from rag.text.publication import PublicationDate


def read_as(question: str, periods: Iterable[Period]) -> list[str]:
    """How words that could mean other days were read; written-out dates need no note."""
    return [
        f"“{question[period.start : period.end]}” was read as {days_in_words(period.first, period.last)}."
        for period in periods
        if period.is_relative or period.is_inferred
    ]


def read_in_vain(question: str, periods: Iterable[Period]) -> list[str]:
    """How words were read that mean days from which there is no article."""
    return [f"{said.removesuffix('.')}; no article is from then." for said in read_as(question, periods)]


def preferred(since: date | None, until: date | None) -> str:
    """Which articles were put first."""
    return f"Articles {_from_to(since, until)} were preferred."


def dated(event: str, day: date) -> str:
    """The day on which an event was, as the articles tell."""
    return f"“{event}” was dated to {days_in_words(day, day)} by what the articles say."


def not_dated(event: str) -> str:
    """No day was found for an event."""
    return f"The articles do not tell the day of “{event}”, so it set no limit."


def left_out(undated: int) -> str:
    """How many articles a range shut out because their date is not known."""
    if undated == 1:
        return "One article without a date was left out."
    return f"{undated} articles without a date were left out."


def not_held(outlet: str) -> str:
    """An outlet was asked that the library has nothing of."""
    return f"The library has no articles by {outlet}."


def days_in_words(first: date, last: date) -> str:
    """A range as people write it: "13 to 19 January 2025"."""
    if first == last:
        return _day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {_day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {_day(last)}"
    return f"{_day(first)} to {_day(last)}"


def _from_to(since: date | None, until: date | None) -> str:
    if since and until:
        return f"from {days_in_words(since, until)}"
    if since:
        return f"since {_day(since)}"
    return f"until {_day(until)}" if until else "of any day"


def _day(day: date) -> str:
    return PublicationDate(day, "day").in_words()
