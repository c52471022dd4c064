"""The evidence gate: whether the retrieved passages answer the question at all.

It runs before any writer. Its few features are read from the scored sentences; the coefficients
in ``gate.json`` are fitted by benchmarks/train_scorer.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import PassageHit
from rag.reading.matching import coverage, names_versions, own_stems, uncovered_words
from rag.reading.question import QuestionProfile
from rag.reading.question_kinds import VALUE_KINDS
from rag.reading.retrieved_reading import ReadPassages, ScoredSentence
from rag.reading.scoring import load_model
from rag.text.words import content_stems, tokens

_CLOSE = 5  # sentences that may each hold a part of the answer
_CLOSE_TO_BEST = 0.4  # share of the best probability


FEATURES = (
    "best",
    "name_unknown",
    "others_lacking",
    "words_anywhere",
    "together",
    "stated_missing",
    "version_missing",
    "kind_missing",
    "best_sentence",
)


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
    probability = load_model("rag.trust", "gate.json").probability(gate_features(read, hits))
    return GateDecision(probability >= threshold, probability, _uncovered(read, hits))


def _uncovered(read: ReadPassages, hits: Sequence[PassageHit]) -> tuple[str, ...]:
    """Words, figures and dates of the question that the best sentences leave out, as written."""
    question = read.question
    missing = set(uncovered_words(question.stems, _stems_of(hits)))
    missing |= min((_lacking(question, s) for s in closest(read)), key=len, default=set())
    stated = all(s.features["stated_figures"] < 1.0 for s in closest(read))
    dates = tuple(question.text[d.start : d.end] for d in question.dates) if stated else ()
    return tuple(dict.fromkeys((*_as_written(question.text, missing), *dates)))


def closest(read: ReadPassages) -> list[ScoredSentence]:
    """The best sentence and those that are nearly as likely to answer, five at most."""
    best = max((s.probability for s in read.sentences), default=0.0)
    return [s for s in read.sentences if s.probability >= best * _CLOSE_TO_BEST][:_CLOSE]


def _lacking(question: QuestionProfile, scored: ScoredSentence) -> set[str]:
    """The question's names, or all its other words, where the sentence holds none of them."""
    others = [word for word in question.stems if word not in question.names]
    own = own_stems(scored.candidate)
    return {
        word
        for group in (list(question.names), others)
        if group and len(uncovered_words(group, own)) == len(group)
        for word in group
    }


def gate_features(read: ReadPassages, hits: Sequence[PassageHit]) -> dict[str, float]:
    """What the fitted probability rests on, by name; each between 0 and 1.

    "Others" are the question's words that are no names: what it asks about them. ``together`` is
    high where one sentence speaks of the names and of what is asked about them.
    """
    close = closest(read)
    if not close:
        return dict.fromkeys(FEATURES, 0.0)
    question, weights = read.question, read.weights
    others = [word for word in question.stems if word not in question.names]
    own = [own_stems(s.candidate) for s in close]
    everything = _stems_of(hits)
    return {
        "best": _scaled_logit(close[0].probability),
        "name_unknown": float(bool(uncovered_words(question.names, everything))),
        "others_lacking": float(bool(min((_lacking(question, s) for s in close), key=len) - question.names)),
        "words_anywhere": coverage(question.stems, everything, weights),
        "together": max(coverage(others, o, weights) * coverage(question.names, o, weights) for o in own),
        "stated_missing": float(all(s.features["stated_figures"] < 1.0 for s in close)),
        "version_missing": float(not any(names_versions(question, s.candidate) for s in close)),
        "kind_missing": float(
            question.asked in VALUE_KINDS and not any(s.features["asked_kind"] for s in close)
        ),
        "best_sentence": max(s.features["sentence_similarity"] for s in close),
    }


def _scaled_logit(probability: float) -> float:
    """The log-odds, -6 to 2 brought to 0 to 1."""
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return min(1.0, max(0.0, (math.log(bounded / (1 - bounded)) + 6) / 8))


def _stems_of(hits: Sequence[PassageHit]) -> frozenset[str]:
    texts = [f"{hit.article.title} {hit.article.publisher} {hit.passage.text}" for hit in hits]
    return frozenset(stem for text in texts for stem in content_stems(text))


def _as_written(question: str, stems: set[str]) -> tuple[str, ...]:
    return tuple(
        token.text
        for token in tokens(question)
        if set(content_stems(token.text)) & stems and not token.text.isdigit()
    )
