"""Events by which a question dates something: "since the release of R1", "after the app was launched"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from rag.constraints.attributions import REPORTED, REPORTS
from rag.text.dates import find_dates
from rag.text.words import content_stems

_WORD = r"[\w.’'-]{1,40}"
_HAPPENINGS = (
    r"release|launch|announcement|arrival|debut|publication|presentation|introduction|start|beginning|end"
    r"|election|inauguration|merger|acquisition|takeover|collapse|crash|outbreak|ban|sanctions?|attacks?"
    r"|resignation|dismissal|firing|death|arrest|trial|verdict|hearing|summit|meeting|strike|vote"
    r"|referendum|invasion|war|deal|agreement|sell-?off|leak|breach|outage|recall|earthquake|fire|storm"
)
_NAMED_EVENT = (
    rf"(?:the|its|their|his|her|{_WORD}['’]s?)\s(?:{_WORD}\s){{0,3}}?(?:{_HAPPENINGS})\b"
    rf"(?:\s(?:of|by|in|at|on|from|with)\s(?:the\s)?{_WORD}(?:\s[A-Z0-9]{_WORD}){{0,4}})?"
)
_PAST = (
    r"(?:launched|released|announced|presented|unveiled|introduced|published|opened|closed|started|began"
    r"|ended|bought|acquired|sold|resigned|fired|dismissed|died|won|lost|collapsed|crashed|banned|left"
    r"|joined|invaded|attacked|signed|struck|voted|became|was|were|came\sout|took\soffice|stepped\sdown)"
)
_NAME = r"(?-i:[A-Z])[\w.’'-]{0,40}(?:\s(?-i:[A-Z0-9])[\w.’'-]{0,40}){0,3}"
_CLAUSE = rf"{_NAME}\s{_PAST}\b(?:\s{_WORD}){{0,6}}"
_EVENT = re.compile(
    rf"\b(?P<relation>since|after|following|before|until|prior\sto)\s(?P<event>{_NAMED_EVENT}|(?P<clause>{_CLAUSE}))",
    re.IGNORECASE,
)
# "How long after the launch", "two days before the vote": the distance is asked for or given.
_COUNTED_FROM = re.compile(
    r"\b(?:long|soon|shortly|right|immediately|just|minutes?|hours?|days?|weeks?|months?|years?|the\sday"
    r"|named|called|look(?:s|ed|ing)?)\s\Z",
    re.IGNORECASE,
)
# "since" with a clause tells a time only beside a perfect or a report; else it means "because".
_TELLS_TIME = re.compile(
    rf"\b(?:has|have|had|been|happened|changed|['’]ve|{REPORTS}|reported|published)\b", re.I
)
_IS_REPORT = re.compile(rf"\b(?:{REPORTS}|{REPORTED})\b", re.IGNORECASE)
_ABOUT_REPORTS = re.compile(
    r"\b(?:news|headlines|articles?|reports?|coverage|stories)\b(?:\s[\w’'-]+){0,6}\s\Z"
    r"|\b(?:reported|published|written|wrote)\b(?:\s[\w’'-]+){0,4}\s\Z",
    re.IGNORECASE,
)
_NEAR = 100  # characters looked at before it
_MOST_LOOKED_AT = 20  # phrases; no question of a person has more
# Where the main clause goes on: "after Intel closed its plant did the share fall".
_GOES_ON = re.compile(
    r"\s(?:and|or|but|did|does|do|has|have|what|which|who|how|when|why|where)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class EventPhrase:
    """An event, and on which side of it the question looks."""

    words: str  # "the release of R1"
    start: int
    side: Literal["since", "before"]
    is_reported: bool  # it limits what was written, not only what happened


def find_event(question: str) -> EventPhrase | None:
    """The first event by which the question dates something; None without one.

    Only what is surely one: a happening with its article or owner, or a clause in the past tense.
    """
    for match in islice(_EVENT.finditer(question), _MOST_LOOKED_AT):
        before = question[max(0, match.start() - _NEAR) : match.start()]
        words = _GOES_ON.split(match["event"])[0].rstrip(".'’-")
        if _COUNTED_FROM.search(before) or _IS_REPORT.search(words) or find_dates(words):
            continue
        if match["relation"].lower() == "since" and match["clause"] and not _TELLS_TIME.search(before):
            continue
        if content_stems(words):
            is_late = match["relation"].lower() in {"since", "after", "following"}
            side: Literal["since", "before"] = "since" if is_late else "before"
            return EventPhrase(words, match.start("event"), side, bool(_ABOUT_REPORTS.search(before)))
    return None
