"""What the library holds, in figures: worked out once a generation."""

# ruff: noqa: S608  # statements are put together from this package's constants; every value is a parameter

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import date

from rag.adapters.sqlite.connections import Connections
from rag.adapters.sqlite.filters import condition, of_any_date
from rag.adapters.sqlite.frequencies import Frequencies
from rag.adapters.sqlite.record import generation_of
from rag.adapters.sqlite.remembered import Remembered
from rag.interfaces import ArticleFilter, Span

_KEPT_SPANS = 64
_KEPT_LISTS = 16


class LibraryFigures:
    """Counts, names and dates."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._frequencies = Frequencies()
        self._collections: Remembered[None, dict[str, int]] = Remembered(1)
        self._publishers: Remembered[tuple[str, ...], list[str]] = Remembered(_KEPT_LISTS)
        self._spans: Remembered[ArticleFilter, Span] = Remembered(_KEPT_SPANS)

    def generation(self) -> int:
        """A number that grows with every change to articles; caches key on it."""
        with self._connections.reading() as connection:
            return generation_of(connection)

    def collections(self) -> dict[str, int]:
        """Name and number of articles of each collection."""
        statement = "SELECT collection, count(*) FROM articles GROUP BY collection ORDER BY collection"
        with self._connections.reading() as connection:
            return dict(
                self._collections.one(
                    generation_of(connection), None, lambda: dict(connection.execute(statement).fetchall())
                )
            )

    def publishers(self, collections: Collection[str] = ()) -> list[str]:
        """The publishers' names, sorted as people sort them."""
        wanted = tuple(sorted(collections))
        with self._connections.reading() as connection:
            generation = generation_of(connection)
            return list(self._publishers.one(generation, wanted, lambda: _publishers(connection, wanted)))

    def span(self, where: ArticleFilter) -> Span:
        """How many articles pass the filter, which days they cover, and how many lack a date."""
        with self._connections.reading() as connection:
            return self._spans.one(generation_of(connection), where, lambda: _span(connection, where))

    def passage_count(self) -> int:
        """How many passages there are."""
        with self._connections.reading() as connection:
            return self._frequencies.passages(connection, generation_of(connection))


def _publishers(connection: sqlite3.Connection, collections: tuple[str, ...]) -> list[str]:
    terms, parameters = condition(ArticleFilter(collections=collections))
    statement = f"SELECT DISTINCT publisher FROM articles WHERE publisher IS NOT NULL AND {terms}"
    names = [name for (name,) in connection.execute(statement, parameters)]
    return sorted(names, key=lambda name: (name.casefold(), name))


def _span(connection: sqlite3.Connection, where: ArticleFilter) -> Span:
    terms, parameters = condition(where)
    dated = f"SELECT count(*), min(published_first), max(published_last) FROM articles WHERE {terms}"
    count, first, last = connection.execute(dated, parameters).fetchone()
    terms, parameters = condition(of_any_date(where))
    undated = f"SELECT count(*) FROM articles WHERE published_last IS NULL AND {terms}"
    return Span(count, _day(first), _day(last), connection.execute(undated, parameters).fetchone()[0])


def _day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal is not None else None
