"""The evidence gate: whether the retrieved passages answer the question at all.

It runs before any writer. Two small logistic models decide, fitted by benchmarks/train_scorer.py: one tells
whether the passages speak of what the question is about (``gate_topic.json``), the other whether what they
say of it is what is asked (``gate_answer.json``). The probability is the product of theirs, since a question
must pass both; one model for both learns the easy half only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import PassageHit
from rag.reading.matching import own_stems, uncovered_words
from rag.reading.retrieved_reading import ReadPassages
from rag.reading.scoring import load_model
from rag.text.words import content_stems, tokens
from rag.trust.gate_features import closest, gate_features, lacking, stems_of

_HOLDER = re.compile(r"\bwho(?: is|['’]s| was) (?:the |now the )?[\w -]{2,40} (?:of|at|for)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GateDecision:
    """Whether there is enough to answer from, how sure that is, and what nothing covers."""

    is_answerable: bool
    probability: float
    uncovered: tuple[str, ...]  # words of the question, as written


def decide(read: ReadPassages, hits: Sequence[PassageHit], threshold: float) -> GateDecision:
    """Whether to answer: the fitted probability that the passages hold an answer reaches the threshold.

    Args:
        read: The question and the scored sentences.
        hits: The passages that they come from.
        threshold: The least probability at which an answer is given.
    """
    if not read.sentences:
        return GateDecision(is_answerable=False, probability=0.0, uncovered=())
    features = gate_features(read, hits)
    probability = 1.0
    for name in ("gate_topic.json", "gate_answer.json"):
        probability *= load_model("rag.trust", name).probability(features)
    is_answerable = probability >= threshold and not _lacks_the_office(read)
    return GateDecision(is_answerable, probability, _uncovered(read, hits))


def _lacks_the_office(read: ReadPassages) -> bool:
    """Whether the holder of an office is asked for, and no sentence about whose it is mentions the office.

    A sentence about Nvidia is no answer to who its chief is, nor one about the chief of another company.
    """
    question = read.question
    office = [word for word in question.stems if word not in question.names]
    if not (_HOLDER.search(question.text) and office and question.names):
        return False
    said = [own_stems(scored.candidate) for scored in read.sentences]
    about = [stems for stems in said if question.names & stems]
    return all(len(uncovered_words(office, stems)) == len(office) for stems in about)


def _uncovered(read: ReadPassages, hits: Sequence[PassageHit]) -> tuple[str, ...]:
    """Words, figures and dates of the question that the best sentences leave out, as written."""
    question = read.question
    missing = set(uncovered_words(question.stems, stems_of(hits)))
    missing |= min((lacking(question, s) for s in closest(read)), key=len, default=set())
    stated = all(s.features["stated_figures"] < 1.0 for s in closest(read))
    dates = tuple(question.text[d.start : d.end] for d in question.dates) if stated else ()
    return tuple(dict.fromkeys((*_as_written(question.text, missing), *dates)))


def _as_written(question: str, stems: set[str]) -> tuple[str, ...]:
    return tuple(
        token.text
        for token in tokens(question)
        if set(content_stems(token.text)) & stems and not token.text.isdigit()
    )
