"""Whether a sentence holds the kind of thing that a question asks for."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.reading.candidates import Reading
from rag.reading.question import QuestionProfile
from rag.reading.question_kinds import Asked
from rag.text.words import content_stems, stem

CURRENCIES = frozenset({"USD", "EUR", "GBP", "CNY", "JPY", "INR", "KRW", "CHF", "CAD", "AUD", "HKD", "TWD"})
_DURATION = re.compile(
    r"\b(seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))\b", re.I
)
_REASON = re.compile(
    r"\b(because|due to|owing to|thanks to|since|so that|in order to|as a result|reasons?|"
    r"reflect\w*|caus\w+|driven by|attribut\w+|explain\w*|blam\w+|over (concerns|fears)|after|by \w+ing|"
    r"led to|prompt\w+|stems?|worr\w+|fear\w*|concern\w*|doubt\w*|question\w*|aim\w*|arguing|saying)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:in|at|from|near|to|of|across|based in|located)\s+(?:the\s+)?[A-Z]\w+")
_MANNER = re.compile(
    r"\b(by|through|using|with|via|thanks to|method|approach|technique|strategy|rel(?:y|ies|ied))\b", re.I
)


def holds_asked_kind(question: QuestionProfile, reading: Reading) -> bool:
    """Whether the sentence holds such a thing, one that the question does not state itself."""
    return _TESTS[question.asked](question, reading)


def _money(_: QuestionProfile, reading: Reading) -> bool:
    return any(figure.unit.split(" ")[0] in CURRENCIES for figure in reading.figures)


def _percent(_: QuestionProfile, reading: Reading) -> bool:
    return any(figure.unit.startswith("%") or "percentage" in figure.unit for figure in reading.figures)


def _count(question: QuestionProfile, reading: Reading) -> bool:
    counts = [figure for figure in reading.figures if not figure.unit.startswith("%")]
    if not question.counted:
        return bool(counts)
    nouns = {stem(word) for figure in counts for word in f"{figure.of} {figure.unit}".casefold().split()}
    return question.counted in nouns or (bool(counts) and question.counted in reading.stems)


def _date(_: QuestionProfile, reading: Reading) -> bool:
    return bool(reading.dates)


def _duration(_: QuestionProfile, reading: Reading) -> bool:
    return bool(_DURATION.search(reading.text)) and bool(reading.figures or reading.dates)


def _person(question: QuestionProfile, reading: Reading) -> bool:
    return any(
        not any(c.isdigit() for c in name) and not set(content_stems(name)) <= set(question.stems)
        for name in reading.names
    )


def _place(_: QuestionProfile, reading: Reading) -> bool:
    return bool(_PLACE.search(reading.text))


def _reason(_: QuestionProfile, reading: Reading) -> bool:
    return bool(_REASON.search(reading.text))


def _manner(_: QuestionProfile, reading: Reading) -> bool:
    return bool(_MANNER.search(reading.text))


def _anything(_: QuestionProfile, __: Reading) -> bool:
    return True


_TESTS: dict[Asked, Callable[[QuestionProfile, Reading], bool]] = {
    "money": _money,
    "percent": _percent,
    "count": _count,
    "date": _date,
    "duration": _duration,
    "person": _person,
    "name": _person,
    "place": _place,
    "reason": _reason,
    "manner": _manner,
    "yes_no": _anything,
    "thing": _anything,
}
