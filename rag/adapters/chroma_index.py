"""`ChromaIndex`: vectors in Chroma, embedded in a folder or at a Chroma server."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
from chromadb.api.models.Collection import Collection as ChromaCollection
from numpy.typing import NDArray

from rag.adapters import chroma_client
from rag.adapters.chroma_client import INDEX_VERSION, Opening, is_url, translated
from rag.adapters.chroma_search import MovedError, search
from rag.domain import ArticleId, PassageId
from rag.errors import IndexMismatchError
from rag.interfaces import Library, Vectors

# Below every Chroma's max_batch_size of 5461, and below what SQLite takes as parameters.
BATCH = 5_000
# While another process ingests, the library moves several times a second; looking again takes 25 ms.
FOLLOW_SECONDS = 1.0


class ChromaIndex:
    """Keeps the promise of `PassageIndex`; safe from any thread of one process. Only one may write.

    A second process sees new rows after `refresh`. Every method raises `LibraryError` when Chroma fails.
    """

    def __init__(self, place: Path | str, opening: Opening, record: Mapping[str, Any]) -> None:
        self._target = place
        self._place = chroma_client.shown(place)
        self._record = record
        self._dimension: int = record["dimension"]
        self._lock = threading.Lock()
        self._opening = opening
        self._opened_at = time.monotonic()
        self._generation: int | None = None
        self._library: Library | None = None

    @classmethod
    def open(
        cls,
        path_or_url: Path | str,
        name: str = chroma_client.FIRST_NAME,
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
        place = chroma_client.shown(path_or_url)
        record = index_record(embedder, dimension, splitter)
        with translated(place):
            client = chroma_client.connect(chroma_client.place_of(path_or_url, name))
            collection = chroma_client.get_collection(client, name)
            # An index without vectors was made with nothing: it is remade for the new embedder.
            if collection and chroma_client.record_of(collection) != record and collection.count() == 0:
                client.delete_collection(name)
                collection = None
            collection = collection or chroma_client.make_collection(client, name, record)
        opening = Opening(client, collection)
        try:
            chroma_client.refuse_mismatch(chroma_client.record_of(collection), record, place)
        except IndexMismatchError:
            opening.close()
            raise
        return cls(path_or_url, opening, record)

    def close(self) -> None:
        """Let go of the folder or the connection."""
        with translated(self._place):
            self._opening.close()

    @property
    def name(self) -> str:
        """The name of its collection."""
        return self._opening.collection.name

    @property
    def record(self) -> Mapping[str, Any]:
        """What made the vectors: embedder, dimension, splitter and the version of the whole."""
        return self._record

    def refresh(self, library: Library) -> None:
        """Follow the library: see what another process has added, or the index that replaced this one.

        A Chroma server is one for all processes: there, only another index is opened. In a folder,
        the index is opened again when the library has moved, at most once a second.

        Raises:
            IndexMismatchError: if the index was rebuilt with another embedder.
        """
        generation, name = library.generation(), library.index_name()
        with self._lock, translated(self._place):
            self._library = library
            if name == self.name:
                if is_url(self._place):
                    self._generation = generation
                is_recent = time.monotonic() - self._opened_at < FOLLOW_SECONDS
                if generation == self._generation or is_recent:
                    return
            self._reopen(name)
            self._generation = generation

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
        with self._using() as collection:
            for first in range(0, len(ids), BATCH):
                collection.delete(ids=list(ids[first : first + BATCH]))

    def search(
        self, vector: NDArray[np.float32], limit: int, allowed: Sequence[PassageId] | None = None
    ) -> list[tuple[PassageId, float]]:
        """The nearest passages, best first, each with its cosine similarity."""
        if limit <= 0 or (allowed is not None and not allowed):
            return []
        try:
            with self._using() as collection:
                return search(collection, vector, limit, allowed)
        except MovedError:
            self._follow()
            with self._using() as collection:
                return search(collection, vector, limit, allowed)

    def count(self) -> int:
        """How many vectors there are."""
        with self._using() as collection:
            return collection.count()

    def ids(self) -> Iterator[PassageId]:
        """The ids of all vectors."""
        offset = 0
        while True:
            with self._using() as collection:
                page = collection.get(limit=BATCH, offset=offset, include=[])["ids"]
            yield from map(PassageId, page)
            if len(page) < BATCH:
                return
            offset += BATCH

    def vectors(self, ids: Sequence[PassageId]) -> dict[PassageId, NDArray[np.float32]]:
        """The vectors of these ids; unknown ones are left out."""
        found: dict[PassageId, NDArray[np.float32]] = {}
        with self._using() as collection:
            for first in range(0, len(ids), BATCH):
                page = collection.get(ids=list(ids[first : first + BATCH]), include=["embeddings"])
                vectors = np.asarray(page["embeddings"], dtype=np.float32)
                found |= {PassageId(key): vectors[row] for row, key in enumerate(page["ids"])}
        return found

    def drop_others(self) -> None:
        """Delete former and unfinished indexes beside this one."""
        with self._using():
            if is_url(self._target):
                client = self._opening.client
                for other in client.list_collections():
                    if other.name != self.name and other.name.startswith(chroma_client.FIRST_NAME):
                        client.delete_collection(other.name)
            else:
                chroma_client.drop_folders_beside(Path(self._target), self.name)

    def _add_batch(
        self, rows: list[int], ids: Sequence[PassageId], vectors: Vectors, articles: Sequence[ArticleId]
    ) -> None:
        batch = [str(ids[row]) for row in rows]
        with self._using() as collection:
            # Chroma ignores an id that is there, and its upsert is four times slower than this.
            known = collection.get(ids=batch, include=[])["ids"]
            if known:
                collection.delete(ids=known)
            collection.add(
                ids=batch,
                embeddings=np.asarray(vectors[rows], dtype=np.float32),
                metadatas=[{"article_id": str(articles[row])} for row in rows],
            )

    @contextmanager
    def _using(self) -> Iterator[ChromaCollection]:
        """The collection, for this block: it is not closed before the block ends."""
        with self._lock:
            opening = self._opening
            opening.users += 1
        try:
            with translated(self._place):
                yield opening.collection
        finally:
            with self._lock:
                opening.users -= 1
                is_left = opening.is_retired and not opening.users
            if is_left:
                opening.close()

    def _follow(self) -> None:
        """Open the index again: another process has deleted what this one still refers to."""
        with self._lock, translated(self._place):
            self._reopen(self._library.index_name() if self._library else self.name)

    def _reopen(self, name: str) -> None:
        client = chroma_client.connect(chroma_client.place_of(self._target, name), afresh=True)
        collection = client.get_collection(name, embedding_function=None)
        # Whoever reads does not care how passages were split, only whether vectors compare.
        wanted = {key: value for key, value in self._record.items() if key != "splitter"}
        chroma_client.refuse_mismatch(chroma_client.record_of(collection), wanted, self._place)
        former, self._opening = self._opening, Opening(client, collection)
        self._opened_at = time.monotonic()
        former.is_retired = True
        if not former.users:
            former.close()


def index_record(embedder: str, dimension: int, splitter: str) -> dict[str, Any]:
    """The fingerprint of an index: vectors and passages compare only if all of it is the same."""
    return {"embedder": embedder, "dimension": dimension, "splitter": splitter, "version": INDEX_VERSION}
