"""Whether a sentence says yes or no to a question that asks for that."""

from __future__ import annotations

import re

from rag.reading.candidates import Candidate
from rag.reading.matching import WordWeights, coverage
from rag.reading.question import QuestionProfile
from rag.text.synonyms import groups_of
from rag.text.words import content_stems, tokens
from rag.trust.attribution import speaker_of
from rag.trust.belonging import is_about
from rag.trust.polarity import denied_stems, is_denial, is_negated, without_denial
from rag.trust.values import Value

_COVER = 0.7  # of what the question says beside its names
_OPEN = re.compile(
    r"\?|\b(?:may|might|could|would|whether|if|possibly|perhaps|unclear|unknown|ask(?:s|ed|ing)?|investigat(?:es?|ed|ing)|"
    r"prob(?:e|es|ed|ing)|consider(?:s|ed|ing)?|plans?|planned|hopes?|expected|likely|should|can)\b",
    re.IGNORECASE,
)
_STANDS_FOR_SPEAKER = re.compile(r"\b(?:its|their|his|her|it|them)\b")


def stance_of(question: QuestionProfile, candidate: Candidate, weights: WordWeights) -> list[Value]:
    """The sentence's yes or no to the question; none where it leaves it open or speaks of something else."""
    text = candidate.text
    asked = [word for word in question.stems if word not in question.names]
    if not asked or is_negated(question.text) or _OPEN.search(text):
        return []
    if coverage(asked, candidate.reading.stems, weights) < _COVER or not _is_about(question, candidate):
        return []
    if not _keeps_order(question, text):
        return []
    stance = _affirms(asked, text)
    return [] if stance is None else [Value("yes" if stance else "no", candidate, stance=stance)]


def _is_about(question: QuestionProfile, candidate: Candidate) -> bool:
    """Whether it speaks of the names asked about: "X denied that it did" speaks of X alone."""
    reading = candidate.reading
    if question.names <= reading.stems:
        return True
    return not reading.names and is_about(question, candidate, len(reading.text))


def _affirms(asked: list[str], text: str) -> bool | None:
    """True or False; None where a negation bears on something else, or on a denial."""
    groups = frozenset(group for word in asked for group in groups_of(word))
    if is_denial(text):
        return None if is_negated(without_denial(text)) else False
    if not is_negated(text):
        return True
    bears_on_it = any(word in asked or groups_of(word) & groups for word in denied_stems(text))
    return False if bears_on_it else None


def _keeps_order(question: QuestionProfile, text: str) -> bool:
    """Whether the names stand in the question's order: whom DeepSeek copied is not who copied DeepSeek."""
    wanted = _places(question.text, question.names)
    if len(wanted) < 2:
        return True
    found = _places(text, question.names)
    first, last = min(wanted, key=lambda n: wanted[n][0]), max(wanted, key=lambda n: wanted[n][0])
    if first not in found or last not in found:
        return True
    if found[first][0] <= found[last][-1]:
        return True
    # "OpenAI says that DeepSeek used its output": the speaker stands for itself.
    is_speaker = last in content_stems(speaker_of(text) or "")
    return is_speaker and bool(_STANDS_FOR_SPEAKER.search(text, found[first][0]))


def _places(text: str, names: frozenset[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for token in tokens(text):
        for stemmed in content_stems(token.text):
            if stemmed in names:
                places.setdefault(stemmed, []).append(token.start)
    return places
