"""Figures, dates and days of a claim that a sentence of the evidence gives otherwise, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.reading.candidates import Candidate
from rag.text.dates import DateMention, Precision, dates_agree, find_dates
from rag.text.figures import Figure, agree
from rag.text.words import tokens
from rag.trust.claims import LONGEST_REFERENCE, REFERENCE, ClaimReading
from rag.trust.finding import Finding

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b")
_AGO = re.compile(
    r"\b(?P<count>\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|several) "
    r"(?P<unit>day|week|month|year|decade)s? (?:ago|earlier|later|before)\b",
    re.IGNORECASE,
)
_LEAST, _MOST = {"over", "at_least"}, {"under", "at_most"}  # bounds on the same side
_DEGREES = {"degrees", "°F", "°C"}
_FINEST_FIRST: tuple[Precision, ...] = ("day", "week", "month", "quarter", "half", "year", "decade")
_MOST_VALUES = 40  # of a sentence that are compared; more are a table


def differing_values(claim: ClaimReading, candidate: Candidate) -> tuple[Finding, ...]:
    """Figures and dates of the claim that agree with none of the evidence's.

    What stands in the evidence in their place is a figure of the same unit, or a date as precise,
    that the claim does not state.
    """
    stated, known = claim.figures[:_MOST_VALUES], dates_known(candidate)
    figures = [f for f in stated if not any(_agree(f, g) for g in candidate.reading.figures)]
    dates = [
        d for d in claim.dates[:_MOST_VALUES] if not any(dates_agree(d, e) for e in _comparable(d, known))
    ]
    found = [
        Finding("number", claim.text[f.start : f.end], _other_figure(f, claim, candidate)) for f in figures
    ]
    found += [Finding("date", claim.text[d.start : d.end], _other_date(d, claim, candidate)) for d in dates]
    return (*found, *_loose_numbers(claim, candidate))


def dates_known(candidate: Candidate) -> tuple[DateMention, ...]:
    """The dates that the evidence states, and when its article was published."""
    published = candidate.hit.article.published
    if published is None:
        return tuple(date for date in candidate.reading.dates if not date.relative)
    stated = candidate.reading.dates
    if published.precision == "day":
        stated = tuple(find_dates(candidate.text, reference=published.first))
    resolved = [date for date in stated if not date.relative or date.first]
    return (*resolved, *find_dates(published.in_words()))


def _agree(stated: Figure, known: Figure) -> bool:
    """Whether the figures agree, whatever they count: what was counted is compared as words are.

    "Two firms" are "two companies", and "$2.2 per million tokens" is what "a million tokens cost". Two
    bounds on the same side must be one: "over 50" is not "over 100".
    """
    ours, theirs = _bare(stated), _bare(known)
    if "degrees" in {ours.unit, theirs.unit} <= _DEGREES:
        ours, theirs = replace(ours, unit="degrees"), replace(theirs, unit="degrees")
    if {ours.bound, theirs.bound} <= _LEAST or {ours.bound, theirs.bound} <= _MOST:
        ours, theirs = replace(ours, bound="exact"), replace(theirs, bound="exact")
    return agree(ours, theirs)


def _bare(figure: Figure) -> Figure:
    return replace(figure, of="", unit=figure.unit.partition(" per ")[0])


def _comparable(date: DateMention, known: Sequence[DateMention]) -> Sequence[DateMention]:
    """The dates that say as much as this one: every day of January agrees with "January".

    A year is compared with stated years where there are any: "August" alone would agree with each.
    """
    if date.precision == "year":
        return [other for other in known if other.year or other.relative] or known
    finer = _FINEST_FIRST[: _FINEST_FIRST.index(date.precision) + 1]
    return [other for other in known if other.precision in finer]


def _other_figure(figure: Figure, claim: ClaimReading, candidate: Candidate) -> str:
    others = [
        other
        for other in candidate.reading.figures[:_MOST_VALUES]
        if other.unit == figure.unit
        and (not figure.of or not other.of or figure.of == other.of)
        and not any(_agree(other, said) for said in claim.figures[:_MOST_VALUES])
    ]
    return candidate.text[others[0].start : others[0].end] if len(others) == 1 else ""


def _other_date(date: DateMention, claim: ClaimReading, candidate: Candidate) -> str:
    others = [
        other
        for other in candidate.reading.dates[:_MOST_VALUES]
        if not other.relative
        and other.precision == date.precision
        and not any(dates_agree(other, said) for said in claim.dates[:_MOST_VALUES])
    ]
    return candidate.text[others[0].start : others[0].end] if len(others) == 1 else ""


def _loose_numbers(claim: ClaimReading, candidate: Candidate) -> list[Finding]:
    """Numbers that are neither figures nor dates, as in "Nikkei 225"; they must be there as written."""
    spans = [*((figure.start, figure.end) for figure in claim.figures), *claim.date_spans]
    read = {place for start, end in spans for place in range(start, end)}
    loose = [
        token
        for token in tokens(claim.text)
        if token.text.isdecimal()
        and token.start
        and token.start not in read
        and not REFERENCE.search(claim.text[max(0, token.start - LONGEST_REFERENCE) : token.start])
    ]
    known = (
        {word for token in tokens(candidate.text) for word in re.findall(r"\d+", token.folded)}
        if loose
        else ()
    )
    return [Finding("number", token.text) for token in loose if token.folded not in known]


def differing_days(claim: ClaimReading, candidate: Candidate) -> list[Finding]:
    """Weekdays and spans back ("35 years ago") that the evidence gives otherwise."""
    said, known = _WEEKDAY.findall(claim.text), _WEEKDAY.findall(candidate.text)
    others = [day for day in known if day not in said]
    found = [Finding("date", day, others[0]) for day in said if day not in known and others]
    spans = {match["unit"].lower(): match for match in _AGO.finditer(candidate.text)}
    for match in _AGO.finditer(claim.text):
        other = spans.get(match["unit"].lower())
        if (
            other
            and other["count"].isdecimal()
            and match["count"].isdecimal()
            and other["count"] != match["count"]
        ):
            found.append(Finding("number", match.group(), other.group()))
    return found
