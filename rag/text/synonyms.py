"""Words that news prose and questions use for one another, as stems."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from rag.text.words import stem


@cache
def _groups() -> dict[str, frozenset[int]]:
    """Stem -> numbers of the groups that it is in."""
    found: dict[str, set[int]] = {}
    lines = files("rag.text").joinpath("synonyms.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if not line.startswith("#"):
            for word in line.split():
                found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def _members() -> dict[int, frozenset[str]]:
    """Number of a group -> the stems that are in it."""
    found: dict[int, set[str]] = {}
    for stemmed, numbers in _groups().items():
        for number in numbers:
            found.setdefault(number, set()).add(stemmed)
    return {number: frozenset(stems) for number, stems in found.items()}


def groups_of(stemmed: str) -> frozenset[int]:
    """The groups that a stem is in; two stems with a common group may stand for one another."""
    return _groups().get(stemmed, frozenset())


@lru_cache(maxsize=4096)
def synonyms_of(stemmed: str) -> frozenset[str]:
    """The stems that may stand for this one; itself among them where it is in a group."""
    return frozenset[str]().union(*(_members()[number] for number in groups_of(stemmed)))
