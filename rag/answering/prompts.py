"""Prompts are files; this renders them strictly and counts what they cost."""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PLACE = re.compile(r"\{\{(\w+)\}\}")
_CHARACTERS_A_TOKEN = 3  # of words; English has four and more, names have fewer
_NO_WORD = re.compile(r"[A-Za-z0-9_]{16,}")
_DIGIT = re.compile(r"[0-9]")
_MARK = re.compile(r"[!-/:-@\[-`{-~]")
_WIDE = re.compile(r"[\u0800-\uffff]")  # three bytes: Chinese, Japanese, Korean, Thai, Indic scripts
_WIDEST = re.compile(r"[\U00010000-\U0010ffff]")  # four bytes: emoji, rare characters


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template with ``{{places}}``, and a name that changes whenever its text does."""

    name: str
    template: str

    def render(self, **values: str) -> str:
        """The template with every place filled; what a value holds is never taken for a place.

        Raises:
            ValueError: if a place has no value, or a value no place.
        """
        places = set(_PLACE.findall(self.template))
        if places != set(values):
            odd = ", ".join(sorted(places ^ set(values)))
            raise ValueError(f"The prompt {self.name} and its values differ in: {odd}.")
        return _PLACE.sub(lambda found: values[found.group(1)], self.template)


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt in ``rag/prompts/<name>.md``."""
    template = files("rag").joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")
    return Prompt(f"{name}-{hashlib.sha256(template.encode()).hexdigest()[:8]}", template)


def count_tokens(text: str) -> int:
    """At least as many tokens as any usual tokeniser makes of a text, or nearly so.

    Some tokenisers make a token of every digit, two of a rare character, and pieces of two letters of
    what is no word: addresses, hashes, very long compounds.
    """
    unspaced = sum(len(run) for run in _NO_WORD.findall(text))
    digits = len(_DIGIT.findall(text))
    marks = len(_MARK.findall(text))
    wide = len(_WIDE.findall(text))
    widest = len(_WIDEST.findall(text))
    other = sum(not c.isascii() for c in text) - wide - widest
    plain = len(text) - digits - marks - wide - widest - other
    return math.ceil(
        plain / _CHARACTERS_A_TOKEN + unspaced / 3 + digits + marks * 2 / 3 + other + wide * 1.5 + widest * 3
    )
