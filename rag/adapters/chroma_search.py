"""The nearest vectors of a Chroma collection, all of them or those of allowed passages."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.errors import InternalError, NotFoundError
from numpy.typing import NDArray

from rag.domain import PassageId

# When most passages are allowed, looking four times further and dropping the others takes 4 ms;
# handing Chroma tens of thousands of allowed ids takes 20 to 50.
WIDENING = 4


class MovedError(Exception):
    """The collection refers to what another process has deleted."""


def search(
    collection: ChromaCollection,
    vector: NDArray[np.float32],
    limit: int,
    allowed: Sequence[PassageId] | None,
) -> list[tuple[PassageId, float]]:
    """The nearest passages, best first, each with its cosine similarity.

    Raises:
        MovedError: if what was opened is no longer what is on the disk.
    """
    try:
        if allowed is None:
            return _nearest(collection, vector, limit)
        if 2 * len(allowed) > collection.count():
            return _widening(collection, vector, limit, frozenset(allowed))
        try:
            return _nearest(collection, vector, limit, allowed)
        except InternalError:
            # Chroma fails on an id it cannot find: one that another process has just added,
            # or an article whose vectors are still on their way.
            return _widening(collection, vector, limit, frozenset(allowed))
    except (InternalError, NotFoundError) as error:
        raise MovedError from error


def _widening(
    collection: ChromaCollection, vector: NDArray[np.float32], limit: int, permitted: Collection[PassageId]
) -> list[tuple[PassageId, float]]:
    """Look ever further among all passages until enough of those found are permitted."""
    count = collection.count()
    further = WIDENING * limit
    while True:
        found = _nearest(collection, vector, further)
        hits = [hit for hit in found if hit[0] in permitted]
        if len(hits) >= limit or further >= count:
            return hits[:limit]
        further *= WIDENING


def _nearest(
    collection: ChromaCollection,
    vector: NDArray[np.float32],
    limit: int,
    allowed: Sequence[PassageId] | None = None,
) -> list[tuple[PassageId, float]]:
    queries: list[Sequence[float]] = [np.asarray(vector, dtype=np.float32).tolist()]
    found = collection.query(
        query_embeddings=queries,
        n_results=limit,
        ids=[str(passage_id) for passage_id in allowed] if allowed is not None else None,
        include=["distances"],
    )
    distances = (found["distances"] or [[]])[0]
    return [
        (PassageId(passage_id), min(1.0, 1.0 - float(distance)))  # rounding may pass 1
        for passage_id, distance in zip(found["ids"][0], distances, strict=True)
    ]
