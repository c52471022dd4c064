"""Lexical search with SQLite's FTS5: Porter stems, BM25 (Robertson and Zaragoza, 2009)."""

# ruff: noqa: S608  # statements are put together from this package's constants; every value is a parameter

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rag.adapters.sqlite.filters import PASSAGE_NUMBERS, condition
from rag.domain import PassageId
from rag.interfaces import ArticleFilter

# How much further than wanted is looked before a broad filter is applied to what was found.
FURTHER = 20
# What was found is checked in steps of so many times the number wanted.
_STEP = 4

_Ranked = list[tuple[int, float]]  # a passage's number, and its BM25 above zero


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for."""

    scoring: Sequence[str]  # each adds to the score of a passage that holds it
    leading: Sequence[str]  # a passage that holds none of these is not found

    @property
    def is_led(self) -> bool:
        """Whether some words only add to scores."""
        return len(self.leading) < len(self.scoring)


def quoted(word: str) -> str:
    """A word as an FTS5 string: whatever it holds, it is text to look for and never syntax."""
    # FTS5 ends at a NUL, and half a surrogate pair is no UTF-8.
    clean = word.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return '"' + clean.replace('"', '""') + '"'


def search(connection: sqlite3.Connection, words: Words, limit: int) -> list[tuple[PassageId, float]]:
    """Passages that hold any of the leading words, best first, with their BM25 above zero."""
    if not words.leading or limit <= 0:
        return []
    return _named(connection, _led(connection, words, limit), ArticleFilter())


def search_within(
    connection: sqlite3.Connection, words: Words, limit: int, where: ArticleFilter, *, is_narrow: bool
) -> list[tuple[PassageId, float]]:
    """The same among the passages that pass a filter.

    A broad filter is applied to the best passages of all. Where too few of them pass, and always
    where the filter is narrow, its passages alone are scored, by all the words.
    """
    if not words.leading or limit <= 0:
        return []
    if not is_narrow:
        best = _led(connection, words, FURTHER * limit)
        hits = _passing(connection, best, limit, where)
        is_all = len(best) < FURTHER * limit and not words.is_led
        if len(hits) == limit or is_all:
            return hits
    terms, parameters = condition(where)
    numbers = PASSAGE_NUMBERS.format(terms=terms)
    found = _best(connection, words.scoring, limit, f"AND +rowid IN ({numbers})", parameters)
    return _named(connection, found, where)


def _led(connection: sqlite3.Connection, words: Words, limit: int) -> _Ranked:
    if not words.is_led:
        return _best(connection, words.scoring, limit)
    # The plus keeps SQLite from looking each number up: the words' passages are gone through once.
    led = "AND +rowid IN (SELECT rowid FROM passages_fts WHERE passages_fts MATCH :leading)"
    return _best(connection, words.scoring, limit, led, {"leading": _any_of(words.leading)})


def _best(
    connection: sqlite3.Connection,
    words: Sequence[str],
    limit: int,
    among: str = "",
    parameters: dict[str, Any] | None = None,
) -> _Ranked:
    """The best passages, scored only where the condition holds, which is much cheaper to find out."""
    # SQLite's BM25 is negative, best first, and never zero: its idf is floored just above it.
    statement = (
        "SELECT rowid, -bm25(passages_fts) AS score FROM passages_fts"
        f" WHERE passages_fts MATCH :match {among} ORDER BY score DESC, rowid LIMIT :limit"
    )
    given = {**(parameters or {}), "match": _any_of(words), "limit": limit}
    return [(number, score) for number, score in connection.execute(statement, given)]


def _passing(
    connection: sqlite3.Connection, best: _Ranked, limit: int, where: ArticleFilter
) -> list[tuple[PassageId, float]]:
    """The first of these passages that pass."""
    hits: list[tuple[PassageId, float]] = []
    step = _STEP * limit
    for first in range(0, len(best), step):
        hits += _named(connection, best[first : first + step], where)
        if len(hits) >= limit:
            break
    return hits[:limit]


def _named(
    connection: sqlite3.Connection, ranked: _Ranked, where: ArticleFilter
) -> list[tuple[PassageId, float]]:
    """Those that pass, by id; of equal scores the lesser id comes first."""
    terms, parameters = condition(where)
    statement = (
        "SELECT passages.number, passages.id FROM json_each(:numbers) AS wanted"
        " CROSS JOIN passages ON passages.number = wanted.value"
        f" CROSS JOIN articles ON articles.id = passages.article_id WHERE {terms}"
    )
    numbers = json.dumps([number for number, _ in ranked])
    ids = dict(connection.execute(statement, {**parameters, "numbers": numbers}).fetchall())
    hits = [(PassageId(ids[number]), score) for number, score in ranked if number in ids]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def _any_of(words: Sequence[str]) -> str:
    return " OR ".join(map(quoted, words))
