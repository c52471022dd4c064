"""The verb forms of which questions are made: what a finite form is the form of.

A list rather than a guess: whatever is not in it makes no question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from rag.text.word_lists import words_of

Tense = Literal["past", "present"]
BE = frozenset({"is", "are", "was", "were"})
HAVE = frozenset({"has", "have", "had"})
MODALS = frozenset({"will", "would", "can", "could", "may", "might", "must", "should"})
AUXILIARIES = BE | HAVE | MODALS
_DOUBLED = re.compile(r"(?:^|[^aeiou])[aeiou][bdgmnprt]$")
# Their last syllable is not stressed, or English doubles nevertheless: offered, travelled, programmed.
_NOT_DOUBLED = frozenset(
    words_of(
        """
    offer open order enter cover consider deliver discover gain remember answer appear develop
    suffer recover alter lower administer happen threaten register visit edit credit inherit limit
    merit profit exhibit prohibit benefit market target budget broker trigger question mention
    reason abandon pardon edit elicit debut murder topple conquer transform chair air explain train
    obtain remain contain maintain retain sustain attain detain warn weigh award steer hear appoint
    rename surrender
    """
    )
)


@dataclass(frozen=True, slots=True)
class VerbForm:
    """What a word is as a finite verb, and its verb's other forms."""

    base: str
    past: str
    participle: str
    tense: Tense


@dataclass(frozen=True, slots=True)
class _Verbs:
    finite: dict[str, VerbForm]
    participles: dict[str, VerbForm]
    bases: frozenset[str]


def finite_form(word: str) -> VerbForm | None:
    """The word as past tense or third person of a known verb; auxiliaries are none."""
    return _verbs().finite.get(word)


def past_participle(word: str) -> VerbForm | None:
    """The word as the past participle of a known verb."""
    return _verbs().participles.get(word)


def is_base_form(word: str) -> bool:
    """Whether a known verb has this base form."""
    return word in _verbs().bases


@cache
def _verbs() -> _Verbs:
    lines = files("rag.phrasing").joinpath("verbs.txt").read_text(encoding="utf-8").splitlines()
    finite: dict[str, VerbForm] = {}
    participles: dict[str, VerbForm] = {}
    for line in (one for one in lines if one and not one.startswith("#")):
        base, *irregular = line.split()
        past, participle = irregular or [_regular_past(base)] * 2
        # "found" is the past of "find"; "founded" that of "found": a base form is never taken for finite.
        finite[past] = VerbForm(base, past, participle, "past")
        finite[_third_person(base)] = VerbForm(base, past, participle, "present")
        participles[participle] = VerbForm(base, past, participle, "past")
    participles.update({word: VerbForm(word, word, word, "past") for word in ("born", "located", "based")})
    return _Verbs(finite, participles, frozenset(form.base for form in finite.values()))


def _regular_past(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return f"{base[:-1]}ied"
    if base.endswith("l") and base[-2] in "ae" and len(base) > len("fail") and base[-3] not in "aeiou":
        return f"{base}led"
    if _DOUBLED.search(base) and base not in _NOT_DOUBLED:
        return f"{base}{base[-1]}ed"
    return f"{base}ed"


def _third_person(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{base}es"
    if base.endswith("y") and base[-2] not in "aeiou":
        return f"{base[:-1]}ies"
    return f"{base}s"
