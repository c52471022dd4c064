"""Whole answers: can the sentences' scores tell which answers hold something that the passages do not say?

Beside the plain product of the scores: models fitted to the set, cross-validated by question on the same
folds, and trivial baselines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.adapters.minilm_embedder import MiniLmEmbedding
from rag.evaluation.verifiers.cases import Case, evidence_from
from rag.evaluation.verifiers.fitting import folds, rows_of
from rag.evaluation.verifiers.logistic import Matrix, auroc, fit

_FOLDS = 10
_RESAMPLES = 1000
_RIDGE = 10.0


@dataclass(frozen=True, slots=True)
class _Answers:
    """Answers in order: label (1: nothing is made up), source, and per sentence what was found."""

    labels: Matrix
    sources: tuple[str, ...]
    writers: tuple[str, ...]
    cases: tuple[tuple[Case, ...], ...]
    scores: tuple[Matrix, ...]
    said: tuple[Matrix, ...]


def report_answers(judged: Sequence[tuple[Case, float, float]]) -> None:
    """Print AUROC, balanced accuracy and F1 of the class that holds something made up."""
    answers = _gather(judged)
    cosines = _cosines(answers)
    nine = _held_out(answers, _nine_features(answers, cosines))
    own = _held_out(answers, _own_features(answers))
    share = np.mean(answers.labels == 0)
    print(f"ragtruth_qa, {len(answers.labels)} answers, {share:.1%} with something made up")
    lowest = np.array([score.min() for score in answers.scores])
    length = np.array([-float(sum(len(case.sentence) for case in cases)) for cases in answers.cases])
    print(f"  lowest score: AUROC {_interval(answers, _auroc, lowest)}")
    print(f"  product of P(said), cut fitted: {_three(answers, own)}")
    print(f"  nine features, fitted on the same folds: {_three(answers, nine)}")
    print(f"  paired gain of the product over the nine, AUROC: {_gain(answers, own, nine)}")
    print(f"  length alone: AUROC {_interval(answers, _auroc, length)}")
    print(f"  the writer's name alone: {_three(answers, _held_out(answers, _writers(answers)))}")


def _gather(judged: Sequence[tuple[Case, float, float]]) -> _Answers:
    grouped: dict[int, list[tuple[Case, float, float]]] = {}
    for one in judged:
        grouped.setdefault(one[0].answer, []).append(one)
    rows = [grouped[number] for number in sorted(grouped)]
    return _Answers(
        labels=np.array([float(all(case.is_true for case, _, _ in row)) for row in rows]),
        sources=tuple(row[0][0].source for row in rows),
        writers=tuple(row[0][0].writer for row in rows),
        cases=tuple(tuple(case for case, _, _ in row) for row in rows),
        scores=tuple(np.array([score for _, score, _ in row]) for row in rows),
        said=tuple(np.array([said for _, _, said in row]) for row in rows),
    )


def _own_features(answers: _Answers) -> Matrix:
    """One: the probability that every sentence is said, as if they were independent."""
    return np.array([[float(np.log(np.clip(said, 1e-3, 1)).sum())] for said in answers.said])


def _nine_features(answers: _Answers, cosines: Sequence[Matrix]) -> Matrix:
    """The baseline: coverage anywhere and in the best sentence, cosine, numbers, refusal phrases, length."""
    rows = []
    for cases, cosine in zip(answers.cases, cosines, strict=True):
        features = [row.features for row in rows_of(cases)]
        everywhere = [one["cover_all"] for one in features]
        best = [one["cover_best"] for one in features]
        rows.append(
            [
                *(min(everywhere), float(np.mean(everywhere)), min(best), float(np.mean(best))),
                *(float(cosine.min()), float(cosine.mean())),
                sum(one["values_missing"] for one in features),
                max(one["of_sources"] * one["denies"] for one in features),
                float(len(cases)),
            ]
        )
    return np.array(rows)


def _cosines(answers: _Answers) -> list[Matrix]:
    """Of each sentence with the sentence of the passages that is nearest."""
    embedder = MiniLmEmbedding()
    texts = {case.sentence for cases in answers.cases for case in cases}
    evidence = {case.texts for cases in answers.cases for case in cases}
    texts |= {one.text for passages in evidence for one in evidence_from(passages).candidates}
    ordered = sorted(texts)
    vectors = dict(zip(ordered, embedder.embed(ordered), strict=True))
    near = {p: np.stack([vectors[c.text] for c in evidence_from(p).candidates]) for p in evidence}
    return [
        np.array([float((near[case.texts] @ vectors[case.sentence]).max()) for case in cases])
        for cases in answers.cases
    ]


def _writers(answers: _Answers) -> Matrix:
    names = sorted(set(answers.writers))
    return np.array([[float(writer == name) for name in names] for writer in answers.writers])


def _held_out(answers: _Answers, features: Matrix) -> Matrix:
    """P(nothing is made up), from fits that have not seen the question; both classes weigh the same."""
    fold = folds([cases[0] for cases in answers.cases], _FOLDS)
    number = np.array([fold[source] for source in answers.sources])
    scaled = (features - features.mean(axis=0)) / np.maximum(features.std(axis=0), 1e-6)
    chance = np.zeros(len(features))
    for held in range(_FOLDS):
        inside = number != held
        labels = answers.labels[inside]
        weights = np.where(labels == 1, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
        beta = fit(scaled[inside], labels, weights, _RIDGE)
        chance[~inside] = 1 / (1 + np.exp(-(beta[0] + scaled[~inside] @ beta[1:])))
    return chance


def _auroc(labels: Matrix, scores: Matrix) -> float:
    return auroc(labels, scores)


def _balanced(labels: Matrix, scores: Matrix) -> float:
    called = scores >= 0.5
    return float((called[labels == 1].mean() + 1 - called[labels == 0].mean()) / 2)


def _f1(labels: Matrix, scores: Matrix) -> float:
    caught = float(((scores < 0.5) & (labels == 0)).sum())
    return 2 * caught / float((scores < 0.5).sum() + (labels == 0).sum())


def _three(answers: _Answers, scores: Matrix) -> str:
    named = (("AUROC", _auroc), ("balanced accuracy", _balanced), ("F1", _f1))
    return ", ".join(f"{name} {_interval(answers, figure, scores)}" for name, figure in named)


def _gain(answers: _Answers, ours: Matrix, others: Matrix) -> str:
    def gain(labels: Matrix, both: Matrix) -> float:
        return auroc(labels, both[:, 0]) - auroc(labels, both[:, 1])

    return _interval(answers, gain, np.stack([ours, others], axis=1))


def _interval(answers: _Answers, figure: Callable[[Matrix, Matrix], float], scores: Matrix) -> str:
    sources = sorted(set(answers.sources))
    places = {source: [n for n, one in enumerate(answers.sources) if one == source] for source in sources}
    chance = np.random.default_rng(_FOLDS)
    values = []
    for _ in range(_RESAMPLES):
        drawn = [
            n for place in chance.integers(0, len(sources), len(sources)) for n in places[sources[place]]
        ]
        values.append(figure(answers.labels[drawn], scores[drawn]))
    low, high = np.quantile(values, [0.025, 0.975])
    return f"{figure(answers.labels, scores):.3f} ({low:.3f} to {high:.3f})"
