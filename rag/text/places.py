"""Other names of the places that a text speaks of: "U.S." for America, "Chinese" for China."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from rag.text.words import content_stems


@cache
def _places() -> tuple[re.Pattern[str], dict[str, frozenset[str]]]:
    """What finds the names, and for each name the stems of all names of its place."""
    lines = files("rag.text").joinpath("places.txt").read_text(encoding="utf-8").splitlines()
    stems: dict[str, frozenset[str]] = {}
    for line in lines:
        if not line.startswith("#"):
            names = line.split("|")
            known = frozenset(stem for name in names for stem in content_stems(name))
            stems.update(dict.fromkeys(names, known))
    longest_first = sorted(stems, key=len, reverse=True)
    pattern = "|".join(re.escape(name) for name in longest_first)
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), stems


@lru_cache(maxsize=4096)
def place_stems(text: str) -> frozenset[str]:
    """The stems of every name of the places that the text names, empty where it names none."""
    pattern, stems = _places()
    found = (stems[match.group()] for match in pattern.finditer(text))
    return frozenset[str]().union(*found)
