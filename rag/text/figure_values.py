"""What a figure is, and whether two of them agree.

Values are `Decimal`: what is written in decimal digits is compared in decimal digits, so that "17.1" is
never 17.100000000000001 and equal statements are equal values.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rag.text.counted_nouns import singular

Bound = Literal["exact", "about", "under", "over", "at_least", "at_most"]

_UPPER_BOUNDS = frozenset({"under", "at_most"})
_LOWER_BOUNDS = frozenset({"over", "at_least"})
# "About 75 percent" may be 5 % off: a newsroom's rounding, wider than the digits alone allow.
_ABOUT_TOLERANCE = Decimal("0.05")
# A writer who says "over 2,000" does not mean 5,000: a bound reaches to half or twice its value.
_BOUND_REACH = Decimal(2)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as the text states it, normalised.

    Attributes:
        start: Where the expression begins, in code points: with its hedge and currency ("nearly $600").
        end: Where it ends: after scale and unit; the counted noun is not part of it.
        value: In full: 6E+11 for "$600 billion"; shares ("two thirds", "one in four") are in percent.
        unit: Canonical ("USD", "%", "percentage points", "GPU hours", "USD per million tokens"), or "".
        of: Head of the counted noun phrase, lower case, as written ("chips"); "" where there is none.
        bound: What the hedge says; "nearly" and "almost" count as "about", since writers use them for
            either side.
        step: The place of the last digit that counts: 1000 for "5.576 million". Zeros at the end of
            a whole number count as digits up to its second place: 10 for "600".
    """

    start: int
    end: int
    value: Decimal
    unit: str
    of: str
    bound: Bound
    step: Decimal


def agree(a: Figure, b: Figure) -> bool:
    """Whether two figures can state the same fact about the same thing.

    Units must be the same, and so must the counted nouns where both have one. Exact and approximate values
    agree within the tolerance of the coarser one (half its step; at least 5 % after "about"): "$5.576
    million" with "$6 million", not with "$1.3 billion". A bound covers the values from it to half or twice
    it: "under $6 million" agrees with "$5.576 million", not with "$2 million". Symmetric, and every figure
    agrees with itself.
    """
    if a.unit != b.unit or (a.of and b.of and singular(a.of) != singular(b.of)):
        return False
    match _is_bounded(a), _is_bounded(b):
        case False, False:
            return abs(a.value - b.value) <= max(_tolerance(a), _tolerance(b))
        case True, False:
            return _covers(a, b)
        case False, True:
            return _covers(b, a)
    return _reaches_meet(a, b)


def _is_bounded(figure: Figure) -> bool:
    return figure.bound in _UPPER_BOUNDS or figure.bound in _LOWER_BOUNDS


def _covers(bound: Figure, point: Figure) -> bool:
    low, high = _reach(bound)
    return low - _tolerance(point) <= point.value <= high + _tolerance(point)


def _reaches_meet(a: Figure, b: Figure) -> bool:
    (low_a, high_a), (low_b, high_b) = _reach(a), _reach(b)
    low, high = max(low_a, low_b), min(high_a, high_b)
    bounds = {a.bound, b.bound}
    if bounds & _UPPER_BOUNDS and bounds & _LOWER_BOUNDS and bounds != {"at_least", "at_most"}:
        return low < high  # "under 5" and "over 5" share no value
    return low <= high


def _reach(figure: Figure) -> tuple[Decimal, Decimal]:
    """The values that a bound covers, both ends included."""
    smaller, larger = sorted((figure.value / _BOUND_REACH, figure.value * _BOUND_REACH))
    return (smaller, figure.value) if figure.bound in _UPPER_BOUNDS else (figure.value, larger)


def _tolerance(figure: Figure) -> Decimal:
    half = figure.step / 2
    return max(half, abs(figure.value) * _ABOUT_TOLERANCE) if figure.bound == "about" else half
