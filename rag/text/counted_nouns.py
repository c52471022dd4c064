"""What a plain number counts: the "chips" of "2,000 specialized chips"."""

from __future__ import annotations

import re

from rag.text.word_lists import words_of
from rag.text.words import STOP_WORDS

_WORD = re.compile(r"[\s-]([^\W\d_][\w'&.-]*|[A-Z]+\d+\w*)")
_MAX_WORDS = 4
_MIN_PLURAL = 3
# Plural without -s, and words that news prose counts so often that they outweigh a name before the number.
_IRREGULAR_PLURALS = frozenset(
    words_of(
        """
    people men women children police feet teeth mice data media species
    """
    )
)
KNOWN_COUNTS = _IRREGULAR_PLURALS | frozenset(
    words_of(
        """
    chips gpus tokens parameters employees workers jobs users customers articles words pages troops
    soldiers homes deaths cases companies firms shares dollars students votes seats models
    researchers engineers
    """
    )
)
_SINGULARS = {"people": "person", "men": "man", "women": "woman", "children": "child", "feet": "foot"}
_NOT_PLURAL = re.compile(r"(?:ss|us|is|'s)\Z")
# Verbs in -s that follow "5" in headlines and adverbs that look like plurals.
_NOT_NOUNS = frozenset(
    words_of(
        """
    says has was is does goes makes perhaps always besides towards times
    """
    )
)


def counted_noun(text: str, end: int) -> str:
    """The head of the noun phrase after a number that ends at `end`, lower case; "" if there is none.

    The head is the first plural of the run of words up to the first function word or punctuation mark, at
    most four words on: "2,000 specialized chips" count chips, "16,000 or more used" count nothing named.
    """
    at = end
    for _ in range(_MAX_WORDS):
        found = _WORD.match(text, at)
        if found is None:
            break
        word = found.group(1).rstrip(".-'")
        if word.casefold() in STOP_WORDS:
            break
        # "chip companies": the last of neighbouring nouns is the head, and only it is in the plural.
        if _is_plural(word):
            return word.lower()
        if word != found.group(1):
            break
        at = found.end()
    return ""


def singular(noun: str) -> str:
    """A comparable form of a noun in the plural: "chips" as "chip", "companies" as "company"."""
    if noun in _SINGULARS:
        return _SINGULARS[noun]
    if noun.endswith("ies") and len(noun) > len("series"):
        return noun[: -len("ies")] + "y"
    return noun[:-1] if noun.endswith("s") and _is_plural(noun) else noun


def _is_plural(word: str) -> bool:
    folded = word.casefold()
    if folded in KNOWN_COUNTS:
        return True
    if folded in _NOT_NOUNS or len(word) < _MIN_PLURAL or not word.endswith("s"):
        return False
    return _NOT_PLURAL.search(folded) is None
