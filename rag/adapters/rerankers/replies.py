"""What `/rerank` services are sent, and the scores in what they send back. Pure functions.

There are two kinds of requests: ``documents`` (Cohere, Jina, Voyage, vLLM, Infinity, llama.cpp) and
``texts`` (Text Embeddings Inference). Replies list an index and a score for each document, under
``results`` or ``data`` or as a bare list.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeGuard

_LISTS = ("results", "data", "rankings")
_SCORES = ("relevance_score", "score")


def documents_request(question: str, texts: Sequence[str], model: str | None) -> dict[str, Any]:
    """The request of most services.

    ``top_n`` is left out, since not all know it: they answer for every document then.
    """
    return {"query": question, "documents": list(texts)} | ({"model": model} if model else {})


def texts_request(question: str, texts: Sequence[str]) -> dict[str, Any]:
    """The request of Text Embeddings Inference; without ``truncate`` it refuses long passages."""
    return {"query": question, "texts": list(texts), "truncate": True}


def scores_in(reply: Any, count: int) -> dict[int, float]:
    """Document index -> score.

    Entries without a usable score or index are left out, and of several for one document all but
    the first.

    Args:
        reply: The JSON that came.
        count: How many documents were sent.

    Raises:
        ValueError: if there is not one usable entry.
    """
    scores: dict[int, float] = {}
    for entry in _entries(reply):
        index, score = entry.get("index"), next((entry[name] for name in _SCORES if name in entry), None)
        if _is_number(score) and _is_index(index, count):
            scores.setdefault(index, float(score))
    if not scores:
        raise ValueError("no scores")
    return scores


def _entries(reply: Any) -> list[dict[str, Any]]:
    if isinstance(reply, dict):
        reply = next((reply[name] for name in _LISTS if isinstance(reply.get(name), list)), None)
    return [entry for entry in reply if isinstance(entry, dict)] if isinstance(reply, list) else []


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_index(value: Any, count: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < count
