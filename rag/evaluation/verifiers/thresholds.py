"""The errors that a threshold of the score gives, and which threshold gives what is wished for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.evaluation.verifiers.figures import RESAMPLES, SEED, Judgements
from rag.evaluation.verifiers.logistic import Matrix

_STEPS = tuple(round(0.05 * step, 2) for step in range(1, 20))
_ALL = 1.0 + 1e-9  # above every score: all is marked
_BORDERS = (0.025, 0.975)
_MOST_TRIED = 400  # thresholds

Borders = tuple[float, float]


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What marking every score below a threshold gives; None where that is undefined.

    Attributes:
        threshold: The score below which is marked.
        marked: How many are.
        precision: The share of the marks that are right.
        recall: The share of what is not supported that is marked.
        balanced_accuracy: The mean of recall and of the share of what is supported that is not marked.
        precision_interval: 95 %, sources resampled.
        recall_interval: The same.
    """

    threshold: float
    marked: int
    precision: float | None
    recall: float | None
    balanced_accuracy: float | None
    precision_interval: Borders | None = None
    recall_interval: Borders | None = None


def at_thresholds(all_: Judgements, thresholds: Sequence[float]) -> list[AtThreshold]:
    """The errors of each threshold."""
    marked = all_.scores[:, None] < np.array(thresholds)[None, :]  # (n, thresholds)
    right = marked & ~all_.truth[:, None]
    wrong = np.repeat(~all_.truth[:, None], len(thresholds), axis=1)
    times = _times(all_)
    counts = [_by_source(all_, table) for table in (right, marked, wrong)]
    caught, called, there = (times @ table for table in counts)
    precisions, recalls = _borders(caught, called), _borders(caught, there)
    supported = int(all_.truth.sum())
    found = []
    for place, threshold in enumerate(thresholds):
        good, all_marked, false = (int(table[:, place].sum()) for table in (right, marked, wrong))
        recall = good / false if false else None
        passed = 1 - (all_marked - good) / supported if supported else None
        found.append(
            AtThreshold(
                threshold,
                all_marked,
                good / all_marked if all_marked else None,
                recall,
                (recall + passed) / 2 if recall is not None and passed is not None else None,
                precisions[place],
                recalls[place],
            )
        )
    return found


def at_steps(all_: Judgements, own: float | None) -> list[AtThreshold]:
    """The errors at thresholds 0.05 apart, and at the own one where there is one."""
    return at_thresholds(all_, sorted({*_STEPS, own}) if own is not None else _STEPS)


def for_precision(all_: Judgements, least: float) -> AtThreshold | None:
    """The threshold that catches most while at least this share of its marks is right; None: there is none.

    What is marked has a score below the threshold. Of thresholds that catch as much, the lowest.
    """
    good = [one for one in _candidates(all_) if one.precision is not None and one.precision >= least]
    return max(good, key=lambda one: (one.recall or 0.0, -one.threshold), default=None)


def for_recall(all_: Judgements, least: float) -> AtThreshold | None:
    """The lowest threshold that catches at least this share of what is not supported."""
    good = [one for one in _candidates(all_) if one.recall is not None and one.recall >= least]
    return min(good, key=lambda one: one.threshold, default=None)


def _candidates(all_: Judgements) -> list[AtThreshold]:
    """Every threshold that marks something else than the one before; of very many, some evenly spread."""
    scores = np.unique(all_.scores)[1:]
    places = np.unique(np.linspace(0, len(scores) - 1, min(len(scores), _MOST_TRIED)).round().astype(int))
    return at_thresholds(all_, [*scores[places].tolist(), _ALL])


def _times(all_: Judgements) -> Matrix:
    """How often each source is drawn, shape (draws, sources)."""
    sources = len(np.unique(all_.sources))
    chance = np.random.default_rng(SEED)
    return chance.multinomial(sources, np.full(sources, 1 / sources), RESAMPLES).astype(np.float64)


def _by_source(all_: Judgements, table: np.ndarray) -> Matrix:
    """The counts of each source, shape (sources, thresholds)."""
    places = np.unique(all_.sources, return_inverse=True)[1]
    found = np.zeros((places.max() + 1, table.shape[1]))
    np.add.at(found, places, table)
    return found


def _borders(part: Matrix, whole: Matrix) -> list[Borders | None]:
    shares = np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)
    found: list[Borders | None] = []
    for column in shares.T:
        known = column[~np.isnan(column)]
        low, high = np.quantile(known, _BORDERS) if len(known) else (0.0, 0.0)
        found.append((float(low), float(high)) if len(known) else None)
    return found
