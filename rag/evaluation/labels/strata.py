"""Strata of sentences, and a sample with something of each.

Sentences that the verifier marks are rare and tell most, so they are drawn more often than their share;
what is estimated from the sample weighs every stratum by its share of the run.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from statistics import median

from rag.evaluation.labels.sentences import RunSentence

Stratum = tuple[str, bool]  # the verdict, and whether the score is above the verdict's median
_EVEN = 0.5  # of the sample is shared out evenly among the strata, the rest by their size


def strata_of(sentences: Sequence[RunSentence]) -> dict[str, Stratum]:
    """Each sentence's stratum, by its id."""
    scores: dict[str, list[float]] = {}
    for one in sentences:
        scores.setdefault(one.verdict, []).append(one.score)
    middle = {verdict: median(found) for verdict, found in scores.items()}
    return {one.id: (one.verdict, one.score > middle[one.verdict]) for one in sentences}


def sample(sentences: Sequence[RunSentence], count: int, seed: int) -> list[RunSentence]:
    """A stratified sample in an order that tells nothing; all of them where there are no more.

    Args:
        sentences: All there are.
        count: How many are wanted.
        seed: Another number, another sample.
    """
    strata = strata_of(sentences)
    members: dict[Stratum, list[RunSentence]] = {}
    for one in sentences:
        members.setdefault(strata[one.id], []).append(one)
    chance = random.Random(seed)  # noqa: S311 - no secret is drawn
    sizes = shares({stratum: len(inside) for stratum, inside in members.items()}, count)
    chosen = [one for stratum in sorted(members) for one in chance.sample(members[stratum], sizes[stratum])]
    chance.shuffle(chosen)
    return chosen


def shares(sizes: Mapping[Stratum, int], count: int) -> dict[Stratum, int]:
    """How many to draw from each stratum: never more than it has, and `count` together, or all."""
    left = min(count, sum(sizes.values()))
    whole = sum(sizes.values())
    wanted = {s: count * (_EVEN / len(sizes) + (1 - _EVEN) * n / whole) for s, n in sizes.items()}
    drawn = dict.fromkeys(sizes, 0)
    while left:  # one at a time to the stratum that is furthest behind
        open_ = [stratum for stratum in sorted(sizes) if drawn[stratum] < sizes[stratum]]
        behind = max(open_, key=lambda stratum: wanted[stratum] - drawn[stratum])
        drawn[behind] += 1
        left -= 1
    return drawn
