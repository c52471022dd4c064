"""True sentences made false in one place: a number, a date, a name, a negation or a speaker.

Found by patterns of its own, so that what the guard overlooks is corrupted all the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Literal

from rag.text.places import place_stems

Kind = Literal["number", "date", "name", "negation", "speaker"]
KINDS: tuple[Kind, ...] = ("number", "date", "name", "negation", "speaker")

_MONTHS = (
    *("January", "February", "March", "April", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Aug", "Sept", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBER_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve")
_DATE = re.compile(rf"\b(?:{'|'.join((*_MONTHS, *_WEEKDAYS))}|(?:19|20)\d\d)\b")
_NUMBER = re.compile(
    rf"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])|(?<![\w-])(?:{'|'.join(_NUMBER_WORDS)})(?![\w-])"
)
_DAY_OF_MONTH = re.compile(
    rf"(?:{'|'.join(_MONTHS)}|May|Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)\s\Z"
)
_WORD = r"[A-Z][a-z][\w’'-]*"
_NAME = re.compile(rf"(?<=[\w,] )(?!(?:{'|'.join((*_MONTHS, *_WEEKDAYS))}|May|The|I)\b){_WORD}(?: {_WORD})*")
_PERSON = rf"(?!(?:He|She|It|They|The|We|But|And|This|That)\b){_WORD}(?: {_WORD}){{0,2}}"
_SPEECH = r"(?:said|says|told|added|wrote|announced|warned|argued|stated)"
_SPEAKER = re.compile(rf"\b{_SPEECH} (?P<after>{_PERSON})|(?P<before>{_PERSON}) {_SPEECH}\b")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should)\b(?! not\b)(?!n)")
_NOT = re.compile(r"\b(?:not|never) ")


def corrupted(sentence: str, document: str, kind: Kind, chance: random.Random) -> str | None:
    """The sentence with one thing of the kind exchanged; None where it has none.

    Args:
        sentence: A true one.
        document: What it is true of; names are exchanged for others of the document.
        kind: What to exchange.
        chance: Seeded, so that a run can be repeated.
    """
    match kind:
        case "number":
            return _exchanged(sentence, _numbers(sentence), _other_number, chance)
        case "date":
            return _exchanged(sentence, [m.span() for m in _DATE.finditer(sentence)], _other_date, chance)
        case "name":
            return _with_other_name(sentence, [m.span() for m in _NAME.finditer(sentence)], document, chance)
        case "speaker":
            spans = [m.span(m.lastgroup or 0) for m in _SPEAKER.finditer(sentence)]
            return _with_other_name(sentence, spans, document, chance, people=True)
        case "negation":
            return _turned(sentence)


def _numbers(sentence: str) -> list[tuple[int, int]]:
    found = [match.span() for match in _NUMBER.finditer(sentence)]
    return [
        (start, end)
        for start, end in found
        if not _DATE.fullmatch(sentence[start:end]) and not _DAY_OF_MONTH.search(sentence[:start])
    ]


def _exchanged(
    sentence: str,
    spans: Sequence[tuple[int, int]],
    other: Callable[[str, random.Random], str],
    chance: random.Random,
) -> str | None:
    if not spans:
        return None
    start, end = chance.choice(spans)
    return sentence[:start] + other(sentence[start:end], chance) + sentence[end:]


def _other_number(text: str, chance: random.Random) -> str:
    if text in _NUMBER_WORDS:
        return chance.choice([word for word in _NUMBER_WORDS if word != text])
    value = float(text.replace(",", ""))
    changed = value * chance.choice((2, 3, 10)) + (value == 0)
    return f"{changed:,.1f}" if "." in text else f"{changed:,.0f}" if "," in text else f"{changed:.0f}"


def _other_date(text: str, chance: random.Random) -> str:
    if text.isdigit():
        return str(int(text) - chance.choice((1, 2, 5)))
    names = _MONTHS if text in _MONTHS else _WEEKDAYS
    return chance.choice([name for name in names if name != text])


def _with_other_name(
    sentence: str,
    spans: Sequence[tuple[int, int]],
    document: str,
    chance: random.Random,
    *,
    people: bool = False,
) -> str | None:
    if not spans:
        return None
    start, end = chance.choice(spans)
    name = re.sub(r"[’']s$", "", sentence[start:end])
    known = sorted({re.sub(r"[’']s$", "", match.group()) for match in _NAME.finditer(document)})
    taken = set(re.findall(r"\w+", sentence))
    others = [
        other
        for other in known
        if not set(re.findall(r"\w+", other)) & taken
        and (" " in other) == (" " in name or people)
        and not place_stems(other) & place_stems(sentence)  # "Chinese" for "China" changes nothing
        and other.rstrip(".") not in _SHORT_MONTHS
    ]
    if not others:
        return None
    return sentence[:start] + chance.choice(others) + sentence[start + len(name) :]


def _turned(sentence: str) -> str | None:
    if _NOT.search(sentence):
        return _NOT.sub("", sentence, count=1)
    found = _AUXILIARY.search(sentence)
    return f"{sentence[: found.end()]} not{sentence[found.end() :]}" if found else None
