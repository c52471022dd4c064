"""Words that turn a statement round: "rose" where the source says "fell"."""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from importlib.resources import files

from rag.text.words import stem

_NEGATING = ("un", "in", "im", "ir", "il", "non", "non-", "dis", "anti")
_SHORTEST = 5  # letters of a stem that one of these may stand before
# Stems before which these letters negate nothing: "discount", "impress", "disclose".
_NO_OPPOSITES = frozenset(
    ("count", "press", "close", "cover", "charg", "stall", "habit", "struct", "spect", "tense")
)


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """Stem -> the stems of which it is the opposite."""
    found: dict[str, set[str]] = {}
    for line in files("rag.trust").joinpath("opposites.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        sides = [{stem(word) for word in side.split()} for side in line.split("|")]
        for side, other in (sides, reversed(sides)):
            for word in side:
                found.setdefault(word, set()).update(other - side)
    return {word: frozenset(others) for word, others in found.items()}


def points_somewhere(word: str) -> bool:
    """Whether a stem has an opposite."""
    return word in _opposites()


def same_direction(word: str, theirs: Set[str]) -> bool:
    """Whether a stem, or one that has the same opposite, is among theirs."""
    against = _opposites().get(word)
    if word in theirs or against is None:
        return word in theirs
    return any(_opposites().get(other, frozenset()) & against for other in theirs)


def are_opposed(one: str, other: str) -> bool:
    """Whether two stems point opposite ways: "shrink" and "grow"."""
    return any(same_direction(other, {against}) for against in _opposites().get(one, ()))


def opposite_in(word: str, theirs: Set[str]) -> str:
    """An opposite of the stem among theirs, the first by spelling; "" where there is none.

    A negating prefix makes an opposite too ("insufficient"). Where theirs have the word's own
    direction as well, they have no opposite.
    """
    if same_direction(word, theirs):
        return ""
    against = set(_opposites().get(word, frozenset()))
    against |= {prefix + word for prefix in _NEGATING if _can_be_negated(word)}
    against |= {
        word.removeprefix(prefix)
        for prefix in _NEGATING
        if word.startswith(prefix) and _can_be_negated(word.removeprefix(prefix))
    }
    return min(against & theirs, default="")


def _can_be_negated(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in _NO_OPPOSITES
