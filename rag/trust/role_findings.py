"""Who did it to whom: two names that a claim and its source put on the other side of the same verb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from rag.text.words import STOP_WORDS, Token, content_stems, stem, tokens
from rag.trust.finding import Finding

_TURNS_ROUND = re.compile(r"\b(?:by|was|were|been|being|from|with|and|or)\b", re.IGNORECASE)
# What one does to the other is done by both.
_SYMMETRIC_WORDS = (
    "meet met marry married fight fought face border resemble equal match play agree differ talk"
)
_SYMMETRIC = frozenset(stem(word) for word in _SYMMETRIC_WORDS.split())
_MOST_BETWEEN = 6  # words from one name to the other
_LONGEST_TEXT = 600  # characters


def exchanged_roles(claim: str, source: str) -> list[Finding]:
    """The first pair of names in exchanged places, as both texts write it.

    Only where the same words stand between the two, none of which turns the sense round ("bought by")
    or joins them as equals ("and").
    """
    if max(len(claim), len(source)) > _LONGEST_TEXT:
        return []
    theirs = {(a, middle, b): text for a, middle, b, text in _pairs(source)}
    for a, middle, b, text in _pairs(claim):
        if (a, middle, b) not in theirs and (found := theirs.get((b, middle, a))):
            return [Finding("role", text, found)]
    return []


def _pairs(text: str) -> list[tuple[str, tuple[str, ...], str, str]]:
    """Two names with the content words between them, and the text from one to the other."""
    words = tokens(text)
    names = [n for n, token in enumerate(words) if token.text[0].isupper() and token.folded not in STOP_WORDS]
    found = []
    for first, second in combinations(names, 2):
        between = words[first + 1 : second]
        if not 0 < len(between) <= _MOST_BETWEEN or any(word.text[0].isupper() for word in between):
            continue
        written = text[words[first].end : words[second].start]
        middle = _stems(between)
        if middle and not _SYMMETRIC & set(middle) and not _TURNS_ROUND.search(written):
            whole = text[words[first].start : words[second].end]
            found.append((words[first].folded, middle, words[second].folded, whole))
    return found


def _stems(words: Sequence[Token]) -> tuple[str, ...]:
    return tuple(stem for word in words for stem in content_stems(word.text))
