"""What a sentence denies: the word that each negation bears on."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from rag.text.words import content_stems

_CUE = re.compile(
    r"\b(?:not(?! only\b| just\b| until\b)|no(?![.\w])(?! (?:longer|more|less|fewer) than\b)"
    r"|never|none|neither|nor|nobody|nothing|without|cannot|hardly)\b|n[’']t\b"
    r"|\b(?:fail(?:s|ed)?|refus(?:es?|ed)|declin(?:es?|ed)|unable) to\b"
    r"|\b(?:rather than|instead of|avoid(?:s|ed|ing)?|lack(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed)?|refute[sd]?|dismiss(?:es|ed)?|contradict(?:s|ed)?|rebut(?:s|ted)?|"
    r"no evidence|no proof|no sign|not true|untrue|(?:is|was|are|were) false)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:.!?—–()\"“”]")
_LOOK_AHEAD = 80  # characters from a negation to what it bears on


@lru_cache(maxsize=4096)
def is_negated(text: str) -> bool:
    """Whether a sentence denies something."""
    return bool(_CUE.search(text))


@lru_cache(maxsize=4096)
def negations(text: str) -> int:
    """How often a sentence denies something."""
    return sum(1 for _ in _CUE.finditer(text))


@lru_cache(maxsize=4096)
def denied_stems(text: str) -> frozenset[str]:
    """The stems that a negation bears on, each the first content word after it in its clause.

    A stem that the text also states is left out: "pleaded not guilty to murder and guilty to
    manslaughter" says both.
    """
    denied: Counter[str] = Counter()
    for cue in _CUE.finditer(text):
        ahead = text[cue.end() : cue.end() + _LOOK_AHEAD]
        stems = content_stems(_CLAUSE_END.split(ahead, maxsplit=1)[0])
        denied.update(stems[:1])
    said = Counter(content_stems(text)) if denied else Counter[str]()
    return frozenset(stem for stem, times in denied.items() if said[stem] <= times)


def is_denial(text: str) -> bool:
    """Whether a sentence says that something is denied or not true ("X denies it", "no evidence")."""
    return bool(_DENIAL.search(text))


def without_denial(text: str) -> str:
    """The sentence without the words that `is_denial` goes by."""
    return _DENIAL.sub(" ", text)


def denies(text: str) -> bool:
    """Whether a sentence denies something, in its own words or by telling of a denial."""
    return is_negated(text) or is_denial(text)
