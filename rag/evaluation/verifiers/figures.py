"""What a checker is worth on labelled data: separation, errors at a threshold, calibration.

The class that counts as found is the one to catch, what is not supported: precision is the share of the
marks that are right, recall the share of what is not supported that is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.evaluation.verifiers.logistic import Matrix, auroc

RESAMPLES = 1000
BINS = 10
SEED = 10


@dataclass(frozen=True, slots=True)
class Judgement:
    """One labelled sentence, answer or question, and what was said of it.

    Attributes:
        source: What is drawn again as one for intervals: its document, or its question.
        kind: For figures by kind.
        is_true: What people say: the evidence supports it.
        score: What is measured says: the probability that it does, 0 to 1.
        passes: Whether it is taken as supported.
        length: Characters; the baseline that knows nothing else.
    """

    source: str
    kind: str
    is_true: bool
    score: float
    passes: bool
    length: int


@dataclass(frozen=True, slots=True)
class Judgements:
    """The same in columns, each of shape (n,)."""

    truth: NDArray[np.bool_]
    scores: Matrix
    passed: NDArray[np.bool_]
    lengths: Matrix
    sources: NDArray[np.int64]

    def drawn(self, rows: NDArray[np.int64]) -> Judgements:
        """These rows, as often as they are named."""
        return Judgements(
            self.truth[rows], self.scores[rows], self.passed[rows], self.lengths[rows], self.sources[rows]
        )

    @property
    def has_both(self) -> bool:
        """Whether there is something true and something that is not."""
        return bool(self.truth.any() and not self.truth.all())


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


Figure = Callable[[Judgements], float]


def in_columns(judgements: Sequence[Judgement]) -> Judgements:
    """The judgements as columns; sources are numbered."""
    numbers = {source: n for n, source in enumerate(sorted({one.source for one in judgements}))}
    return Judgements(
        truth=np.array([one.is_true for one in judgements], dtype=bool),
        scores=np.array([one.score for one in judgements], dtype=np.float64),
        passed=np.array([one.passes for one in judgements], dtype=bool),
        lengths=np.array([one.length for one in judgements], dtype=np.float64),
        sources=np.array([numbers[one.source] for one in judgements], dtype=np.int64),
    )


def area(all_: Judgements) -> float:
    """Area under the ROC curve of the scores."""
    return auroc(all_.truth.astype(np.float64), all_.scores)


def length_area(all_: Judgements) -> float:
    """The same of the length alone: the longer, the less trusted."""
    return auroc(all_.truth.astype(np.float64), -all_.lengths)


def balanced_accuracy(all_: Judgements) -> float:
    """The mean of the shares that are called right among what is supported and what is not."""
    return float((all_.passed[all_.truth].mean() + (~all_.passed[~all_.truth]).mean()) / 2)


def precision(all_: Judgements) -> float:
    """The share of the marks that are right; NaN where nothing is marked."""
    return _ratio((~all_.passed & ~all_.truth).sum(), (~all_.passed).sum())


def recall(all_: Judgements) -> float:
    """The share of what is not supported that is marked."""
    return _ratio((~all_.passed & ~all_.truth).sum(), (~all_.truth).sum())


def f1(all_: Judgements) -> float:
    """The harmonic mean of precision and recall."""
    return _ratio(2 * (~all_.passed & ~all_.truth).sum(), (~all_.passed).sum() + (~all_.truth).sum())


def passed_wrong(all_: Judgements) -> float:
    """The share of what passes that is not supported."""
    return _ratio((all_.passed & ~all_.truth).sum(), all_.passed.sum())


def _ratio(part: np.integer, whole: np.integer) -> float:
    return float(part / whole) if whole else float("nan")


def calibration_error(all_: Judgements) -> float:
    """The expected calibration error of the scores; see `Calibration`."""
    return calibration(all_).ece


FIGURES: Mapping[str, Figure] = {
    "auroc": area,
    "balanced_accuracy": balanced_accuracy,
    "f1": f1,
    "precision": precision,
    "recall": recall,
    "passed_wrong": passed_wrong,
    "length_auroc": length_area,
    "ece": calibration_error,
}


def estimates(all_: Judgements, resamples: int = RESAMPLES) -> dict[str, Estimate | None]:
    """Every figure with its interval, sources resampled (percentile bootstrap, Efron and Tibshirani, 1993).

    None where a figure is undefined, which all are where only one class is there.
    """
    if not all_.has_both:
        return dict.fromkeys(FIGURES)
    rows = [np.flatnonzero(all_.sources == source) for source in np.unique(all_.sources)]
    chance = np.random.default_rng(SEED)
    draws: dict[str, list[float]] = {name: [] for name in FIGURES}
    for _ in range(resamples):
        chosen = chance.integers(0, len(rows), len(rows))
        drawn = all_.drawn(np.concatenate([rows[place] for place in chosen]))
        if drawn.has_both:
            for name, figure in FIGURES.items():
                draws[name].append(figure(drawn))
    return {name: _estimate(figure(all_), draws[name]) for name, figure in FIGURES.items()}


def _estimate(value: float, draws: Sequence[float]) -> Estimate | None:
    known = np.array([draw for draw in draws if not np.isnan(draw)])
    if np.isnan(value):
        return None
    if not len(known):
        return Estimate(value, 0.0, 1.0)
    low, high = np.quantile(known, [0.025, 0.975])
    return Estimate(value, float(low), float(high))


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores between two borders: how many, their mean, and the share that is supported."""

    low: float
    high: float
    n: int
    mean_score: float | None
    share_supported: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far a score of 0.7 means that 7 of 10 are supported.

    ``ece`` is the expected calibration error: the mean distance of score and share, weighted by bin
    (Naeini et al., 2015); bins are of equal width.
    """

    ece: float
    bins: tuple[Bin, ...]


def calibration(all_: Judgements) -> Calibration:
    """The reliability table of the scores."""
    place = np.minimum((all_.scores * BINS).astype(int), BINS - 1)
    bins = []
    for number in range(BINS):
        inside = place == number
        n = int(inside.sum())
        score, share = (
            (float(all_.scores[inside].mean()), float(all_.truth[inside].mean())) if n else (None, None)
        )
        bins.append(Bin(number / BINS, (number + 1) / BINS, n, score, share))
    distances = [
        one.n * abs(one.mean_score - one.share_supported)
        for one in bins
        if one.mean_score is not None and one.share_supported is not None
    ]
    return Calibration(sum(distances) / max(1, len(all_.truth)), tuple(bins))
