"""The two models of the evidence gate, fitted: one on what is off topic, one on near misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.squad_cases import Case
from rag.evaluation.verifiers.logistic import Matrix, fit
from rag.reading.retrieved_reading import ReadPassages, ScoredSentence
from rag.reading.scoring import LogisticModel
from rag.trust.gate_features import ANSWER_FEATURES, TOPIC_FEATURES, gate_features

_RIDGE = 50.0
_TOPIC_WEIGHT = 100.0  # of a tuning question beside one of SQuAD's
_ANSWER_WEIGHT = 10.0  # the same; near misses differ less from library to library


@dataclass(frozen=True, slots=True)
class GateModels:
    """What ``rag/trust/gate_topic.json`` and ``gate_answer.json`` hold."""

    topic: LogisticModel
    answer: LogisticModel

    def probability(self, case: Case, scorer: LogisticModel) -> float:
        """As the gate would give it, with the sentences scored by this scorer."""
        features = gate_features(rescored(case, scorer), case.hits)
        return self.topic.probability(features) * self.answer.probability(features)


def fit_gate(squad: Sequence[Case], tuning: Sequence[Case], scorer: LogisticModel) -> GateModels:
    """Both models.

    The first learns from all questions but near misses, the second from answerable questions and near
    misses as they were asked: a question with words made unknown tells nothing of near misses.
    """
    topic = [(case, 1.0) for case in squad] + [(case, _TOPIC_WEIGHT) for case in tuning]
    answer = [(case, 1.0) for case in squad if not case.is_masked]
    answer += [(case, _ANSWER_WEIGHT) for case in tuning]
    return GateModels(
        _fitted([(c, w) for c, w in topic if c.kind != "near_miss"], TOPIC_FEATURES, scorer),
        _fitted([(c, w) for c, w in answer if c.kind != "elsewhere"], ANSWER_FEATURES, scorer),
    )


def rescored(case: Case, scorer: LogisticModel) -> ReadPassages:
    """What was read, with the sentences scored and put in order by another scorer."""
    sentences = [
        ScoredSentence(s.candidate, scorer.probability(s.features), s.features) for s in case.read.sentences
    ]
    sentences.sort(key=lambda s: -s.probability)
    return ReadPassages(case.read.question, case.read.weights, tuple(sentences))


def model(beta: Matrix, names: Sequence[str]) -> LogisticModel:
    """Fitted coefficients, the intercept first, by name."""
    return LogisticModel(float(beta[0]), dict(zip(names, map(float, beta[1:]), strict=True)))


def _fitted(
    weighted: Sequence[tuple[Case, float]], names: Sequence[str], scorer: LogisticModel
) -> LogisticModel:
    features = [gate_features(rescored(case, scorer), case.hits) for case, _ in weighted]
    rows = np.array([[row[name] for name in names] for row in features])
    labels = np.array([float(case.kind == "answerable") for case, _ in weighted])
    return model(fit(rows, labels, np.array([weight for _, weight in weighted]), ridge=_RIDGE), names)
