"""Numbers written as words: "twenty-one", "half a million", "two thirds", "one in four"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rag.text.word_lists import words_of

_SMALL_VALUES = {
    word: value
    for value, word in enumerate(
        words_of(
            """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
    """
        )
    )
}
_TENS_VALUES = {
    word: 10 * value
    for value, word in enumerate(
        words_of(
            """
    twenty thirty forty fifty sixty seventy eighty ninety
    """
        ),
        start=2,
    )
}
SCALES = {
    "thousand": Decimal(10) ** 3,
    "million": Decimal(10) ** 6,
    "billion": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12,
}
_DENOMINATORS = {
    word: value
    for value, word in enumerate(
        words_of(
            """
    half third quarter fifth sixth seventh eighth ninth tenth
    """
        ),
        start=2,
    )
}

_ONES = "one|two|three|four|five|six|seven|eight|nine"
_SMALL = rf"(?:(?:{'|'.join(_TENS_VALUES)})(?:[-\s](?:{_ONES})\b)?|{'|'.join(reversed(_SMALL_VALUES))})"
_HUNDREDS = rf"(?:(?:{_SMALL}|an?)[-\s]hundred(?:[-\s](?:and\s)?{_SMALL}\b)?|{_SMALL}\sdozen|{_SMALL})"
_SCALE = rf"(?:{'|'.join(SCALES)})"
_CARDINAL = re.compile(
    rf"\b(?:half\san?\s(?:{_SCALE}|dozen)|an?\s(?:{_SCALE}|dozen)"
    rf"|{_HUNDREDS}(?:[-\s]{_SCALE}\b(?:,?\s(?:and\s)?{_HUNDREDS}(?=[-\s]{_SCALE}\b))?){{0,4}}"
    rf"(?:(?<=thousand),?\s(?:and\s)?{_HUNDREDS})?)\b",
    re.IGNORECASE,
)
_NAMED_SHARE = re.compile(
    rf"\b(?:(?:(?:an?|{_ONES})[-\s])?(?:half|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)"
    rf"(?=\s(?:of|the|its|their|his|her|all)\b)"
    rf"|(?:{_ONES})[-\s](?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s)\b",
    re.IGNORECASE,
)
_COUNTED_SHARE = re.compile(
    rf"(?<![\w$€£¥.,-])(\d{{1,2}}|{_ONES}|ten)\s(?:in|out\sof)\s(?:every\s)?(\d{{1,3}}|{_SMALL})\b"
    r"(?![.,%-]?\w|\s?%|\s(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|percent|per|hundred|"
    r"thousand|million|billion|trillion)\b)",
    re.IGNORECASE,
)
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class WordNumber:
    """A number in words at `text[start:end]`."""

    start: int
    end: int
    value: Decimal  # of a share: in percent
    is_share: bool


def find_word_numbers(text: str) -> Iterator[WordNumber]:
    """Yields cardinals and shares written in words; a bare ordinal ("the third") is neither.

    Shares come in percent: "two thirds" as 66.67, "one in four" as 25. Shares precede cardinals, which
    may overlap them.
    """
    for found in _NAMED_SHARE.finditer(text):
        words = found.group().lower().replace("-", " ").split()
        if len(words) == 1 and words[0] != "half":
            continue  # "the third of May"
        numerator = _SMALL_VALUES.get(words[0], 1) if len(words) > 1 else 1
        yield _share(found.start(), found.end(), numerator, _DENOMINATORS[words[-1].removesuffix("s")])
    for found in _COUNTED_SHARE.finditer(text):
        numerator, whole = (int(_cardinal(part)) for part in found.groups())
        if 0 < numerator < whole:
            yield _share(found.start(), found.end(), numerator, whole)
    for found in _CARDINAL.finditer(text):
        yield WordNumber(found.start(), found.end(), _cardinal(found.group()), is_share=False)


def _share(start: int, end: int, numerator: int, whole: int) -> WordNumber:
    value = (Decimal(_PERCENT * numerator) / whole).quantize(Decimal("0.01"))
    return WordNumber(start, end, value, is_share=True)


def _cardinal(words: str) -> Decimal:
    """The value of a cardinal in digits or words; the words are those of `_CARDINAL`."""
    if words.isdigit():
        return Decimal(words)
    total, group = Decimal(0), Decimal(0)
    for word in words.lower().replace("-", " ").replace(",", " ").split():
        if word in SCALES:
            total += (group or Decimal(1)) * SCALES[word]
            group = Decimal(0)
        elif word in {"hundred", "dozen"}:
            group = (group or Decimal(1)) * (100 if word == "hundred" else 12)
        elif word == "half":
            group = Decimal("0.5")
        else:
            group += Decimal(_SMALL_VALUES.get(word, _TENS_VALUES.get(word, 0)))
    return total + group
