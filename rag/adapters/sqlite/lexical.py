"""Lexical search with SQLite's FTS5: Porter stems, BM25 (Robertson and Zaragoza, 2009)."""

# ruff: noqa: S608  # statements are put together from this package's constants; every value is a parameter

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Sequence

from rag.adapters.sqlite.filters import EVERY_ARTICLE, condition
from rag.domain import PassageId
from rag.interfaces import ArticleFilter

# A word in more passages than this share says little and costs most of a search's time.
COMMON_SHARE = 0.1
# In a small library every word is cheap, and shares mean little.
COMMON_FROM_PASSAGES = 1_000
CACHED_WORDS = 10_000


class Frequencies:
    """In how many passages each word occurs, counted once a generation; safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._generation = -1
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._passages: int | None = None

    def of(self, connection: sqlite3.Connection, words: Sequence[str], generation: int) -> dict[str, int]:
        """Number of passages that hold each word, in any form that shares its stem."""
        known = self._known(words, generation)
        counted = {word: _count(connection, word) for word in dict.fromkeys(words) if word not in known}
        self._keep(counted, generation)
        return {word: known[word] if word in known else counted[word] for word in words}

    def passages(self, connection: sqlite3.Connection, generation: int) -> int:
        """Number of passages."""
        with self._lock:
            if self._generation == generation and self._passages is not None:
                return self._passages
        count: int = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
        with self._lock:
            self._forget_older(generation)
            if self._generation == generation:
                self._passages = count
        return count

    def _known(self, words: Sequence[str], generation: int) -> dict[str, int]:
        with self._lock:
            self._forget_older(generation)
            if self._generation != generation:
                return {}
            found = {word: self._counts[word] for word in words if word in self._counts}
            for word in found:
                self._counts.move_to_end(word)
            return found

    def _keep(self, counted: dict[str, int], generation: int) -> None:
        with self._lock:
            if self._generation != generation:
                return
            self._counts.update(counted)
            while len(self._counts) > CACHED_WORDS:
                self._counts.popitem(last=False)

    def _forget_older(self, generation: int) -> None:
        if self._generation < generation:
            self._generation = generation
            self._counts.clear()
            self._passages = None


def quoted(word: str) -> str:
    """A word as an FTS5 string: whatever it holds, it is text to look for and never syntax."""
    # FTS5 ends at a NUL, and half a surrogate pair is no UTF-8.
    clean = word.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return '"' + clean.replace('"', '""') + '"'


def telling(words: Sequence[str], frequencies: dict[str, int], passages: int) -> list[str]:
    """The words worth searching for: without those that most passages hold, unless only such are left."""
    distinct = list(dict.fromkeys(words))
    if passages <= COMMON_FROM_PASSAGES:
        return distinct
    occurring = [word for word in distinct if frequencies[word]]
    rare = [word for word in occurring if frequencies[word] <= COMMON_SHARE * passages]
    return rare or occurring


def search(
    connection: sqlite3.Connection, words: Sequence[str], limit: int, where: ArticleFilter | None
) -> list[tuple[PassageId, float]]:
    """Passages that hold any of the words, best first, with their BM25 above zero."""
    match = " OR ".join(quoted(word) for word in words)
    if not match or limit <= 0:
        return []
    terms, parameters = condition(where or ArticleFilter())
    # SQLite's BM25 is negative, best first, and never zero: its idf is floored just above it.
    if terms == EVERY_ARTICLE:
        statement = (
            "SELECT passages.id, best.rank FROM"
            " (SELECT rowid, rank FROM passages_fts WHERE passages_fts MATCH :match"
            " ORDER BY rank LIMIT :limit) AS best"
            " JOIN passages ON passages.number = best.rowid ORDER BY best.rank, passages.id"
        )
    else:
        statement = (
            "SELECT passages.id, passages_fts.rank FROM passages_fts"
            " JOIN passages ON passages.number = passages_fts.rowid"
            " JOIN articles ON articles.id = passages.article_id"
            f" WHERE passages_fts MATCH :match AND {terms}"
            " ORDER BY passages_fts.rank, passages.id LIMIT :limit"
        )
    rows = connection.execute(statement, {**parameters, "match": match, "limit": limit})
    return [(PassageId(passage_id), -rank) for passage_id, rank in rows]


def _count(connection: sqlite3.Connection, word: str) -> int:
    statement = "SELECT count(*) FROM passages_fts WHERE passages_fts MATCH :match"
    count: int = connection.execute(statement, {"match": f"text : {quoted(word)}"}).fetchone()[0]
    return count
