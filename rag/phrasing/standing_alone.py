"""Whether words can be understood without the sentences around them, and how they stand inside another."""

from __future__ import annotations

import re

from rag.text.places import place_stems
from rag.text.word_lists import words_of
from rag.text.words import content_stems

# Words whose meaning stands in another sentence.
_POINTING = re.compile(
    r"\b(?:it|its|itself|they|them|their|theirs|this|these|those|such|here|there|then|former|latter|above|below|"
    r"I|we|us|our|my|you|your|others|another|same|respectively|also|too|so|meanwhile|however|"
    r"later|earlier|recently|now|currently|today|yesterday|tomorrow|tonight|ago|next|previous|"
    r"previously|following|latest|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|(?:this|last) (?:week|month|year|season))\b"
)
_HE = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself)\b")
# A general noun with "the" is known only from the sentences before.
_KNOWN_NOUN = re.compile(
    r"\b[Tt]he (?:company|firm|group|team|report|article|study|document|agency|country|city|state|government|"
    r"man|woman|book|film|law|bill|model|models|project|plan|commentary|author|authors|researchers|"
    r"officials|city's|country's|company's|event|deal|move|decision|announcement|region|area|"
    r"organi[sz]ation|club|party|war|battle|treaty|two|three|first|second|figure|figures|result|results|"
    r"program|programme|series|game|app|site|website|platform|paper|term|word|name|body|system|program's|"
    r"university|school|church|king|queen|president|minister|building|river|island|period|process)"
    r"(?= (?:that|which|who|and|or|is|was|were|are|has|had|in|on|at|to|for|with|by|from)\b|'s|’s|[,.]|\Z)"
    r"(?! of\b)"
)
_QUANTIFIERS = frozenset(
    words_of(
        """
    about around nearly almost roughly over approximately some more
    """
    )
)


def leans_on_others(text: str) -> bool:
    """Whether a clause needs other sentences to be understood, leaving persons aside."""
    return bool(_POINTING.search(text) or _KNOWN_NOUN.search(text))


def points_outside(text: str) -> bool:
    """Whether a text needs the sentences around it to be understood."""
    return leans_on_others(text) or speaks_of_a_person(text)


def speaks_of_a_person(text: str) -> bool:
    """Whether "he", "she" or their forms occur."""
    return bool(_HE.search(text))


def inside(words: str, names: frozenset[str]) -> str | None:
    """A sentence's first words as they stand inside another: "The union" is "the union", "Paris" stays.

    None where a capital might be that of a name or that of the sentence.
    """
    first, _, others = words.partition(" ")
    if first[0].islower():
        return words
    if first in {"The", "A", "An"}:
        return f"{first.lower()} {others}"
    bare = re.sub(r"[’']s$", "", first)
    is_shaped = not first[0].isalpha() or any(c.isupper() or c.isdigit() for c in first[1:])
    is_name = set(content_stems(bare)) <= names or bool(place_stems(bare)) or others[:1].isupper()
    if is_shaped or is_name:
        return words
    return f"{first.lower()} {others}".strip() if first.lower() in _QUANTIFIERS else None
