"""`ChromaIndex`: vectors in Chroma, embedded in a folder or at a Chroma server."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.config import Settings
from chromadb.errors import ChromaError, InternalError, NotFoundError
from numpy.typing import NDArray

from rag.domain import ArticleId, PassageId
from rag.errors import IndexMismatchError, LibraryError
from rag.interfaces import Vectors

# Measured: recall@10 of 1.0 at the latency of the default 100; it cannot be raised on an open index.
EF_SEARCH = 400
# Below every Chroma's max_batch_size of 5461, and below what SQLite takes as parameters.
BATCH = 5_000
# When most passages are allowed, looking four times further and dropping the others takes 4 ms;
# handing Chroma tens of thousands of allowed ids takes 20 to 50.
WIDENING = 4


class ChromaIndex:
    """Keeps the promise of `PassageIndex`; safe from any thread of one process.

    A second process sees new rows only after it has opened the index again, and only one may write.
    Every method raises `LibraryError` when Chroma fails.
    """

    def __init__(self, client: ClientAPI, collection: ChromaCollection, dimension: int, place: str) -> None:
        self._client = client
        self._collection = collection
        self._dimension = dimension
        self._place = place

    @classmethod
    def open(
        cls,
        path_or_url: Path | str,
        name: str = "passages",
        *,
        embedder: str,
        dimension: int,
        splitter: str,
    ) -> Self:
        """Open the index in a folder, or at the URL of a Chroma server; made if it is not there.

        ``embedder`` and ``splitter`` name what made the vectors; they are recorded with the index.

        Raises:
            IndexMismatchError: if the index holds vectors of another embedder or splitter.
            LibraryError: if Chroma cannot open it.
        """
        place = str(path_or_url)
        if _is_url(place):  # shown in messages: without the name and password that it may hold
            place = f"{urlsplit(place).scheme}://{urlsplit(place).netloc.rpartition('@')[2]}"
        recorded = {"embedder": embedder, "dimension": dimension, "splitter": splitter}
        with _translated(place):
            client = _client(path_or_url)
            collection = _collection(client, name, recorded)
            # An index without vectors was made with nothing: it is remade for the new embedder.
            if dict(collection.metadata or {}) != recorded and collection.count() == 0:
                client.delete_collection(name)
                collection = _collection(client, name, recorded)
        _refuse_mismatch(collection.metadata or {}, recorded, place)
        return cls(client, collection, dimension, place)

    def close(self) -> None:
        """Let go of the folder or the connection."""
        with _translated(self._place):
            self._client.close()  # type: ignore[attr-defined]  # missing from the interface only

    def add(self, ids: Sequence[PassageId], vectors: Vectors, articles: Sequence[ArticleId]) -> None:
        """Add unit vectors; ids that are there already are replaced.

        Raises:
            ValueError: if the three differ in length, or the vectors in dimension.
        """
        if not len(ids) == len(vectors) == len(articles):
            raise ValueError(f"{len(ids)} ids, {len(vectors)} vectors and {len(articles)} articles")
        if len(ids) and vectors.shape[1] != self._dimension:
            raise ValueError(f"vectors of dimension {vectors.shape[1]}; the index holds {self._dimension}")
        # A repeated id would be refused by Chroma: the last one counts, as if added one by one.
        last = {passage_id: row for row, passage_id in enumerate(ids)}
        rows = list(last.values())
        for first in range(0, len(rows), BATCH):
            self._add_batch(rows[first : first + BATCH], ids, vectors, articles)

    def delete(self, ids: Sequence[PassageId]) -> None:
        """Forget these ids; unknown ones do not matter."""
        with _translated(self._place):
            for first in range(0, len(ids), BATCH):
                self._collection.delete(ids=list(ids[first : first + BATCH]))

    def search(
        self, vector: NDArray[np.float32], limit: int, allowed: Sequence[PassageId] | None = None
    ) -> list[tuple[PassageId, float]]:
        """The nearest passages, best first, each with its cosine similarity."""
        if limit <= 0 or (allowed is not None and not allowed):
            return []
        with _translated(self._place):
            if allowed is None:
                return self._nearest(vector, limit)
            if 2 * len(allowed) > self._collection.count():
                return self._widening(vector, limit, frozenset(allowed))
            try:
                return self._nearest(vector, limit, allowed)
            except InternalError:
                # Chroma fails on an id it cannot find: one that another process has just added,
                # or an article whose vectors are still on their way.
                return self._widening(vector, limit, frozenset(allowed))

    def count(self) -> int:
        """How many vectors there are."""
        with _translated(self._place):
            return self._collection.count()

    def _add_batch(
        self, rows: list[int], ids: Sequence[PassageId], vectors: Vectors, articles: Sequence[ArticleId]
    ) -> None:
        batch = [str(ids[row]) for row in rows]
        with _translated(self._place):
            # Chroma ignores an id that is there, and its upsert is four times slower than this.
            known = self._collection.get(ids=batch, include=[])["ids"]
            if known:
                self._collection.delete(ids=known)
            self._collection.add(
                ids=batch,
                embeddings=np.asarray(vectors[rows], dtype=np.float32),
                metadatas=[{"article_id": str(articles[row])} for row in rows],
            )

    def _widening(
        self, vector: NDArray[np.float32], limit: int, permitted: Collection[PassageId]
    ) -> list[tuple[PassageId, float]]:
        """Look ever further among all passages until enough of those found are permitted."""
        count = self._collection.count()
        further = WIDENING * limit
        while True:
            found = self._nearest(vector, further)
            hits = [hit for hit in found if hit[0] in permitted]
            if len(hits) >= limit or further >= count:
                return hits[:limit]
            further *= WIDENING

    def _nearest(
        self, vector: NDArray[np.float32], limit: int, allowed: Sequence[PassageId] | None = None
    ) -> list[tuple[PassageId, float]]:
        queries: list[Sequence[float]] = [np.asarray(vector, dtype=np.float32).tolist()]
        found = self._collection.query(
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


def _is_url(place: str) -> bool:
    return place.startswith(("http://", "https://"))


def _client(path_or_url: Path | str) -> ClientAPI:
    settings = Settings(anonymized_telemetry=False)
    if not _is_url(str(path_or_url)):
        folder = Path(path_or_url)
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(folder), settings=settings)
    url = urlsplit(str(path_or_url))
    return chromadb.HttpClient(
        host=url.hostname or "localhost",
        port=url.port or (443 if url.scheme == "https" else 80),
        ssl=url.scheme == "https",
        settings=settings,
    )


def _collection(client: ClientAPI, name: str, recorded: Mapping[str, Any]) -> ChromaCollection:
    # Without an embedding function: Chroma's default one would fetch its weights from the network.
    try:
        return client.get_collection(name, embedding_function=None)
    except NotFoundError:
        return client.create_collection(
            name,
            configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}},
            metadata=dict(recorded),
            embedding_function=None,
        )


def _refuse_mismatch(found: Mapping[str, Any], wanted: Mapping[str, Any], place: str) -> None:
    differing = [key for key in wanted if found.get(key) != wanted[key]]
    if differing:
        told = "; ".join(f"{key} {found.get(key)!r}, not {wanted[key]!r}" for key in differing)
        raise IndexMismatchError(
            f"The index at {place} was made with {told}.",
            hint="Configure the embedder that it was made with, or set BYLINE_DATA_DIR to a new folder"
            " and ingest there (moving the old data folder away does the same).",
        )


@contextmanager
def _translated(place: str) -> Iterator[None]:
    """Turn Chroma's errors into errors that say what to do; the only place that does."""
    try:
        yield
    except (ChromaError, httpx.HTTPError, OSError, ValueError, RuntimeError) as error:
        if _is_url(place):
            hint = "Check that the Chroma server runs and that BYLINE_CHROMA_URL names it."
        else:
            hint = "Check that the folder can be written; if it is damaged, move it away and ingest again."
        raise LibraryError(f"The index at {place} failed: {error}", hint=hint) from error
