"""Words written with letters of another script that look like Latin ones: "Ореn" with three from Cyrillic."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_RUN = re.compile(r"[^\W\d_]+")
# Letters that most fonts draw as Latin ones do: Cyrillic, then Greek.
_LOOKALIKES = frozenset("аеорсухіјѕһԁԛԝѵкАВЕКМНОРСТУХІЈЅԌԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧονικαυρχ")


def disguised_words(text: str) -> tuple[str, ...]:
    """Words that look Latin and are not, each once, in order.

    Either Latin letters stand beside look-alikes in one word, or all letters of a word are look-alikes
    while most other words of the text are Latin. Words of one other script that hold any letter of their
    own are none: "Правда", "μ".
    """
    if text.isascii():
        return ()
    words = list(dict.fromkeys(_RUN.findall(text)))
    are_latin = [_scripts(word) == {"LATIN"} for word in words]
    is_latin = sum(are_latin) > len(words) / 2
    return tuple(word for word in words if _is_disguised(word, is_latin=is_latin))


def _is_disguised(word: str, *, is_latin: bool) -> bool:
    if word.isascii() or not any(letter in _LOOKALIKES for letter in word):
        return False
    if "LATIN" in _scripts(word):
        return True
    return is_latin and len(word) > 1 and all(letter in _LOOKALIKES for letter in word)


def _scripts(word: str) -> set[str]:
    return {_script(letter) for letter in word}


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """The first word of a letter's name, which is its script for the alphabets that matter here."""
    return unicodedata.name(letter, "").partition(" ")[0]
