"""Vectors into the index, articles into the library, in the order that loses nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ingest.remembered import LibraryMemory
from ingest.reprints import likeness
from rag.domain import Article, Passage, PassageId
from rag.errors import EmbedderError
from rag.interfaces import Embedder, PassageIndex, Vectors, WritableLibrary
from rag.ledger import Replacement, SourceRead

BATCH = 128  # passages embedded at once, across articles: enough of about one length to fill small batches
SOURCES = 1_000  # read to their end without anything to write, until that is noted


def embedding_text(article: Article, passage: Passage) -> str:
    """What is embedded for a passage: its article's title before it.

    A passage from the middle of an article seldom names what the article is about.
    """
    ends_itself = article.title.endswith((".", "!", "?", "…"))
    return f"{article.title}{' ' if ends_itself else '. '}{passage.text}"


class BatchWriter:
    """Buffers articles until their passages fill a batch, then writes them.

    The ids of new vectors are announced, the vectors go in, the articles with their passages follow
    in one commit, then the old vectors come out. Killed in between, the library holds the former
    state or the new one, whole, and knows which vectors are in doubt: `Upkeep.settle` mends them.
    """

    def __init__(
        self,
        library: WritableLibrary,
        index: PassageIndex,
        embedder: Embedder,
        collection: str,
        memory: LibraryMemory | None = None,
    ) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder
        self._collection = collection
        self._memory = memory
        self._waiting: list[Replacement] = []
        self._waiting_passages = 0
        self._sources: list[SourceRead] = []
        self.passages_written = 0

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        """Take an article; it is in the library after the next `flush` at the latest."""
        self._waiting.append(Replacement(article, passages, likeness(article.text)))
        self._waiting_passages += len(passages)
        if self._waiting_passages >= BATCH:
            self.flush()

    def note(self, source: SourceRead) -> None:
        """Take a source that was read to its end; it is noted together with its last article."""
        self._sources.append(source)
        if len(self._sources) >= SOURCES:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        rows = [(one.article, passage) for one in self._waiting for passage in one.passages]
        if rows:
            self._library.announce_vectors([passage.id for _, passage in rows])
            add_vectors(self._index, self._embedder, rows)
        fetched = self._memory.take() if self._memory else []
        outdated = self._library.write_batch(self._collection, self._waiting, self._sources, fetched)
        if outdated:
            forget_vectors(self._library, self._index, outdated)
        self.passages_written += len(rows)
        self._waiting, self._waiting_passages, self._sources = [], 0, []


def add_vectors(index: PassageIndex, embedder: Embedder, rows: Sequence[tuple[Article, Passage]]) -> None:
    """Embed passages and put their vectors into the index."""
    for batch in _batches(rows):
        vectors = embed(embedder, [embedding_text(article, passage) for article, passage in batch])
        index.add([passage.id for _, passage in batch], vectors, [article.id for article, _ in batch])


def forget_vectors(library: WritableLibrary, index: PassageIndex, ids: Sequence[PassageId]) -> None:
    """Delete the vectors of passages that the library no longer has."""
    index.delete(ids)
    library.settle_vectors(ids)


def embed(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """The unit vectors of texts, in their order; a text that comes twice is embedded once.

    Raises:
        EmbedderError: the embedder gave something other than one usable vector a text.
    """
    distinct = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    vectors = np.asarray(embedder.get_text_embedding_batch(list(distinct)), dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True) if vectors.ndim == 2 else np.zeros(1)
    if len(vectors) != len(distinct) or not np.isfinite(lengths).all() or not lengths.all():
        raise EmbedderError(f"The embedder {embedder.model_name} did not give one usable vector a text.")
    unit: Vectors = vectors / lengths
    return unit[[distinct[text] for text in texts]]


def _batches(
    rows: Sequence[tuple[Article, Passage]],
) -> Iterator[Sequence[tuple[Article, Passage]]]:
    """Passages of like length together: the embedder pads each small batch to its longest."""
    by_length = sorted(rows, key=lambda row: len(row[1].text))
    for first in range(0, len(by_length), BATCH):
        yield by_length[first : first + BATCH]
