"""Vectors into the index, articles into the library, in the order that loses nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.domain import Article, Passage
from rag.errors import EmbedderError
from rag.interfaces import Embedder, PassageIndex, Vectors, WritableLibrary

BATCH = 128  # passages embedded at once, across articles: enough of about one length to fill small batches


def embedding_text(article: Article, passage: Passage) -> str:
    """What is embedded for a passage: its article's title before it.

    A passage from the middle of an article seldom names what the article is about.
    """
    ends_itself = article.title.endswith((".", "!", "?", "…"))
    return f"{article.title}{' ' if ends_itself else '. '}{passage.text}"


class BatchWriter:
    """Buffers articles until their passages fill a batch, then writes them.

    New vectors go in first, then the article with its passages, then its old vectors come
    out. Killed in between, the library knows the article's former state or none, and the
    next run writes the same vectors again: nothing is lost, nothing doubled.
    """

    def __init__(self, library: WritableLibrary, index: PassageIndex, embedder: Embedder) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder
        self._waiting: list[tuple[Article, Sequence[Passage]]] = []
        self._waiting_passages = 0
        self.passages_written = 0

    def add(self, article: Article, passages: Sequence[Passage]) -> None:
        """Take an article; it is in the library after the next `flush` at the latest."""
        self._waiting.append((article, passages))
        self._waiting_passages += len(passages)
        if self._waiting_passages >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        rows = [(article, passage) for article, passages in self._waiting for passage in passages]
        # Passages of like length together: the embedder pads each small batch to its longest.
        rows.sort(key=lambda row: len(row[1].text))
        for first in range(0, len(rows), BATCH):
            self._add_vectors(rows[first : first + BATCH])
        for article, passages in self._waiting:
            outdated = self._library.replace_article(article, passages)
            if outdated:
                self._index.delete(outdated)
        self.passages_written += len(rows)
        self._waiting, self._waiting_passages = [], 0

    def _add_vectors(self, rows: Sequence[tuple[Article, Passage]]) -> None:
        texts = [embedding_text(article, passage) for article, passage in rows]
        vectors = embed(self._embedder, texts)
        self._index.add([passage.id for _, passage in rows], vectors, [article.id for article, _ in rows])


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
