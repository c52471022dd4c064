"""Whether what a sentence states is about what the question names, and not about somebody else."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.reading.candidates import Candidate, Reading
from rag.reading.matching import is_version
from rag.reading.question import QuestionProfile
from rag.text.dates import find_dates
from rag.text.names import find_names
from rag.text.words import content_stems
from rag.trust.attribution import speaker_of, speech_between

_CLAUSE_BORDER = re.compile(
    r"[;:–—]|,\s(?!which\b|who\b|whose\b|that\b)|"
    r"\b(?:while|whereas|but|although|compared (?:to|with)|versus|vs\.?|unlike|than|in contrast to)\b",
    re.IGNORECASE,
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:compared (?:to|with)|versus|vs|unlike|than|in contrast to)\b|"
    r"\b(?:other|others|rivals?|competitors?|competing|counterparts?|leading (?:companies|models|firms))\b",
    re.IGNORECASE,
)
_OPENING = 10  # characters into a sentence that a value may begin before its subject
_SUBJECT_REACH = 60
_OPENING_VERB = re.compile(r"[A-Z][a-z]+ed|Built|Made|Held|Begun|Born|Based")  # "Signed on 3 May, the treaty"
_SHORT_NAME = 2  # letters: AI, US, EU name no owner of a figure


def is_about(question: QuestionProfile, candidate: Candidate, value_start: int) -> bool:
    """Whether what stands at ``value_start`` is said of the question's names.

    A sentence that has named nobody before the value, or only its speaker, is about whom the
    sentences before it name: a figure is often disputed without saying again whose it is.
    """
    own = candidate.reading
    if question.names <= own.stems:
        return True
    # "On 3 May, the museum opened": the subject follows.
    reach = value_start if value_start > _OPENING else value_start + _SUBJECT_REACH
    if any(_is_somebody(question, name, own) for name in find_names(own.text[:reach])):
        return False
    for reading in candidate.earlier:
        if question.names <= reading.stems | own.stems:
            return True
        if any(_is_somebody(question, name, reading) for name in reading.names):
            return False
    return False


def belongs(question: QuestionProfile, reading: Reading, span: tuple[int, int]) -> bool:
    """Whether the value at the span is given for what the question names, not for somebody else.

    The name that decides stands behind the value ("$78 million to train GPT-4"), or is the last one
    before it in its clause.
    """
    start, end = clause_of(reading.text, *span)
    clause = reading.text[start:end]
    if question.names & frozenset(content_stems(reading.text[span[1] : end])):
        return True
    if _SOMEBODY_ELSE.search(clause) and not question.names & frozenset(content_stems(clause)):
        return False
    for name in reversed(find_names(reading.text[start : span[0]])):
        if question.names & frozenset(content_stems(name)):
            return True
        if _is_somebody(question, name, reading):
            return False
    return True


def clause_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the clause begins and ends in which ``text[start:end]`` stands."""
    borders = [0, *(found.start() for found in _CLAUSE_BORDER.finditer(text)), len(text)]
    first = max(border for border in borders if border <= start)
    last = min(border for border in borders if border >= end)
    return first, last


def _is_somebody(question: QuestionProfile, name: str, reading: Reading) -> bool:
    """Whether the name may own a value: not the speaker, no abbreviation of two letters, no version, no date.

    Nor is the participle that a sentence may open with.

    Who "reported" is no mere speaker where the question is what was reported.
    """
    words = frozenset(content_stems(name))
    if _OPENING_VERB.fullmatch(name) and reading.text.lstrip("“\"‘'").startswith(name):
        return False
    if len(name) <= _SHORT_NAME or all(is_version(word) for word in words) or find_dates(name):
        return False
    speaker, verbs = _speech(reading.text)
    return bool(verbs & frozenset(content_stems(question.text))) or not words <= speaker


@lru_cache(maxsize=4096)
def _speech(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of the sentence's speaker, and those of its verbs of speech."""
    verbs = " ".join(speech_between(text, 0, len(text)))
    return frozenset(content_stems(speaker_of(text) or "")), frozenset(content_stems(verbs))
