"""Which threshold to take: the lowest bar or the highest that gives what is asked for."""

from __future__ import annotations

import numpy as np

from rag.evaluation.verifiers.figures import AtThreshold, Judgements, at_threshold

_ALL = 1.0 + 1e-9  # above every score: all is marked


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
    """Every threshold that marks something else than the one before."""
    places = [*np.unique(all_.scores)[1:].tolist(), _ALL]
    return [at_threshold(all_, float(place)) for place in places]
