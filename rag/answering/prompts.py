"""Prompts are files; this renders them strictly and counts what they cost."""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PLACE = re.compile(r"\{\{(\w+)\}\}")
_CHARACTERS_A_TOKEN = 3  # English has four and more; figures and names have fewer


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
    """At least as many tokens as any usual tokeniser makes of a text, or nearly so."""
    plain = sum(c.isascii() for c in text)
    return math.ceil(plain / _CHARACTERS_A_TOKEN) + (len(text) - plain)
