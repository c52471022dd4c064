"""The words of a question that are worth looking for."""

from __future__ import annotations

import re

from rag.text.words import STOP_WORDS, tokens

_POSSESSIVE = re.compile(r"['’‘ʼ]s?$")
_HYPHEN = re.compile("[-\u2010\u2011]")


def search_words(question: str) -> list[str]:
    """The words worth looking for, each once; a compound such as "DeepSeek-R1" and each of its parts.

    They stay as they are spelled, but for case and possessive endings: the library folds and
    stems them just as it did its texts.
    """
    words: dict[str, None] = {}
    for token in tokens(question):
        word = _POSSESSIVE.sub("", token.text.lower())
        if token.folded not in STOP_WORDS:
            words |= dict.fromkeys((word, *_HYPHEN.split(word)))
    return [word for word in words if word and word not in STOP_WORDS]


def is_searchable(question: str) -> bool:
    """Whether there is a letter or a digit to look for."""
    return any(character.isalnum() for character in question)
