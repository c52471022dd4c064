"""The smallest drop that a question set can show: what a comparison cannot see, it should say."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

ALPHA = 0.05  # two-sided
POWER = 0.8
_STEPS = 40  # halvings of the interval that holds the answer; more than a float can tell apart
_Z_ALPHA = NormalDist().inv_cdf(1 - ALPHA / 2)
_Z_POWER = NormalDist().inv_cdf(POWER)


def detectable_share(n: int, worse: int, better: int) -> float | None:
    """The smallest drop of a share that n paired yes-or-no questions find four times in five.

    Questions that changed both ways are taken for churn that will come again; the drop comes on top of it.
    The size is that of McNemar's test (Connor, 1987, "Sample size for testing differences in proportions
    for the paired-sample design", Biometrics 43), two-sided at 5 %.

    Args:
        n: Questions in both runs.
        worse: Those right before and wrong after.
        better: Those wrong before and right after.

    Returns:
        A share between 0 and 1; None where not even the loss of every question would be found.
    """
    if n == 0:
        return None
    churn = 2 * min(worse, better) / n
    low, high = 0.0, 1.0 - churn
    if high <= 0 or _needed(high, churn) > n:
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _needed(middle, churn) <= n:
            high = middle
        else:
            low = middle
    return high


def _needed(drop: float, churn: float) -> float:
    """How many questions McNemar's test needs for this drop."""
    changed = churn + drop
    spread = _Z_ALPHA * sqrt(changed) + _Z_POWER * sqrt(max(changed - drop * drop, 0.0))
    return (spread / drop) ** 2


def detectable_mean(standard_error: float) -> float | None:
    """The smallest change of a mean or a ratio that is found four times in five.

    Args:
        standard_error: Of the paired difference, for instance from a bootstrap over questions.

    Returns:
        In the unit of the measure; None where nothing varied, so that the data do not tell.
    """
    return (_Z_ALPHA + _Z_POWER) * standard_error if standard_error > 0 else None
