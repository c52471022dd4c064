"""Names in text, found by how they are written; no model, no word list."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.text.words import STOP_WORDS, content_stems, tokens

_NAME = re.compile(
    r"[A-Z][\w’'.&-]*(?:\s+(?:of|the|de|van|von|and)\s+(?=[A-Z])[A-Z][\w’'&-]*|\s+[A-Z][\w’'&-]*)*"
)


def find_names(text: str) -> tuple[str, ...]:
    """Runs of capitalised words, such as "Liang Wenfeng" or "Taiwan AI Labs", in order.

    A function word that is capitalised only because it begins the text is cut off; any other first
    word stays, since a wrong name costs less here than a missed one.
    """
    found = []
    for match in _NAME.finditer(text):
        words = match.group().rstrip(".,'’").split()
        while words and words[0].casefold() in STOP_WORDS:
            words = words[1:]
        if words:
            found.append(re.sub(r"[’']s$", "", " ".join(words)))
    return tuple(found)


def names_only_capitalised(texts: Iterable[str]) -> frozenset[str]:
    """Stems that the texts write with a capital in mid-sentence and never without one."""
    capital: set[str] = set()
    lower: set[str] = set()
    for text in texts:
        for position, token in enumerate(tokens(text)):
            if token.text[0].islower():
                lower.update(content_stems(token.text))
            elif position:
                capital.update(content_stems(token.text))
    return frozenset(capital - lower)
