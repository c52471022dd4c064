"""How far two who judge the same things agree beyond chance: Cohen's kappa (Cohen, 1960)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 2000
_SEED = 7


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cohen's kappa with its 95 % interval; None where it is undefined, as where all is judged alike.

    ``observed`` is the share that is judged alike.
    """

    n: int
    observed: float | None
    kappa: float | None
    low: float | None
    high: float | None


def agreement(a: Sequence[str], b: Sequence[str], groups: Sequence[str]) -> Agreement:
    """The agreement of two on the same things, in the same order.

    Args:
        a: What the first says.
        b: What the second says.
        groups: What is drawn again as one for the interval: the question each belongs to.
    """
    if not a:
        return Agreement(0, None, None, None, None)
    observed = sum(x == y for x, y in zip(a, b, strict=True)) / len(a)
    kappa = cohens_kappa(a, b)
    if kappa is None:
        return Agreement(len(a), observed, None, None, None)
    low, high = _interval(a, b, groups)
    return Agreement(len(a), observed, kappa, low, high)


def cohens_kappa(a: Sequence[str], b: Sequence[str]) -> float | None:
    """Agreement beyond what the two's shares of each label give by chance; None where chance gives all."""
    n = len(a)
    observed = sum(x == y for x, y in zip(a, b, strict=True)) / n
    first, second = Counter(a), Counter(b)
    chance = sum(first[label] * second[label] for label in first) / n**2
    return None if chance == 1 else (observed - chance) / (1 - chance)


def _interval(a: Sequence[str], b: Sequence[str], groups: Sequence[str]) -> tuple[float, float]:
    rows: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        rows.setdefault(group, []).append(place)
    members = list(rows.values())
    chance = np.random.default_rng(_SEED)
    draws = []
    for _ in range(_RESAMPLES):
        drawn = [row for place in chance.integers(0, len(members), len(members)) for row in members[place]]
        kappa = cohens_kappa([a[row] for row in drawn], [b[row] for row in drawn])
        if kappa is not None:
            draws.append(kappa)
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)
