"""The nearest vectors of a Chroma collection, all of them or those of allowed passages.

Chroma goes through its graph until it has met enough allowed passages. That takes 1 ms where all are
allowed, 20 ms where one in twenty is, and ever longer the fewer there are. So the allowed ones are taken
from the nearest of all, as long as looking further promises enough of them; a few are compared one by one;
only between the two is Chroma told which ones are allowed.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

import numpy as np
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.errors import InternalError, NotFoundError
from numpy.typing import NDArray

from rag.domain import PassageId
from rag.interfaces import AllowedPassages

# The first look among all goes so many times further than wanted; a second one as far as the share of
# allowed ones in the first demands, and a margin.
WIDENING = 4
_MARGIN = 1.5
# Measured in microseconds: a passage of a look takes 6, and asking whether it is allowed 4 where they are not
# listed; one that is compared by itself takes 35; telling Chroma which ones are allowed takes 20,000.
LISTED = 10_000
FARTHEST = 1_200
COMPARED = 1_000
COMPARED_AT_ONCE = 150  # they cost no more than a look

_Hits = list[tuple[PassageId, float]]


class MovedError(Exception):
    """The collection refers to what another process has deleted."""


def search(
    collection: ChromaCollection,
    vector: NDArray[np.float32],
    limit: int,
    allowed: AllowedPassages | None,
) -> _Hits:
    """The nearest passages, best first, each with its cosine similarity.

    Raises:
        MovedError: if what was opened is no longer what is on the disk.
    """
    try:
        if allowed is None:
            return _nearest(collection, vector, limit)
        return _nearest_allowed(collection, vector, limit, allowed)
    except (InternalError, NotFoundError) as error:
        raise MovedError from error


def _compared(collection: ChromaCollection, vector: NDArray[np.float32], ids: Set[PassageId]) -> _Hits:
    """All of these passages, by exact comparison; those without a vector are left out."""
    if not ids:
        return []
    found = collection.get(ids=[str(passage_id) for passage_id in ids], include=["embeddings"])
    vectors = np.asarray(found["embeddings"], dtype=np.float32).reshape(-1, len(vector))
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(vector)
    cosines = vectors @ vector / np.maximum(lengths, np.finfo(np.float32).tiny)
    hits = [
        (PassageId(passage_id), min(1.0, float(cosine)))
        for passage_id, cosine in zip(found["ids"], cosines, strict=True)
    ]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def _nearest_allowed(
    collection: ChromaCollection, vector: NDArray[np.float32], limit: int, allowed: AllowedPassages
) -> _Hits:
    """The nearest of the allowed ones, in the way that promises to be cheapest."""
    listed = allowed.ids(at_most=LISTED)
    if listed is not None and len(listed) <= COMPARED_AT_ONCE:
        return _compared(collection, vector, listed)[:limit]
    further = WIDENING * limit
    hits, is_all = _look(collection, vector, further, allowed)
    promising = int(_MARGIN * further * limit / max(1, len(hits)))
    if len(hits) < limit and not is_all and promising <= FARTHEST:
        hits, is_all = _look(collection, vector, promising, allowed)
    if len(hits) >= limit or is_all:
        return hits[:limit]
    if listed is not None and len(listed) <= COMPARED:
        return _compared(collection, vector, listed)[:limit]
    try:
        return _nearest(collection, vector, limit, allowed.ids())
    except InternalError:
        # Chroma fails on an id it cannot find: one that another process has just added,
        # or an article whose vectors are still on their way.
        return _look(collection, vector, collection.count(), allowed)[0][:limit]


def _look(
    collection: ChromaCollection, vector: NDArray[np.float32], further: int, allowed: AllowedPassages
) -> tuple[_Hits, bool]:
    """The allowed ones among so many nearest, and whether these were all."""
    found = _nearest(collection, vector, further)
    permitted = allowed.among([passage_id for passage_id, _ in found])
    return [hit for hit in found if hit[0] in permitted], len(found) < further


def _nearest(
    collection: ChromaCollection,
    vector: NDArray[np.float32],
    limit: int,
    allowed: Set[PassageId] | None = None,
) -> _Hits:
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
