"""What the times in a question are wished for: articles of that time, or articles about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.constraints.attributions import REPORTED, REPORTS
from rag.constraints.outlets import Mention
from rag.constraints.periods import Period, shifted

_LONGEST_NEWS_DAYS = 31
_NEAR = 80  # characters looked at before a time
_RELATION = re.compile(
    r"\b(?:(?P<after>after|following|later\sthan)|(?P<since>since|starting(?:\sfrom)?)"
    r"|(?P<before>before|prior\sto|earlier\sthan)|(?P<until>until|till|up\sto|by|as\sof|no\slater\sthan)"
    r"|from|on|in|during|of|at|for|over|within|dated|throughout|around|about|between)"
    r"(?:\s(?:around|about|on))?(?:\sthe)?\s\Z",
    re.IGNORECASE,
)
_ONWARD = re.compile(r"\son(?:wards?)?\b(?!\s\w)|\sonwards?\b", re.IGNORECASE)
# Companies report too: only what "was reported" then, or what is published, was surely in the news.
_PUBLISHED_THEN = re.compile(
    rf"\b(?:(?:was|were|been|is|are|as|being)\s(?:{REPORTED}|said)|published|printed|posted|written|wrote"
    rf"|appeared|ran|came\sout)\Z",
    re.IGNORECASE,
)
_REPORTS_THEN = re.compile(rf"\b(?:{REPORTS})\Z", re.IGNORECASE)
_REPORTED_THEN = re.compile(rf"\b(?:{REPORTED})\Z", re.IGNORECASE)
# Between a publisher and the time: "The Verge on 3 May", "CGTN say yesterday".
_SAYS_THEN = re.compile(r"[\"'”’)]?(?:\s(?:say|says|write|claim|state|tell|argue))?", re.IGNORECASE)
# "articles about the app since January": these prepositions belong to the articles.
_REPORTS_FROM = re.compile(rf"\b(?:{REPORTS})\b[^.;?!]*\Z", re.IGNORECASE)
_BELONGS_TO_REPORTS = re.compile(r"\A(?:from|since|dated|starting)\b", re.IGNORECASE)
_THEN_REPORTS = re.compile(
    rf"(?:['’]s?)?,?\s(?:{REPORTS})\b(?!\sthat\b)|(?:['’]s?)\s(?:latest|top|main)\s(?:{REPORTS})\b",
    re.IGNORECASE,
)
_AS_VERB = re.compile(r"\b(?:did|does|do)\s(?:[\w.’'-]{1,40}\s){1,4}report\Z", re.IGNORECASE)
_NEWS = re.compile(
    r"\b(?:news|headlines|published|coverage|articles?|written|stories|press|media"
    r"|(?:was|were|been|is|are)\sreported|reports?\s(?:about|on|of|from))\b",
    re.IGNORECASE,
)
_REPORTING = re.compile(r"\b(?:report(?:s|ed)?|publish(?:ed|es)?|wr[io]tes?|cover(?:s|ed)?)\b", re.IGNORECASE)
_CONTEXT_ADVERB = re.compile(r"\b(?:earlier|later|again|first|only|back|late|early)\s\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """A time that the question names: from when to when, and whether the articles are of it.

    `is_reported`: the words limit what was written then; otherwise they date what happened.
    """

    period: Period
    since: date | None
    until: date | None
    is_reported: bool


def wish_for(question: str, period: Period, asked: Sequence[Mention]) -> Wish:
    """How the question means a period: "since", "before" or within it, of reports or of events.

    Args:
        question: The question.
        period: In it.
        asked: Where the question asks a publisher.
    """
    before = question[max(0, period.start - _NEAR) : period.start]
    relation = _RELATION.search(before)
    since, until = _bounds(period, relation, question)
    return Wish(period, since, until, _is_reported(question, period, before, relation, asked))


def _bounds(period: Period, relation: re.Match[str] | None, question: str) -> tuple[date | None, date | None]:
    kind = relation.lastgroup if relation else None
    if kind == "after":
        return shifted(period.last, 1), None
    if kind == "before":
        return None, shifted(period.first, -1)
    if kind == "until":
        return None, period.last
    if kind == "since" or _ONWARD.match(question, period.end):
        return period.first, None
    return period.first, period.last


def _is_reported(
    question: str,
    period: Period,
    before: str,
    relation: re.Match[str] | None,
    asked: Sequence[Mention],
) -> bool:
    if _THEN_REPORTS.match(question, period.end):
        return True
    place = before[: relation.start()] if relation else before
    place = _CONTEXT_ADVERB.sub("", place).rstrip(" ,(\"'”’")
    if _PUBLISHED_THEN.search(place) or (_REPORTS_THEN.search(place) and not _AS_VERB.search(place)):
        return True
    if asked and _REPORTED_THEN.search(place):
        return True
    at = period.start - len(before) + len(place)
    if any(_SAYS_THEN.fullmatch(question, mention.end, at) for mention in asked):
        return True
    if relation and _BELONGS_TO_REPORTS.match(relation.group()) and _REPORTS_FROM.search(place):
        return True
    clause = re.split(r"[,;.?!]\s", before)[-1]
    is_news = _NEWS.search(clause) or (asked and _REPORTING.search(clause))
    return period.is_relative and period.days <= _LONGEST_NEWS_DAYS and bool(is_news)
