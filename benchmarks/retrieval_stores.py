"""A data set in the product's own stores, its vectors kept in artefacts/ from one run to the next."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.retrieval_cases import DataSet
from ingest.writing import embedding_text
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.minilm_embedder import DIMENSION, MODEL_NAME, MiniLmEmbedding
from rag.adapters.sqlite import SqliteLibrary
from rag.domain import DEFAULT_COLLECTION, Article, Passage, PassageId
from rag.interfaces import Vectors
from rag.ledger import Replacement

CACHE = Path(__file__).resolve().parent.parent / "artefacts" / "vectors"
_BATCH = 1_000


class KnownVectors:
    """The built-in embedder for texts that were embedded before."""

    model_name = MODEL_NAME

    def __init__(self, vectors: dict[str, list[float]]) -> None:
        self._vectors = vectors

    def get_query_embedding(self, query: str) -> list[float]:
        return self._vectors[query]

    def get_text_embedding_batch(self, texts: list[str]) -> list[list[float]]:
        return [self._vectors[text] for text in texts]


@dataclass(frozen=True, slots=True, eq=False)
class Stores:
    """The data set's library and index, and what embeds its queries."""

    library: SqliteLibrary
    index: ChromaIndex
    embedder: KnownVectors
    ids: list[PassageId]
    vectors: Vectors  # of the passages, in the order of the ids
    queries: Vectors  # in the order of the data set's queries


@contextmanager
def open_stores(data: DataSet) -> Iterator[Stores]:
    """Library and index of a data set in a folder of their own, which goes with them."""
    vectors = embedded([_text(*row) for row in data.passages])
    texts = [query.text for query in data.queries]
    queries = embedded(texts)
    with tempfile.TemporaryDirectory() as folder:
        library = SqliteLibrary.open(Path(folder) / "library.db")
        index = ChromaIndex.open(
            Path(folder) / "chroma", embedder=MODEL_NAME, dimension=DIMENSION, splitter=""
        )
        library.write_batch(DEFAULT_COLLECTION, [Replacement(*one) for one in data.articles], [])
        for first in range(0, len(vectors), _BATCH):
            rows = data.passages[first : first + _BATCH]
            ids = [passage.id for _, passage in rows]
            index.add(ids, vectors[first : first + _BATCH], [article.id for article, _ in rows])
        known = KnownVectors(dict(zip(texts, queries.tolist(), strict=True)))
        try:
            yield Stores(library, index, known, [p.id for _, p in data.passages], vectors, queries)
        finally:
            index.close()
            library.close()


def embedded(texts: Sequence[str]) -> Vectors:
    """The texts' unit vectors, shape (n, 384); from artefacts/ where the same texts were embedded before."""
    key = hashlib.sha256("\0".join((MODEL_NAME, *texts)).encode()).hexdigest()[:24]
    path = CACHE / f"{key}.npy"
    if path.is_file():
        kept: Vectors = np.load(path)
        return kept
    vectors = MiniLmEmbedding().embed(list(texts))
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, vectors)
    return vectors


def _text(article: Article, passage: Passage) -> str:
    return embedding_text(article, passage) if article.title else passage.text
