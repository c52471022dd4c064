"""How sure a figure is: intervals that resample questions, never sentences.

Sentences of one answer fail together, so the question is the unit that is drawn again
(percentile bootstrap: Efron & Tibshirani, 1993, chapter 13). Every figure is a ratio of sums over
questions: a mean is a ratio whose wholes are 1. Draws are seeded: the same values give the same interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
LEVEL = 0.95
SEED = 7
_AT_ONCE = 1_000_000  # drawn indices that are held in memory

Part = tuple[float, float]  # what one question adds above and below the line


class Interval(NamedTuple):
    """A figure and the borders of its 95 % interval."""

    value: float
    low: float
    high: float


class Difference(NamedTuple):
    """How much larger the second figure is, its 95 % interval, and the two-sided p of no difference."""

    value: float
    low: float
    high: float
    p: float


def interval(values: Sequence[float], *, resamples: int = RESAMPLES) -> Interval | None:
    """The mean of one value a question; None of no values."""
    return ratio_interval([(value, 1.0) for value in values], resamples=resamples)


def ratio_interval(
    parts: Sequence[Part], *, is_share: bool = False, scale: float = 1.0, resamples: int = RESAMPLES
) -> Interval | None:
    """The sum of what stands above the line divided by the sum of what stands below.

    Args:
        parts: One pair a question.
        is_share: The figure lies between 0 and `scale`. Where every question is at the same border, drawing
            them again shows no spread; the other border is then the exact one for that many questions
            (Clopper & Pearson, 1934).
        scale: What a share is multiplied by.
        resamples: How often the questions are drawn again.

    Returns:
        None where nothing stands below the line.
    """
    above, below = _columns(parts)
    if not below.sum():
        return None
    value = float(above.sum() / below.sum())
    drawn = _ratios(above, below, resamples)
    low, high = (float(border) for border in np.nanpercentile(drawn, _BORDERS))
    if is_share and value in {0.0, scale}:
        exact = scale * _exact_border(int((below > 0).sum()))
        return Interval(value, scale - exact, scale) if value else Interval(value, 0.0, exact)
    return Interval(value, low, high)


def paired_difference(
    a: Sequence[float | Part], b: Sequence[float | Part], *, resamples: int = RESAMPLES
) -> Difference | None:
    """The figure of `b` minus that of `a`, the same questions drawn for both.

    Args:
        a: A value, or a pair above and below the line, for each question.
        b: The same for the same questions in the same order.
        resamples: How often the questions are drawn again.

    Returns:
        None where one of the figures is undefined. The p is twice the share of draws on the far side of
        no difference, never 0: (1 + draws) / (1 + resamples).

    Raises:
        ValueError: if the two have different lengths.
    """
    if len(a) != len(b):
        raise ValueError(f"{len(a)} questions cannot be paired with {len(b)}")
    above_a, below_a = _columns([_as_part(one) for one in a])
    above_b, below_b = _columns([_as_part(one) for one in b])
    if not (below_a.sum() and below_b.sum()):
        return None
    value = float(above_b.sum() / below_b.sum() - above_a.sum() / below_a.sum())
    drawn = _ratios(above_b, below_b, resamples) - _ratios(above_a, below_a, resamples)
    drawn = drawn[~np.isnan(drawn)]
    low, high = (float(border) for border in np.percentile(drawn, _BORDERS))
    far = min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    return Difference(value, low, high, min(1.0, 2 * (1 + far) / (1 + len(drawn))))


_BORDERS = (100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2)


def _as_part(one: float | Part) -> Part:
    return one if isinstance(one, tuple) else (one, 1.0)


def _columns(parts: Sequence[Part]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    table = np.asarray(parts, dtype=np.float64).reshape(len(parts), 2)
    return table[:, 0], table[:, 1]


def _ratios(above: NDArray[np.float64], below: NDArray[np.float64], resamples: int) -> NDArray[np.float64]:
    """The figure of each draw; NaN for a draw with nothing below the line."""
    sums = [(above[rows].sum(axis=1), below[rows].sum(axis=1)) for rows in _draws(len(above), resamples)]
    tops = np.concatenate([top for top, _ in sums])
    bottoms = np.concatenate([bottom for _, bottom in sums])
    ratios: NDArray[np.float64] = np.full_like(tops, np.nan)
    np.divide(tops, bottoms, out=ratios, where=bottoms > 0)
    return ratios


def _draws(n: int, resamples: int) -> Iterator[NDArray[np.int64]]:
    """Rows of question numbers, as many in all as resamples; the same for the same n."""
    generator = np.random.default_rng(SEED)
    block = max(1, _AT_ONCE // n)
    for first in range(0, resamples, block):
        yield generator.integers(0, n, size=(min(block, resamples - first), n))


def _exact_border(n: int) -> float:
    """The largest share that would still give none in n with probability (1 - LEVEL) / 2."""
    return float(1 - ((1 - LEVEL) / 2) ** (1 / n))
