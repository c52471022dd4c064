"""Library and index brought back into step, from the library alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from ingest.lock import writer_lock
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.reprints import METHOD, likeness
from ingest.writing import BATCH, add_vectors, forget_vectors
from rag.domain import ArticleId, PassageId
from rag.errors import IndexMismatchError
from rag.interfaces import Embedder, PassageIndex, WritableLibrary

REBUILD_HINT = (
    "`byline library rebuild` makes passages and index anew from the library, without fetching anything."
    " Or configure what they were made with."
)
_SIGNATURES = 200  # set at once
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was found out of step, and mended; ``problems`` are what could not be."""

    articles: int
    passages: int
    vectors_added: int
    vectors_removed: int
    signatures_added: int
    is_words_rebuilt: bool
    problems: tuple[str, ...]


class Upkeep:
    """Mends what an interrupted run, or a lost folder, has left; the caller holds the writer's lock."""

    def __init__(self, library: WritableLibrary, index: PassageIndex, embedder: Embedder) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder

    def require_same_making(self) -> None:
        """Refuse to mix vectors or passages of different making.

        Raises:
            IndexMismatchError: the library's passages or vectors were made with something else.
        """
        wanted = {key: str(value) for key, value in self._index.record.items()}
        wanted["splitter"] = SPLITTER_FINGERPRINT
        known = self._library.meta()
        differing = [key for key in wanted if known.get(key, wanted[key]) != wanted[key]]
        if differing and self._library.passage_count():
            told = "; ".join(f"{key} {known[key]!r}, not {wanted[key]!r}" for key in differing)
            raise IndexMismatchError(f"The library's passages were made with {told}.", REBUILD_HINT)
        if {key: known.get(key) for key in wanted} != wanted:
            self._library.set_meta(wanted)

    def settle(self) -> int:
        """Mend the vectors that an interrupted run left in doubt; returns how many."""
        unsettled = self._library.unsettled_vectors()
        if unsettled.orphans:
            self._index.delete(unsettled.orphans)
        self._embed(unsettled.doubtful)
        in_doubt = [*unsettled.orphans, *unsettled.doubtful]
        if in_doubt:
            self._library.settle_vectors(in_doubt)
            self._library.advance()
        return len(in_doubt)

    def mend(self) -> tuple[int, int]:
        """Add the vectors that are missing and delete those that are too many; returns both numbers."""
        wanted, there = set(self._library.passage_ids()), set(self._index.ids())
        missing, extra = sorted(wanted - there), sorted(there - wanted)
        self._embed(missing)
        if extra:
            forget_vectors(self._library, self._index, extra)
        if missing or extra:
            self._library.advance()
        return len(missing), len(extra)

    def mend_if_lost(self) -> None:
        """Bring back vectors that got lost, say with the index's folder."""
        if self._index.count() != self._library.passage_count():
            self.mend()

    def sign(self) -> int:
        """Give articles of before reprints were found their signatures; returns how many."""
        unsigned = self._library.without_likeness(METHOD)
        for batch in _chunks(unsigned, _SIGNATURES):
            articles = self._library.articles_by_id(batch)
            self._library.set_likeness({article.id: likeness(article.text) for article in articles})
        return len(unsigned)

    def _embed(self, ids: Iterable[PassageId]) -> None:
        for batch in _chunks(ids, BATCH):
            passages = self._library.passages(batch)
            wanted: list[ArticleId] = sorted({passage.article_id for passage in passages})
            articles = {article.id: article for article in self._library.articles_by_id(wanted)}
            rows = [(articles[passage.article_id], passage) for passage in passages]
            add_vectors(self._index, self._embedder, rows)


def bring_into_step(library: WritableLibrary, index: PassageIndex, embedder: Embedder) -> None:
    """What every run does first: whatever came before, library and index agree.

    Raises:
        IndexMismatchError: they cannot, without being rebuilt.
    """
    upkeep = Upkeep(library, index, embedder)
    upkeep.require_same_making()
    index.refresh(library)
    upkeep.settle()
    upkeep.mend_if_lost()
    upkeep.sign()


def check(library: WritableLibrary, index: PassageIndex, embedder: Embedder, data_dir: Path) -> CheckReport:
    """Compare everything with everything, mend what can be, and tell.

    Raises:
        IndexMismatchError: library and index were made with different things.
        LibraryLockedError: another process is writing.
    """
    with writer_lock(data_dir):
        problems = library.problems()
        is_words_rebuilt = library.mend_words()
        upkeep = Upkeep(library, index, embedder)
        upkeep.require_same_making()
        index.refresh(library)
        settled = upkeep.settle()
        added, removed = upkeep.mend()
        return CheckReport(
            articles=sum(library.collections().values()),
            passages=library.passage_count(),
            vectors_added=added,
            vectors_removed=removed + settled,
            signatures_added=upkeep.sign(),
            is_words_rebuilt=is_words_rebuilt,
            problems=tuple(problems),
        )


def _chunks(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
