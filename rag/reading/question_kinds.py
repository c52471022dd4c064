"""The kind of thing that a question asks for, told from its wording."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Asked = Literal[
    "person",
    "name",
    "date",
    "duration",
    "money",
    "percent",
    "count",
    "place",
    "reason",
    "manner",
    "yes_no",
    "thing",
]
VALUE_KINDS: frozenset[Asked] = frozenset({"money", "percent", "count", "date", "duration"})

# Words that say what kind of thing is asked for; the answer has the thing instead of the word.
KIND_WORDS: dict[Asked, str] = {
    "percent": "percent percentage proportion fraction",
    "date": "year date day month time quarter",
    "place": "city country place town state region location",
    "person": "person man woman name",
    "name": "name",
    "money": "amount sum dollars",
    "duration": "long years months weeks days",
    "count": "number",
}


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def _words(text: str) -> str:
    return "|".join(text.split())


_SPENDING = _words(
    r"cost costs price priced pay paid spen[dt] money worth valu\w+ invest\w* rais\w+ charge\w* bill budget "
    r"fund\w* dollars market wip\w+ los[te]\w* train\w* expens\w* cheap\w* revenue sales profit "
    r"fine[sd]? earn\w*"
)
_NAMED_THINGS = _words(
    r"app company firm startup organi[sz]ation institut\w+ university outlet newspaper agency bank "
    r"party team product service site platform lab\w* planet river book film song currency language"
)

# The first pattern that is found decides; they are tried in this order.
_KINDS: tuple[tuple[Asked, re.Pattern[str]], ...] = (
    (
        "reason",
        _any_of(
            r"\bwhy\b",
            r"\b(what|which)\b.{0,30}\b(reasons?|causes?|caused|grounds)\b",
            r"\bhow come\b",
            r"^reasons?\b",
        ),
    ),
    (
        "percent",
        _any_of(
            r"\b(what|which) (percentage|per ?cent|share|proportion|fraction)\b",
            r"\bhow (much|many) per ?cent\b",
            r"\bin per ?cent\b",
        ),
    ),
    ("duration", _any_of(r"\bhow (long|old)\b", r"\bhow many (years|months|weeks|days|minutes)\b")),
    (
        "date",
        _any_of(
            r"^\W*(\w+\W+){0,2}when\b",
            r"\bwhen (did|do|does|was|were|is|are|will|has|had)\b",
            r"\b(until|since|by) when\b",
            r"\b(what|which) (exact )?(year|date|day|month|quarter|time)\b",
            r"\bhow (long ago|recently)\b",
            r"\bsince what\b",
            r"\bdate of\b",
        ),
    ),
    ("count", _any_of(r"\bhow (many|often)\b", r"\bnumber of\b", r"\bwhat number\b")),
    (
        "money",
        _any_of(
            rf"\bhow (much|expensive|costly|cheap)\b.{{0,60}}\b({_SPENDING})\b",
            r"\b(what|which)\b.{0,40}\b(price|cost|budget|sum|amount|fee|bill|valuation|market value)\b",
            r"\bwhat (did|does|do|will|has|have)\b.{0,40}\b(spen[dt]|pay|paid|cost|costs|charge|earn)\b",
            r"\bhow (expensive|costly|cheap)\b",
            r"\bprice of\b|\bcosts? of\b|\bcosts?\??$|\bprice\??$",
        ),
    ),
    ("place", _any_of(r"\bwhere\b", r"\b(what|which) (city|country|place|town|state|region|location)\b")),
    (
        "name",
        _any_of(
            r"\b(what|which) (is |was )?(the )?names?\b",
            rf"\b(what|which) ({_NAMED_THINGS})\b",
            r"\bcalled\?*$",
        ),
    ),
    (
        "person",
        _any_of(
            r"^\W*(\w+\W+){0,3}who(m|se)?\b",
            r"(,|;| and| to| by| with| from) who(m|se)?\b",
            r"\b(what|which) (person|man|woman|founder|expert|executive|official|ceo|politician)\b",
        ),
    ),
    (
        "yes_no",
        _any_of(
            r"^(and |so |but )?(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|am)\b"
        ),
    ),
    ("manner", _any_of(r"\bhow\b")),
)
_HOW_MUCH = _any_of(r"\bhow (much|far)\b", r"\bby what (amount|margin)\b")
_LIST = _any_of(
    r"\b(list|name|enumerate|all|both|several)\b",
    r"\b(which|what) (are|were)\b",
    r"\b(which|what) (?!is\b|was\b|does\b|has\b)\w*[^s\W]s\b",
    r"\w,? or \w",
    r"\b(vs|versus|compared?)\b",
    r"\b(main|key|three|four|five) \w+s\b",
    r"\b(which|what) (other )?(companies|countries|people|parties|cities)\b",
)


def asked_kind(question: str) -> Asked:
    """The kind of thing that an answer must hold."""
    kind = _first(_KINDS, question)
    return "money" if kind == "manner" and _HOW_MUCH.search(question) else kind


def wants_list(question: str) -> bool:
    """Whether the question asks for several things, or for one beside another."""
    return bool(_LIST.search(question))


def _first(kinds: Iterable[tuple[Asked, re.Pattern[str]]], question: str) -> Asked:
    return next((kind for kind, pattern in kinds if pattern.search(question)), "thing")
