"""Where two sentences say the same but for one thing: what stands there in each.

The words are aligned (Ratcliff and Metzener, 1988); what was exchanged between equal words fills
the same slot.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rag.text.words import Token, tokens

_MOST_WORDS = 150  # of a sentence; longer ones are lists or no prose
_LONGEST_SLOT = 6  # words; what is longer was rewritten, not exchanged


@dataclass(frozen=True, slots=True)
class Slot:
    """Words of a claim, and those of the evidence in their place."""

    claim: tuple[Token, ...]
    source: tuple[Token, ...]


@lru_cache(maxsize=2048)
def exchanged(claim: str, source: str) -> tuple[Slot, ...]:
    """The slots that two sentences fill differently, one of them perhaps not at all.

    None where either sentence is very long.
    """
    ours, theirs = tokens(claim[: 20 * _MOST_WORDS]), tokens(source[: 20 * _MOST_WORDS])
    if max(len(ours), len(theirs)) > _MOST_WORDS:
        return ()
    aligned = SequenceMatcher(None, [t.folded for t in ours], [t.folded for t in theirs], autojunk=False)
    return tuple(
        Slot(tuple(ours[i:j]), tuple(theirs[k:m]))
        for kind, i, j, k, m in aligned.get_opcodes()
        if kind != "equal" and max(j - i, m - k) <= _LONGEST_SLOT
    )
