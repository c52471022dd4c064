"""Finds the figures of a text: each number first, then what stands to its left and right.

Every look around a number is bounded, so that the time is linear in the length of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import cast

from rag.text import figure_grammar as grammar
from rag.text.characters import plain
from rag.text.counted_nouns import KNOWN_COUNTS, counted_noun
from rag.text.dates import find_dates
from rag.text.figure_values import Bound, Figure, agree
from rag.text.number_words import SCALES, find_word_numbers
from rag.text.words import STOP_WORDS

__all__ = ["Bound", "Figure", "agree", "find_figures"]

# Characters to look back for what stands before a number, and ahead for what follows it.
_LONGEST_HEDGE = 20
_LONGEST_CURRENCY = 6
_LONGEST_LABEL = 14
_LONGEST_NAME = 32
_LOOK_AHEAD = 48
_MAX_DIGITS = 18  # longer ones are identifiers
_SHARE_STEP = Decimal(2)  # "two thirds" stands for 66 to 68 percent
_CENTS_PER_DOLLAR = 100


@dataclass(frozen=True, slots=True)
class _Number:
    """A bare number at `text[start:end]`."""

    start: int
    end: int
    value: Decimal
    is_word: bool = False
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """A figure while it is read, with what linking ranges has to know."""

    figure: Figure
    scale: Decimal


def find_figures(text: str) -> list[Figure]:
    """Finds the figures of a text, in order and without overlaps.

    Dates and years, times of day, ordinals, list numbers, citation markers, phone numbers, addresses, and
    numbers that belong to names or versions ("GPT-4", "Nikkei 225", "COVID-19") are no figures, nor is a
    "one" without a unit. A range ("5 to 6 million") is two: at least 5 million, at most 6 million.
    """
    readable = plain(text)
    excluded = [(mention.start, mention.end) for mention in find_dates(text)]
    excluded += [match.span() for match in grammar.NOT_FIGURES.finditer(readable)]
    readings: list[_Reading] = []
    for number in _outside(_numbers(readable), sorted(excluded)):
        floor = readings[-1].figure.end if readings else 0
        if number.start < floor or _is_part_of_word(readable, number):
            continue
        reading = _read(readable, number, floor)
        if reading is not None:
            readings.append(reading)
    return _link_ranges(readable, readings)


def _numbers(text: str) -> list[_Number]:
    """Numbers in digits and words, in order; where several begin, shares come first, then the longest."""
    found = [
        _Number(word.start, word.end, word.value, is_word=True, is_share=word.is_share)
        for word in find_word_numbers(text)
    ]
    for match in grammar.NUMBER.finditer(text):
        digits = match.group().replace(",", "").replace("\xa0", "")
        if len(digits) <= _MAX_DIGITS:
            found.append(_Number(*match.span(), Decimal(digits)))
    found.sort(key=lambda number: (number.start, not number.is_share, -number.end))
    return found


def _outside(numbers: list[_Number], excluded: list[tuple[int, int]]) -> list[_Number]:
    """Drops the numbers that touch an excluded stretch; both lists are sorted by start."""
    kept: list[_Number] = []
    i, reach = 0, 0
    for number in numbers:
        while i < len(excluded) and excluded[i][0] < number.end:
            reach = max(reach, excluded[i][1])
            i += 1
        if number.start >= reach:
            kept.append(number)
    return kept


def _is_part_of_word(text: str, number: _Number) -> bool:
    """Whether letters cling to the number: "GPT-4", "H800", "5G", "20th", "zero-day"."""
    return _clings_left(text, number) or _clings_right(text, number)


def _clings_left(text: str, number: _Number) -> bool:
    left = text[max(0, number.start - _LONGEST_CURRENCY) : number.start]
    if not left or grammar.CURRENCY_BEFORE.search(left):
        return False
    if left[-1] in "-." and len(left) > 1:
        return left[-2].isalpha() or (left[-1] == "." and left[-2].isdigit())
    return left[-1].isalnum() or left[-1] in "_#@/"


def _clings_right(text: str, number: _Number) -> bool:
    right = text[number.end : number.end + _LOOK_AHEAD]
    is_hyphenated = right[:1] == "-" and right[1:2].isalpha()
    if not (right[:1].isalpha() or is_hyphenated):
        return False
    if is_hyphenated and number.value == 0:
        return True  # "zero-day"
    return not any(pattern.match(right) for pattern in (grammar.SCALE, grammar.UNIT, grammar.BOUND_AFTER))


def _read(text: str, number: _Number, floor: int) -> _Reading | None:
    """Reads what surrounds a number; None when it is a label, part of a name, or a mere "one"."""
    end, scale = _read_scale(text, number)
    start, unit = _read_currency(text, number, floor)
    end, unit_after = (end, "%") if number.is_share else _read_unit(text, end)
    unit = unit or unit_after
    end, per = _read_per(text, end) if unit else (end, "")
    end, bound = _read_bound_after(text, end)
    of = "" if unit else counted_noun(text, end)
    if not (unit or number.is_share) and scale == 1 and _is_label(text, number, of):
        return None
    start, sign = _read_sign(text, start, number)
    start, bound_before = _read_bound_before(text, start, floor)
    value, step = sign * number.value * scale, _step(text, number, scale)
    if unit == "USD cents":
        unit, value, step = "USD", value / _CENTS_PER_DOLLAR, step / _CENTS_PER_DOLLAR
    if unit == "%":
        step = step if number.is_share else min(step, Decimal(1))  # "100 percent" is not 96
    unit = f"{unit} per {per}" if per else unit
    bound = bound_before if bound == "exact" else bound
    return _Reading(Figure(start, end, value, unit, of, bound, step), scale)


def _read_scale(text: str, number: _Number) -> tuple[int, Decimal]:
    found = None if number.is_share else grammar.SCALE.match(text, number.end)
    if found is None:
        return number.end, Decimal(1)
    word = next(group for group in found.groups() if group)
    end = found.end() - 1 if found.group().endswith(".") else found.end()
    return end, grammar.SCALE_OF[word.lower()]


def _read_currency(text: str, number: _Number, floor: int) -> tuple[int, str]:
    found = grammar.CURRENCY_BEFORE.search(text, max(floor, number.start - _LONGEST_CURRENCY), number.start)
    if found is None:
        return number.start, ""
    return found.start(), grammar.CURRENCY_OF[found.group(1).lower()]


def _read_unit(text: str, end: int) -> tuple[int, str]:
    found = grammar.UNIT.match(text, end)
    if found is None:
        return end, ""
    return found.end(), grammar.UNIT_OF[" ".join(found.group(1).lower().split())]


def _read_per(text: str, end: int) -> tuple[int, str]:
    """Reads "per million tokens": where it ends, and the text after "per"."""
    found = grammar.PER.match(text, end)
    if found is None:
        return end, ""
    scale = (found.group(1) or "").lower().removeprefix("1").strip()
    scale = {"m": "million", "k": "thousand"}.get(scale, scale)
    return found.end(), f"{scale} {found.group(2).lower()}".strip()


def _read_bound_after(text: str, end: int) -> tuple[int, Bound]:
    found = grammar.BOUND_AFTER.match(text, end)
    if found is None:
        return end, "exact"
    return found.end(), cast(Bound, grammar.BOUND_AFTER_OF[found.group(1).lower()])


def _read_bound_before(text: str, start: int, floor: int) -> tuple[int, Bound]:
    found = grammar.BOUND_BEFORE.search(text, max(floor, start - _LONGEST_HEDGE), start)
    if found is None:
        return start, "exact"
    return found.start(), cast(Bound, grammar.BOUND_OF[" ".join(found.group(1).lower().split())])


def _read_sign(text: str, start: int, number: _Number) -> tuple[int, int]:
    is_signed = text[start - 1 : start] == "-" and not text[max(0, start - 2) : start - 1].strip(" (\xa0")
    if start > 0 and is_signed and not number.is_word:
        return start - 1, -1
    return start, 1


def _is_label(text: str, number: _Number, of: str) -> bool:
    """Whether a number without unit or scale is no quantity: "page 5", "iPhone 15", "one"."""
    if number.is_word:
        return text[number.start : number.end].lower() == "one"
    if grammar.LABEL_BEFORE.search(text, max(0, number.start - _LONGEST_LABEL), number.start):
        return True
    found = grammar.NAME_BEFORE.search(text, max(0, number.start - _LONGEST_NAME), number.start)
    if found is None or of in KNOWN_COUNTS or "," in text[number.start : number.end]:
        return False
    word = found.group(1)
    return not word.islower() and not word.endswith("'s") and not _is_plain_opener(word)


def _is_plain_opener(word: str) -> bool:
    """Whether a capitalised word is no name: it stands at the head of a sentence, or hedges."""
    folded = word.lower()
    return folded in STOP_WORDS or folded in grammar.BOUND_OF or folded.endswith("ly")


def _step(text: str, number: _Number, scale: Decimal) -> Decimal:
    """The place of the last digit that counts, in units of the figure."""
    if number.is_share:
        return _SHARE_STEP
    value = number.value
    if number.is_word:
        words = text[number.start : number.end].lower()
        inner = max((size for word, size in SCALES.items() if word in words), default=Decimal(1))
        value, scale = (value / inner).normalize(), scale * inner
        return scale * _last_place(format(value, "f"))
    return scale * _last_place(text[number.start : number.end].replace(",", "").replace("\xa0", ""))


def _last_place(digits: str) -> Decimal:
    """The place of the last digit that counts in a plain decimal: 0.001 for "5.576", 10 for "600"."""
    _, point, decimals = digits.partition(".")
    if point:
        return Decimal(1).scaleb(-len(decimals))
    zeros = len(digits) - len(digits.rstrip("0"))
    return Decimal(1).scaleb(max(0, min(zeros, len(digits) - 2)))


def _link_ranges(text: str, readings: list[_Reading]) -> list[Figure]:
    """Gives the two ends of each range a common unit and scale, and bounds."""
    figures = [reading.figure for reading in readings]
    for i, (left, right) in enumerate(pairwise(readings)):
        a, b = figures[i], right.figure
        between = text[a.end : b.start]
        link = grammar.RANGE.fullmatch(between) if len(between) <= len(" and ") else None
        if link is None or not _may_be_linked(text, a, b, between):
            continue
        a, b = _share_unit(a, b)
        if left.scale == 1 < right.scale and a.value < b.value / right.scale:
            a = replace(a, value=a.value * right.scale, step=a.step * right.scale)
        if a.value < b.value and not grammar.FROM_BEFORE.search(text, max(0, a.start - 8), a.start):
            a, b = replace(a, bound="at_least"), replace(b, bound="at_most")
        figures[i], figures[i + 1] = a, b
    return figures


def _may_be_linked(text: str, a: Figure, b: Figure, between: str) -> bool:
    if a.unit and b.unit and a.unit != b.unit:
        return False
    if a.bound in {"at_least", "at_most"} or (a.of and a.of != b.of):
        return False
    if "and" not in between.lower():
        return True
    return grammar.BETWEEN_BEFORE.search(text, max(0, a.start - 12), a.start) is not None


def _share_unit(a: Figure, b: Figure) -> tuple[Figure, Figure]:
    unit = a.unit or b.unit
    of = "" if unit else b.of
    return replace(a, unit=unit, of=of), replace(b, unit=unit, of=of)
