"""Several rankings made into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Id = TypeVar("Id", bound=str)


@dataclass(frozen=True, slots=True)
class Fused(Generic[Id]):
    """A candidate's place in the fused ranking, and the scores that put it there."""

    id: Id
    score: float  # 0 to 1, comparable within one fusion only
    parts: dict[str, float]  # the score as it came, by name of the rankings that hold the candidate


def fuse(rankings: Mapping[str, Sequence[tuple[Id, float]]], weights: Mapping[str, float]) -> list[Fused[Id]]:
    """Add the rankings' min-max normalised scores, weighted; best first, ties by id.

    A convex combination, which keeps how far apart candidates are and does better than adding
    reciprocal ranks (Bruch, Gai and Ingber, 2023). In each ranking the best candidate counts 1
    and the worst 0, as if missing; where all score the same, each counts 1. An id that a ranking
    holds twice counts with its higher score.

    Raises:
        ValueError: if a ranking has no weight, a weight is negative, or all are zero.
    """
    total = _total(rankings, weights)
    best = {name: _highest(ranking) for name, ranking in rankings.items()}
    scores: dict[Id, float] = {}
    for name, raw in best.items():
        for candidate, score in _normalised(raw).items():
            scores[candidate] = scores.get(candidate, 0.0) + score * weights[name] / total
    fused = [
        Fused(
            id=candidate,
            score=min(score, 1.0),  # sums of rounded weights may pass it by a hair
            parts={name: raw[candidate] for name, raw in best.items() if candidate in raw},
        )
        for candidate, score in scores.items()
    ]
    return sorted(fused, key=lambda hit: (-hit.score, hit.id))


def _total(rankings: Mapping[str, object], weights: Mapping[str, float]) -> float:
    missing = sorted(set(rankings) - set(weights))
    if missing:
        raise ValueError(f"no weight for {', '.join(missing)}")
    if any(weights[name] < 0 for name in rankings):
        raise ValueError("a weight is negative")
    total = sum(weights[name] for name in rankings)
    if rankings and total <= 0:
        raise ValueError("all weights are zero")
    return total


def _highest(ranking: Sequence[tuple[Id, float]]) -> dict[Id, float]:
    highest: dict[Id, float] = {}
    for candidate, score in ranking:
        highest[candidate] = max(score, highest.get(candidate, score))
    return highest


def _normalised(scores: Mapping[Id, float]) -> dict[Id, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {candidate: (score - low) / (high - low) for candidate, score in scores.items()}
