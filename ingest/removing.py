"""Articles out of library, index and originals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.originals import Originals
from ingest.writing import forget_vectors
from rag.domain import ArticleId
from rag.interfaces import PassageIndex, WritableLibrary


def remove(library: WritableLibrary, index: PassageIndex, data_dir: Path, ids: Sequence[ArticleId]) -> int:
    """Remove articles; returns how many there were. The caller holds the writer's lock.

    The library forgets first: killed in between, the next run deletes the vectors.
    """
    originals, removed = Originals(data_dir), 0
    for article_id in ids:
        removed += library.article(article_id) is not None
        forget_vectors(library, index, library.remove_article(article_id))
        originals.forget(article_id)
    return removed
