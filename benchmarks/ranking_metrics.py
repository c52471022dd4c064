"""How good a ranking is, query by query, and how sure a mean over queries is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]  # one value a query

_RESAMPLES = 2_000
_SEED = 4


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and the 95 % interval of its bootstrap."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def ndcg(ranking: Sequence[str], relevant: Collection[str], depth: int = 10) -> float:
    """Normalised discounted cumulative gain with binary relevance (Järvelin and Kekäläinen, 2002), 0 to 1."""
    gains = [1 / np.log2(rank + 1) for rank, key in enumerate(ranking[:depth], 1) if key in relevant]
    ideal = [1 / np.log2(rank + 1) for rank in range(1, min(depth, len(relevant)) + 1)]
    return float(sum(gains) / sum(ideal))


def recall(ranking: Sequence[str], relevant: Collection[str], depth: int) -> float:
    """Share of the relevant among the first ``depth``."""
    return len(set(ranking[:depth]) & set(relevant)) / len(relevant)


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """One by the rank of the first relevant; 0 if there is none."""
    return next((1 / rank for rank, key in enumerate(ranking, 1) if key in relevant), 0.0)


def bootstrap(values: Scores) -> Interval:
    """The mean, with queries resampled (Efron's percentile interval)."""
    rows = np.random.default_rng(_SEED).integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.quantile(values[rows].mean(axis=1), [0.025, 0.975])
    return Interval(float(values.mean()), float(low), float(high))


def paired(values: Scores, others: Scores) -> Interval:
    """By how much the first are better on the same queries; above zero if the interval is."""
    return bootstrap(values - others)
