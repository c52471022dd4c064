"""Answers that are no sentences: a bare name or figure says something only together with the question."""

from __future__ import annotations

import re

from rag.reading.candidates import Reading, read_sentence
from rag.text.words import STOP_WORDS, tokens

_ASKING = re.compile(
    r"\A\W*(?:(?:and|but|so)\s+)?"
    r"(?:who|whom|whose|what|which|when|where|why|how(?:\s+(?:much|many|long|often|far|old))?)\b\s*",
    re.IGNORECASE,
)
_ENDS = " .?!:;"
_YES = "yes"  # capitalised like a name


def as_claim(text: str, question: str) -> str:
    """What a sentence of an answer states, as it can be compared with sources.

    A bare name or figure is joined with what was asked: "Microsoft", asked who founded DeepSeek, becomes
    "Microsoft founded DeepSeek", lest every source that merely has the name support it. Any other
    sentence stays as it is, and so does an answer to a question that can be answered with yes or no.

    Args:
        text: A sentence of an answer, without markers.
        question: Standing alone.
    """
    asking = _ASKING.match(question)
    asked = question[asking.end() :].strip(_ENDS) if asking else ""
    if not asked or text.strip(_ENDS).casefold() == _YES or not _is_fragment(read_sentence(text)):
        return text
    return f"{text.strip(_ENDS)} {asked}."


def _is_fragment(reading: Reading) -> bool:
    """Whether it is made of names, figures and function words only."""
    if not (reading.names or reading.figures or reading.dates):
        return False
    spans = [(figure.start, figure.end) for figure in reading.figures]
    spans += [(date.start, date.end) for date in reading.dates]
    parts = {token.text for name in reading.names for token in tokens(name)}
    return all(
        token.folded in STOP_WORDS
        or token.text in parts
        or any(start <= token.start and token.end <= end for start, end in spans)
        for token in tokens(reading.text)
    )
