"""The evidence gate: whether the retrieved passages answer the question at all.

It runs before any writer. Its few features are read from the scored sentences; the coefficients
in ``gate.json`` are fitted by benchmarks/train_scorer.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import PassageHit
from rag.reading.matching import coverage, names_versions, nearby_stems, own_stems, uncovered_words
from rag.reading.question import VALUE_KINDS, QuestionProfile
from rag.reading.retrieved_reading import ReadPassages, ScoredSentence
from rag.reading.scoring import load_model
from rag.text.words import content_stems, tokens


_CLOSE = 5  # sentences that may each hold a part of the answer
_CLOSE_TO_BEST = 0.4  # share of the best probability


@dataclass(frozen=True, slots=True)
class GateDecision:
    """Whether there is enough to answer from, how sure that is, and what nothing covers."""

    is_answerable: bool
    probability: float
    uncovered: tuple[str, ...]  # words of the question, as written


def decide(read: ReadPassages, hits: Sequence[PassageHit], threshold: float) -> GateDecision:
    """Whether to answer.

    Two things must hold: the fitted probability reaches the threshold, and the best sentences speak
    of what the question is about: one of its names together with what it asks about them, and its
    version, date or figure where it states one.

    Args:
        read: The question and the scored sentences.
        hits: The passages that they come from.
        threshold: The least probability at which an answer is given.
    """
    if not read.sentences:
        return GateDecision(is_answerable=False, probability=0.0, uncovered=())
    question = read.question
    close = closest(read)
    probability = load_model("rag.trust", "gate.json").probability(gate_features(read, hits))
    everything = _stems_of(hits)
    off_the_point = _not_spoken_of(question, close, everything)
    states = _states_what_is_stated(question, close)
    missing = set(uncovered_words(question.stems, everything)) | off_the_point
    unstated = () if states else tuple(question.text[d.start : d.end] for d in question.dates)
    return GateDecision(
        is_answerable=probability >= threshold and states and not off_the_point,
        probability=probability,
        uncovered=tuple(dict.fromkeys((*_as_written(question.text, missing), *unstated))),
    )


def closest(read: ReadPassages) -> list[ScoredSentence]:
    """The best sentence and those that are nearly as likely to answer, five at most."""
    best = read.sentences[0].probability if read.sentences else 0.0
    return [s for s in read.sentences if s.probability >= best * _CLOSE_TO_BEST][:_CLOSE]


def _not_spoken_of(
    question: QuestionProfile, close: Sequence[ScoredSentence], everything: frozenset[str]
) -> set[str]:
    """Stems that decide against answering.

    Names that no passage holds; else, where no single sentence holds one of the names together with
    one of the other words, those of the kind that the best sentence lacks.
    """
    unknown = set(uncovered_words(question.names, everything))
    if unknown:
        return unknown
    others = [word for word in question.stems if word not in question.names]
    groups = [list(group) for group in (question.names, others) if group]
    lacking = [_groups_lacking(groups, own_stems(s.candidate)) for s in close]
    return min(lacking, key=len, default=set())


def _groups_lacking(groups: Sequence[list[str]], near: frozenset[str]) -> set[str]:
    return {word for group in groups if len(uncovered_words(group, near)) == len(group) for word in group}


def _states_what_is_stated(question: QuestionProfile, close: Sequence[ScoredSentence]) -> bool:
    """Whether a sentence holds the question's own figures, dates and versions."""
    return any(
        s.features["stated_figures"] == 1.0 and names_versions(question, s.candidate) for s in close
    )


def gate_features(read: ReadPassages, hits: Sequence[PassageHit]) -> dict[str, float]:
    """What the fitted probability rests on, by name; each between 0 and 1."""
    question = read.question
    best = read.sentences[0] if read.sentences else None
    close = closest(read)
    everything = _stems_of(hits)
    near_best = frozenset[str]().union(*(nearby_stems(s.candidate) for s in close))
    features = {
        "best": best.probability if best else 0.0,
        "words_anywhere": coverage(question.stems, everything, read.weights),
        "words_near_best": coverage(question.stems, near_best, read.weights),
        "names_anywhere": coverage(question.names, everything, read.weights),
        "stated_missing": float(not any(s.features["stated_figures"] == 1.0 for s in close)),
        "kind_missing": float(question.asked in VALUE_KINDS and not any(s.features["asked_kind"] for s in close)),
        "kind_known": float(question.asked in VALUE_KINDS),
        "best_passage": max((hit.parts.get("dense", 0.0) for hit in hits), default=0.0),
    }
    for name in ("cover_nearby", "names_nearby", "sentence_similarity"):
        features[f"best_{name}"] = best.features[name] if best else 0.0
    return features


def _stems_of(hits: Sequence[PassageHit]) -> frozenset[str]:
    texts = [f"{hit.article.title} {hit.article.publisher} {hit.passage.text}" for hit in hits]
    return frozenset(stem for text in texts for stem in content_stems(text))


def _as_written(question: str, stems: set[str]) -> tuple[str, ...]:
    return tuple(
        token.text
        for token in tokens(question)
        if set(content_stems(token.text)) & stems and not token.text.isdigit()
    )
