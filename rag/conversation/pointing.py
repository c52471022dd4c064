"""How a follow-up shows that it lacks more than a name: it points back, or it is too short."""

from __future__ import annotations

import re

from rag.conversation.grammar import ASKING, AUXILIARY, before_last_break, has_auxiliary
from rag.text.names import find_names
from rag.text.words import content_stems

_ENOUGH_WORDS = 2  # content words that a question needs to be searched for
_DEFINES = re.compile(
    r"(?:what|who) (?:is|are|was|were) (?:an? )?"
    r"(?!next|new|left|wrong|different|missing|happening|true|possible)[\w-]+\W*\Z",
    re.IGNORECASE,
)
_ASKS_FOR_MORE = re.compile(
    rf"(?:{ASKING}|{AUXILIARY}|more|any|anything|another|again|continue|go on|elaborate|explain|details?"
    r"|examples?|such as|like|tell|please)\b|.*\?\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_HEAD_NOUN = (
    "account|amount|answer|app|argument|ban|case|claim|commentary|company|companies|cost|costs|date|day|estimate"
    "|expert|figure|firm|idea|inquiry|interview|loss|losses|man|meeting|method|model|models|money|number|opinion"
    "|person|place|point|price|question|reason|report|share|statement|story|sum|system|technology|theory|thing"
    "|time|view|woman|year"
)
_POINTING = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!were )\b(?:that|this|those|these|there)\b(?=\W*\Z)"
    r"|\b(?:is|was|are|were)\s+(?:that|this|those|these)\s+(?:really |still |even |actually )?"
    r"(?:true|so|right|correct|possible|certain|likely|new|known|why|what|how|legal|all|because|confirmed|disputed)\b"
    rf"|\b(?:that|this|those|these)\s+(?:same\s+|very\s+)?(?:{_HEAD_NOUN})s?\b"
    r"|\b(?:the|that|this|which|other|another)\s+(?:\w+\s+)?ones?\b"
    rf"|\bthe (?:former|latter)\b(?=\W*\Z|\s+{AUXILIARY}\b)"
    r"|\b(?:which|who|what|one|some|any|all|both|most|none|much|many|each|either) of "
    r"(?:them|these|those|it|that)\b(?!\s+(?:who|\w+ing)\b)",
    re.IGNORECASE,
)
# What is doubted or agreed with is what was said, not whom it was said of.
_OF_WHAT_WAS_SAID = re.compile(
    r"\b(?:doubt|dispute|deny|confirm|believe|contradict|question|prove)s?\s+it\b|\bdenie[ds] it\b"
    r"|\bit (?:really )?(?:true|credible|confirmed|disputed|certain|proven|correct|plausible|likely)\W*\Z"
    r"|\b(?:dis)?agrees?\W*\Z|\b(?:an?|some|any|more) (?:examples?|details?)\W*\Z",
    re.IGNORECASE,
)
_STEMS_OF_ITS_OWN = 3  # in an earlier clause that says what "that" is


def is_about_what_was_said(text: str) -> bool:
    """Whether it asks about a statement as a whole: "Who doubts it?"."""
    return bool(_OF_WHAT_WAS_SAID.search(text))


def is_too_short(text: str) -> bool:
    """Whether it asks, but has too few words of content to be searched for."""
    asks = len(content_stems(text)) < _ENOUGH_WORDS and _ASKS_FOR_MORE.match(text)
    return bool(asks) and not _is_whole(text)


def _is_whole(text: str) -> bool:
    """Whether so short a text can be searched for: with a name, or like "What is distillation?"."""
    if find_names(text):
        return has_auxiliary(text) or not re.match(ASKING, text, re.IGNORECASE)
    return bool(_DEFINES.match(text))


def points_back(text: str) -> bool:
    """Whether "that", "the second one" and the like stand for something that was said before it."""
    found = _POINTING.search(text)
    if not found:
        return False
    return len(content_stems(before_last_break(text[: found.start()]))) < _STEMS_OF_ITS_OWN
