"""Reading what was retrieved: every sentence scored for the question, best first."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.domain import PREFERRED, PassageHit
from rag.reading.answer_kinds import holds_asked_kind
from rag.reading.candidates import Candidate, candidates_of
from rag.reading.excerpts import excerpts_of
from rag.reading.matching import WordWeights, coverage, match_features
from rag.reading.question import QuestionProfile, profile_question
from rag.reading.question_kinds import VALUE_KINDS
from rag.reading.scoring import load_model
from rag.text.names import names_only_capitalised
from rag.text.words import content_stems, tokens

# Sentences compared by meaning: embedding costs milliseconds each, so words choose who gets it.
_COMPARED_BY_MEANING = 60
# For the others the similarity of their passage stands in, less what a passage gains by being longer.
_SHARE_OF_PASSAGE = 0.7
# What a sentence loses in rank whose article has none of what the question prefers ("the latest").
_UNPREFERRED = 0.7

EmbedSentences = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence, the probability that it answers, and the features behind that."""

    candidate: Candidate
    probability: float
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class ReadPassages:
    """The question and the retrieved sentences, best first; those it prefers before others as good."""

    question: QuestionProfile
    weights: WordWeights
    sentences: tuple[ScoredSentence, ...]


def word_weights(frequencies: dict[str, int], passages: int) -> WordWeights:
    """Inverse document frequency by stem, scaled so that a word in no passage weighs 1.

    Args:
        frequencies: In how many passages each word occurs.
        passages: How many there are.
    """
    most = math.log(1 + passages + 1)
    weights: dict[str, float] = {}
    for word, frequency in frequencies.items():
        weight = math.log(1 + (passages + 1) / (frequency + 1)) / most
        for stem in content_stems(word):
            weights[stem] = min(weight, weights.get(stem, 1.0))
    return WordWeights(weights)


def read_passages(
    text: str,
    hits: Sequence[PassageHit],
    query_vector: NDArray[np.float32],
    embed: EmbedSentences,
    weigh: Callable[[Sequence[str]], WordWeights],
) -> ReadPassages:
    """Score each sentence of the passages for the question.

    Args:
        text: The question, standing alone.
        hits: Retrieved passages with their cosine in ``parts["dense"]``.
        query_vector: The question's vector, shape (dimension,), length one.
        embed: Vectors of sentences, shape (n, dimension), rows of length one.
        weigh: How rare given words are.
    """
    question = profile_question(text, names_only_capitalised(hit.passage.text for hit in hits))
    weights = weigh([token.text for token in tokens(text)])
    candidates = [candidate for excerpt in excerpts_of(hits) for candidate in candidates_of(excerpt)]
    by_words = sorted(candidates, key=lambda c: -_promise(question, c, weights))
    compared = by_words[:_COMPARED_BY_MEANING]
    similarities = _similarities(compared, query_vector, embed)
    model = load_model("rag.reading", "sentence_scorer.json")
    scored = []
    for candidate in candidates:
        dense = candidate.hit.parts.get("dense", 0.0)
        similarity = similarities.get(id(candidate), dense * _SHARE_OF_PASSAGE)
        features = match_features(question, candidate, weights, dense, similarity)
        scored.append(ScoredSentence(candidate, model.probability(features), features))
    scored.sort(key=lambda s: -s.probability * _standing(s.candidate))
    return ReadPassages(question, weights, tuple(scored))


def _standing(candidate: Candidate) -> float:
    """1, or less for a sentence whose article is not what the question prefers; only the order follows it."""
    return 1 - _UNPREFERRED * (1 - candidate.hit.parts.get(PREFERRED, 1.0))


def _promise(question: QuestionProfile, candidate: Candidate, weights: WordWeights) -> float:
    """A quick guess at how well the sentence answers, from words and its passage's similarity."""
    before = candidate.before.stems if candidate.before else frozenset()
    own = coverage(question.stems, candidate.reading.stems, weights)
    nearby = coverage(question.stems, candidate.reading.stems | before, weights)
    gives_it = question.asked in VALUE_KINDS and holds_asked_kind(question, candidate.reading)
    return own + nearby + candidate.hit.parts.get("dense", 0.0) + gives_it


def _similarities(
    candidates: Sequence[Candidate], query_vector: NDArray[np.float32], embed: EmbedSentences
) -> dict[int, float]:
    if not candidates:
        return {}
    vectors = embed([candidate.text for candidate in candidates])
    cosines = vectors @ query_vector
    return {id(candidate): float(cosine) for candidate, cosine in zip(candidates, cosines, strict=True)}
