"""What an earlier answer stated, without what was put around it."""

from __future__ import annotations

import re
from itertools import pairwise

_MARKER = re.compile(r"\s?\[\d{1,3}\]")
_INSERTED = re.compile(r" \[[^\]\[]{1,40}\]")  # "last Monday [27 January 2025]"
_QUOTED = re.compile(r"\s*>\s?(?:- )?")
_NO_ANSWER = re.compile(
    r"\s*(?:The articles do not answer this\.|No article lies within|The library is empty:"
    r"|Ask a question about the articles)"
)
_SOURCES_DIFFER = "Sources differ on this."
_LONGEST = 2000  # characters: who and what an answer is about stands at its beginning


def stated(answer: str) -> str:
    """The sentences of an answer, in one line: without markers, leads, signs of quotation, insertions.

    A lead is a line that ends with a colon before a quotation: it names a publisher, which the
    conversation is not about. A refusal states nothing.
    """
    if _NO_ANSWER.match(answer):
        return ""
    lines = [line for line in answer[:_LONGEST].splitlines() if line.strip(" >")]
    kept = [line for line, following in pairwise([*lines, ""]) if not _leads(line, following)]
    text = " ".join(_QUOTED.sub("", line, count=1) for line in kept)
    text = _INSERTED.sub("", _MARKER.sub("", text.replace(_SOURCES_DIFFER, "")))
    return " ".join(text.split())


def _leads(line: str, following: str) -> bool:
    return line.rstrip().endswith(":") and not line.startswith(">") and following.startswith(">")
