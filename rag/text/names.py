"""Names in text, found by how they are written; no model, no word list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rag.text.words import STOP_WORDS, content_stems, tokens

_CAPITAL = "[A-ZÀ-ÖØ-ÞČĆĐĞİŁŃŘŚŠŞŹŻŽ]"
_LATER = rf"(?:(?:[A-Z]\.){{2,}}|{_CAPITAL}[\w’'&-]*)"
_NAME = re.compile(
    rf"(?<!\w)(?:[a-z](?=[A-Z]))?{_CAPITAL}[\w’'.&-]*"
    rf"(?:\s+(?:of|the|de|van|von|and)\s+{_LATER}|\s+{_LATER})*"
)
_ACRONYM = re.compile(r"(?:\w\.){2,}\Z")  # its last stop belongs to it: "U.S."


def find_names(text: str) -> tuple[str, ...]:
    """Runs of capitalised words, such as "Liang Wenfeng" or "Taiwan AI Labs", in order.

    A function word that is capitalised only because it begins the text is cut off; any other first
    word stays, since a wrong name costs less here than a missed one.
    """
    found = []
    for match in _NAME.finditer(text):
        name = match.group()
        words = (name if _ACRONYM.search(name) else name.rstrip(".,'’")).split()
        while words and words[0].casefold() in STOP_WORDS:
            words = words[1:]
        if words:
            found.append(re.sub(r"[’']s$", "", " ".join(words)))
    return tuple(found)


def names_only_capitalised(texts: Iterable[str]) -> frozenset[str]:
    """Stems that the texts write with a capital in mid-sentence and never without one.

    A number at the head of a sentence counts the point that it stands before: "4 Season the fish".
    """
    written = [_as_written(text) for text in texts]
    capital = frozenset[str]().union(*(upper for upper, _ in written))
    return capital.difference(*(lower for _, lower in written))


@lru_cache(maxsize=2048)
def _as_written(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of its words with a capital, those at its head left out, and of those without."""
    capital: set[str] = set()
    lower: set[str] = set()
    has_begun = False
    for token in tokens(text):
        if token.text[0].islower():
            lower.update(content_stems(token.text))
        elif has_begun:
            capital.update(content_stems(token.text))
        has_begun = has_begun or not token.text.isdigit()
    return frozenset(capital), frozenset(lower)
