"""How good a ranking of articles is, where the articles that hold the answer are known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rag.evaluation.metrics.measures import RANKED

_DEPTH = 10  # that the gain is discounted to


def ranked_articles(contexts: Iterable[Mapping[str, Any]]) -> list[frozenset[str]]:
    """The names of each article that was retrieved, in the order of its best passage."""
    ranked: dict[str, frozenset[str]] = {}
    for context in contexts:
        key = str(context.get("article_id"))
        names = (key, context.get("source"), context.get("url"))
        ranked.setdefault(key, frozenset(str(name) for name in names if name))
    return list(ranked.values())


def ranking_counts(ranked: Sequence[frozenset[str]], gold: Sequence[str]) -> dict[str, float]:
    """Hit, recall, reciprocal rank and normalised discounted gain of a ranking.

    Binary relevance (Järvelin and Kekäläinen, 2002), to a depth of 10; hit and recall look at the first 5.

    Args:
        ranked: Best first; each article by every name it may be called.
        gold: Names of the articles that hold the answer, at least one.
    """
    wanted = list(dict.fromkeys(gold))
    places = [rank for rank, names in enumerate(ranked, 1) if not names.isdisjoint(wanted)]
    ideal = sum(_gain(rank) for rank in range(1, min(len(wanted), _DEPTH) + 1))
    within = sum(rank <= RANKED for rank in places)
    return {
        "hit_at_k": float(within > 0),
        "recall_at_k": min(1.0, within / len(wanted)),
        "mrr": 1 / places[0] if places else 0.0,
        "ndcg": min(1.0, sum(_gain(rank) for rank in places if rank <= _DEPTH) / ideal),
    }


def _gain(rank: int) -> float:
    return 1 / math.log2(rank + 1)
