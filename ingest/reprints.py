"""A text's MinHash signature (Broder, 1997), by which the library finds reprints."""

from __future__ import annotations

import re
from importlib.metadata import version

import numpy as np
from rensa import RMinHash  # type: ignore[import-untyped]  # ships no types

from rag.ledger import Likeness

SHINGLE_WORDS = 4
PERMUTATIONS = 120
SEED = 7

_WORD = re.compile(r"\w+")

# Signatures of another release of the library, or of other shingles, cannot be compared.
METHOD = f"rensa-{'.'.join(version('rensa').split('.')[:2])}/{PERMUTATIONS}/{SHINGLE_WORDS}/{SEED}"


def likeness(text: str) -> Likeness:
    """The signature of a text's overlapping runs of four words; case and punctuation do not matter.

    A text of fewer words is one run, so that it is like nothing but itself.
    """
    signature = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    signature.update(shingles(text))
    return Likeness(METHOD, np.asarray(signature.digest(), dtype="<u4").tobytes())


def shingles(text: str) -> list[str]:
    """Each run of four words once, in the order of the text."""
    words = _WORD.findall(text.casefold())
    runs = (" ".join(words[first : first + SHINGLE_WORDS]) for first in range(len(words) - SHINGLE_WORDS + 1))
    return list(dict.fromkeys(runs)) or [" ".join(words)]
