"""`ChromaIndex`: vectors in Chroma, embedded in a folder or at a Chroma server."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import numpy as np
from chromadb.api.models.Collection import Collection as ChromaCollection
from numpy.typing import NDArray

from rag.adapters import chroma_client
from rag.adapters.chroma_client import INDEX_VERSION, Opening, is_url, translated
from rag.adapters.chroma_files import alone_with_files
from rag.adapters.chroma_search import MovedError, search
from rag.domain import ArticleId, PassageId
from rag.errors import BylineError, LibraryLockedError
from rag.interfaces import AllowedPassages, Library, Vectors

# Below every Chroma's max_batch_size of 5461, and below what SQLite takes as parameters.
BATCH = 5_000
# While another process ingests, the library moves several times a second. The index is opened again at
# most once in this time, and less often, in proportion, where opening it takes longer than is afforded:
# 25 ms for a small one, 250 at 100,000 passages.
FOLLOW_SECONDS = 1.0
AFFORDED_SECONDS = 0.1


class ChromaIndex:
    """Keeps the promise of `PassageIndex`; safe from any thread of one process. Only one may write.

    A second process sees new rows after `refresh`. Every method raises `LibraryError` when Chroma fails.
    """

    def __init__(self, place: Path | str, opening: Opening, record: Mapping[str, Any]) -> None:
        self._target = place
        self._place = chroma_client.shown(place)
        self._record = record
        self._dimension: int = record["dimension"]
        self._lock = threading.Lock()  # held for a moment only: no search waits for a reopening
        self._reopening = threading.Lock()
        self._opening = opening
        self._opened_at = time.monotonic()
        self._opening_seconds = 0.0
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
        generation: int | None = None,
    ) -> Self:
        """Open the index in a folder, or at the URL of a Chroma server; made if it is not there.

        ``embedder`` and ``splitter`` name what made the vectors; they are recorded with the index.
        ``generation`` is the library's, read before: as long as it has not moved, nothing has to be
        opened again.

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
            _load(collection, chroma_client.place_of(path_or_url, name), dimension)
        except BylineError:
            opening.close()
            raise
        index = cls(path_or_url, opening, record)
        index._generation = generation
        return index

    def close(self) -> None:
        """Let go of the folder or the connection."""
        with translated(self._place):
            self._opening.close()

    @property
    def name(self) -> str:
        """The name of its collection."""
        return self._opening.collection.name

    @property
    def _folder(self) -> Path | str:
        return chroma_client.place_of(self._target, self.name)

    @property
    def record(self) -> Mapping[str, Any]:
        """What made the vectors: embedder, dimension, splitter and the version of the whole."""
        return self._record

    def refresh(self, library: Library) -> None:
        """Follow the library: see what another process has added, or the index that replaced this one.

        A Chroma server is one for all processes: there, only another index is opened. In a folder,
        the index is opened again when the library has moved, at most once a second; threads that
        search meanwhile use it as it was.

        Raises:
            IndexMismatchError: if the index was rebuilt with another embedder.
        """
        generation, name = library.generation(), library.index_name()
        self._library = library
        if self._is_followed(generation, name):
            return
        is_replaced = name != self.name
        if not self._reopening.acquire(blocking=is_replaced):
            return
        try:
            if not self._is_followed(generation, name):  # another thread may have been faster
                self._reopen(name, None if is_replaced else 0)
                self._generation = generation
        except LibraryLockedError:
            if is_replaced:
                raise  # otherwise the next search follows: what is open still serves
        finally:
            self._reopening.release()

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
        with self._using() as collection, alone_with_files(self._folder):
            for first in range(0, len(ids), BATCH):
                collection.delete(ids=list(ids[first : first + BATCH]))

    def search(
        self, vector: NDArray[np.float32], limit: int, allowed: AllowedPassages | None = None
    ) -> list[tuple[PassageId, float]]:
        """The nearest passages, of the allowed ones if told, best first, each with its cosine similarity."""
        if limit <= 0:
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
        with self._using() as collection, alone_with_files(self._folder):
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

    def _is_followed(self, generation: int, name: str) -> bool:
        if name != self.name:
            return False
        if is_url(self._place):
            self._generation = generation
        waiting = FOLLOW_SECONDS * max(1.0, self._opening_seconds / AFFORDED_SECONDS)
        return generation == self._generation or time.monotonic() - self._opened_at < waiting

    def _follow(self) -> None:
        """Open the index again: another process has deleted what this one still refers to."""
        with self._reopening:
            self._reopen(self._library.index_name() if self._library else self.name)

    def _reopen(self, name: str, wait_seconds: float | None = None) -> None:
        began = time.monotonic()
        place = chroma_client.place_of(self._target, name)
        with translated(self._place):
            client = chroma_client.connect(place, afresh=True)
            opening = Opening(client, client.get_collection(name, embedding_function=None))
            # Whoever reads does not care how passages were split, only whether vectors compare.
            wanted = {key: value for key, value in self._record.items() if key != "splitter"}
            try:
                chroma_client.refuse_mismatch(
                    chroma_client.record_of(opening.collection), wanted, self._place
                )
                _load(opening.collection, place, self._dimension, wait_seconds)
            except BylineError:
                opening.close()
                raise
            self._opened_at = time.monotonic()
            self._opening_seconds = self._opened_at - began
            with self._lock:
                former, self._opening = self._opening, opening
                former.is_retired = True
                is_left = not former.users
            if is_left:
                former.close()


def _load(
    collection: ChromaCollection, place: Path | str, dimension: int, wait_seconds: float | None = None
) -> None:
    """Have Chroma read the vectors now, while nobody writes them, rather than at the first search."""
    with translated(chroma_client.shown(place)), alone_with_files(place, wait_seconds), suppress(MovedError):
        search(collection, np.eye(1, dimension, dtype=np.float32)[0], 1, None)


def index_record(embedder: str, dimension: int, splitter: str) -> dict[str, Any]:
    """The fingerprint of an index: vectors and passages compare only if all of it is the same."""
    return {"embedder": embedder, "dimension": dimension, "splitter": splitter, "version": INDEX_VERSION}
