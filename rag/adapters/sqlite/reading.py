"""The reading side of the library: articles, passages, words, answers."""

# ruff: noqa: S608  # statements are put together from this package's constants; every value is a parameter

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from rag.adapters.sqlite import answers, lexical, rows
from rag.adapters.sqlite.connections import Connections
from rag.adapters.sqlite.filters import EVERY_ARTICLE, condition
from rag.domain import Answer, Article, ArticleId, Passage, PassageId
from rag.interfaces import ArticleFilter, Span

GENERATION = "generation"
INDEX_NAME = "index"
FIRST_INDEX_NAME = "passages"
_OWN_KEYS = (GENERATION, INDEX_NAME)  # moved by changes, not by `set_meta`
_PAGE = 100  # articles read at once by `articles`, so that no connection is held between them


class LibraryReading:
    """What is read, and the answers that reading leaves behind."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._frequencies = lexical.Frequencies()

    # What there is

    def generation(self) -> int:
        """A number that grows with every change to articles; caches key on it."""
        with self._connections.reading() as connection:
            return _generation(connection)

    def collections(self) -> dict[str, int]:
        """Name and number of articles of each collection."""
        statement = "SELECT collection, count(*) FROM articles GROUP BY collection ORDER BY collection"
        with self._connections.reading() as connection:
            return dict(connection.execute(statement).fetchall())

    def publishers(self, collections: Collection[str] = ()) -> list[str]:
        """The publishers' names, sorted as people sort them."""
        terms, parameters = condition(ArticleFilter(collections=tuple(collections)))
        statement = f"SELECT DISTINCT publisher FROM articles WHERE publisher IS NOT NULL AND {terms}"
        with self._connections.reading() as connection:
            names = [name for (name,) in connection.execute(statement, parameters)]
        return sorted(names, key=lambda name: (name.casefold(), name))

    def span(self, where: ArticleFilter) -> Span:
        """How many articles pass the filter, and which days they cover."""
        terms, parameters = condition(where)
        statement = f"SELECT count(*), min(published_first), max(published_last) FROM articles WHERE {terms}"
        with self._connections.reading() as connection:
            count, first, last = connection.execute(statement, parameters).fetchone()
        return Span(count, _day(first), _day(last))

    # Articles and passages

    def article(self, article_id: ArticleId) -> Article | None:
        """One article, whole."""
        return next(iter(self.articles_by_id([article_id])), None)

    def articles_by_id(self, ids: Sequence[ArticleId]) -> list[Article]:
        """The articles with these ids, in their order; unknown ids are left out."""
        columns = ", ".join(f"articles.{name.strip()}" for name in rows.ARTICLE_COLUMNS.split(","))
        statement = (
            f"SELECT {columns} FROM json_each(?) AS wanted"
            " JOIN articles ON articles.id = wanted.value ORDER BY wanted.key"
        )
        with self._connections.reading() as connection:
            return [rows.read_article(row) for row in connection.execute(statement, [json.dumps(list(ids))])]

    def articles(self, where: ArticleFilter | None = None) -> Iterator[Article]:
        """All that pass the filter, by id."""
        terms, parameters = condition(where or ArticleFilter())
        statement = (
            f"SELECT {rows.ARTICLE_COLUMNS} FROM articles"
            f" WHERE id > :after AND {terms} ORDER BY id LIMIT {_PAGE}"
        )
        after = ""
        while True:
            with self._connections.reading() as connection:
                page = connection.execute(statement, {**parameters, "after": after}).fetchall()
            yield from map(rows.read_article, page)
            if len(page) < _PAGE:
                return
            after = page[-1]["id"]

    def hashes(self, collection: str) -> dict[ArticleId, str]:
        """Id and content hash of each article of a collection."""
        statement = "SELECT id, hash FROM articles WHERE collection = ? ORDER BY id"
        with self._connections.reading() as connection:
            return {ArticleId(key): value for key, value in connection.execute(statement, [collection])}

    def passages(self, ids: Sequence[PassageId]) -> list[Passage]:
        """The passages with these ids, in their order; unknown ids are left out."""
        statement = (
            f"SELECT {rows.PASSAGE_COLUMNS} FROM json_each(?) AS wanted"
            " JOIN passages ON passages.id = wanted.value ORDER BY wanted.key"
        )
        with self._connections.reading() as connection:
            return [rows.read_passage(row) for row in connection.execute(statement, [json.dumps(list(ids))])]

    def passages_of(self, article_id: ArticleId) -> list[Passage]:
        """An article's passages in reading order."""
        statement = f"SELECT {rows.PASSAGE_COLUMNS} FROM passages WHERE article_id = ? ORDER BY ordinal"
        with self._connections.reading() as connection:
            return [rows.read_passage(row) for row in connection.execute(statement, [article_id])]

    def allowed_passages(self, where: ArticleFilter) -> list[PassageId] | None:
        """Ids of the passages that pass; None when every passage does."""
        terms, parameters = condition(where)
        if terms == EVERY_ARTICLE:
            return None
        excludes = f"SELECT EXISTS (SELECT 1 FROM articles WHERE ({terms}) IS NOT TRUE)"
        allowed = (  # one JSON list: a third faster than as many rows
            "SELECT json_group_array(passages.id) FROM passages"
            f" JOIN articles ON articles.id = passages.article_id WHERE {terms}"
        )
        with self._connections.reading() as connection:
            if not connection.execute(excludes, parameters).fetchone()[0]:
                return None
            ids: list[PassageId] = json.loads(connection.execute(allowed, parameters).fetchone()[0])
            return ids

    def passage_count(self) -> int:
        """How many passages there are."""
        with self._connections.reading() as connection:
            return self._frequencies.passages(connection, _generation(connection))

    # Words

    def lexical_search(
        self, words: Sequence[str], limit: int, where: ArticleFilter | None = None
    ) -> list[tuple[PassageId, float]]:
        """Passages that hold any of the words, best first, with a BM25 score above zero.

        In a library of more than a thousand passages, words that a tenth of them hold are left
        out unless no other is left: they cost most of the time and hardly move the ranking.
        """
        with self._connections.reading() as connection:
            generation = _generation(connection)
            passages = self._frequencies.passages(connection, generation)
            if passages > lexical.COMMON_FROM_PASSAGES:
                frequencies = self._frequencies.of(connection, words, generation)
                words = lexical.telling(words, frequencies, passages)
            return lexical.search(connection, words, limit, where)

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word (any form of it) occurs."""
        with self._connections.reading() as connection:
            return self._frequencies.of(connection, words, _generation(connection))

    # Answers

    def save_answer(self, answer: Answer) -> None:
        """Keep an answer with its spans and source hashes."""
        with self._connections.writing() as connection:
            answers.save(connection, answer)

    def forget_answers(self, before: str) -> None:
        """Delete saved answers older than the day (ISO), with their questions."""
        with self._connections.reading() as connection:
            if not answers.are_there_before(connection, before):
                return
        with self._connections.writing() as connection:
            answers.forget_before(connection, before)

    def answer(self, answer_id: str) -> dict[str, Any] | None:
        """A saved answer as the contract's JSON; ``stale`` if a cited article has changed or gone."""
        with self._connections.reading() as connection:
            return answers.load(connection, answer_id)

    # The library's own record

    def meta(self) -> Mapping[str, str]:
        """The library's own record: embedder, dimension, splitter."""
        with self._connections.reading() as connection:
            record = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        return {key: value for key, value in record.items() if key not in _OWN_KEYS}

    def index_name(self) -> str:
        """The name under which the index holds this library's vectors; a rebuilt one has another."""
        with self._connections.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", [INDEX_NAME]).fetchone()
        return str(row[0]) if row else FIRST_INDEX_NAME


def _generation(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", [GENERATION]).fetchone()
    return int(row[0])


def _day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal is not None else None
