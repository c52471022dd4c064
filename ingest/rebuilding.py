"""Passages and index made anew from the library: beside the old index, switched to at once."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.lock import writer_lock
from ingest.passages import split_passages
from ingest.writing import BATCH, add_vectors
from rag.domain import Article, Passage, PassageId
from rag.interfaces import Embedder, PassageIndex, WritableLibrary

INDEX_NAME_PREFIX = "passages-"


class NewIndex(PassageIndex, Protocol):
    """An index that can be made beside others."""

    @property
    def name(self) -> str:
        """Under which the library will know it."""

    def drop_others(self) -> None:
        """Delete former and unfinished indexes beside this one."""


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What was made anew."""

    articles: int
    passages: int
    seconds: float


OnArticle = Callable[[int, int], None]  # done, of how many
OpenIndex = Callable[[str], NewIndex]  # an index of this name, empty if there is none


def rebuild(
    library: WritableLibrary,
    embedder: Embedder,
    open_index: OpenIndex,
    data_dir: Path,
    on_article: OnArticle | None = None,
) -> RebuildReport:
    """Split and embed every article again, without fetching anything.

    The old index serves until the new one is whole. Killed in between, nothing has changed; the next
    rebuild removes what was left unfinished.

    Raises:
        LibraryLockedError: another process is writing.
        EmbedderError: the embedder failed; nothing has changed.
    """
    started = time.perf_counter()
    with writer_lock(data_dir):
        index = open_index(new_index_name())
        try:
            articles, passages = fill_index(library, index, embedder, {}, on_article)
            record = {key: str(value) for key, value in index.record.items()}
            library.switch_index(index.name, record, _split(library.articles()))
            index.drop_others()
        finally:
            index.close()
    return RebuildReport(articles, passages, time.perf_counter() - started)


def fill_index(
    library: WritableLibrary,
    index: PassageIndex,
    embedder: Embedder,
    ready: Mapping[PassageId, NDArray[np.float32]],
    on_article: OnArticle | None = None,
) -> tuple[int, int]:
    """Put the vectors of every article into an empty index; returns the numbers of articles and passages.

    Passages whose vectors are ``ready`` are not embedded.
    """
    total, articles, passages = sum(library.collections().values()), 0, 0
    waiting: list[tuple[Article, Passage]] = []
    for article, split in _split(library.articles()):
        waiting += [(article, passage) for passage in split if passage.id not in ready]
        _copy_ready(index, article, split, ready)
        articles, passages = articles + 1, passages + len(split)
        if len(waiting) >= BATCH:
            add_vectors(index, embedder, waiting)
            waiting = []
        if on_article:
            on_article(articles, total)
    add_vectors(index, embedder, waiting)
    return articles, passages


def new_index_name() -> str:
    """A name that no index has had."""
    return INDEX_NAME_PREFIX + secrets.token_hex(4)


def _copy_ready(
    index: PassageIndex,
    article: Article,
    split: Sequence[Passage],
    ready: Mapping[PassageId, NDArray[np.float32]],
) -> None:
    known = [passage.id for passage in split if passage.id in ready]
    if known:
        index.add(known, np.stack([ready[key] for key in known]), [article.id] * len(known))


def _split(articles: Iterable[Article]) -> Iterator[tuple[Article, Sequence[Passage]]]:
    return ((article, split_passages(article)) for article in articles)
