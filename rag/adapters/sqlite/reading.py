"""The reading side of the library: articles, passages, words, answers."""

# ruff: noqa: S608  # statements are put together from this package's constants; every value is a parameter

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rag.adapters.sqlite import answers, holding, lexical, rows
from rag.adapters.sqlite.allowed import FilteredPassages
from rag.adapters.sqlite.connections import Connections
from rag.adapters.sqlite.figures import LibraryFigures
from rag.adapters.sqlite.filters import condition
from rag.adapters.sqlite.frequencies import COMMON_FROM_PASSAGES, leading, telling
from rag.adapters.sqlite.record import INDEX_NAME, OWN_KEYS, generation_of
from rag.adapters.sqlite.remembered import Remembered
from rag.domain import Answer, Article, ArticleId, Passage, PassageId
from rag.interfaces import AllowedPassages, ArticleFilter

FIRST_INDEX_NAME = "passages"
# A filter that lets at most so many passages pass is applied before they are scored.
_NARROW_PASSAGES = 10_000
_KEPT_FILTERS = 16
_PAGE = 100  # articles read at once by `articles`, so that no connection is held between them


class LibraryReading(LibraryFigures):
    """What is read, and the answers that reading leaves behind."""

    def __init__(self, connections: Connections) -> None:
        super().__init__(connections)
        self._filters: Remembered[ArticleFilter, FilteredPassages | None] = Remembered(_KEPT_FILTERS)

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

    def allowed_passages(self, where: ArticleFilter) -> AllowedPassages | None:
        """The passages that pass; None when every passage does."""
        return self._filtered(where)

    # Words

    def lexical_search(
        self, words: Sequence[str], limit: int, where: ArticleFilter | None = None
    ) -> list[tuple[PassageId, float]]:
        """Passages that hold any of the words, best first, with a BM25 score above zero.

        In a library of more than a thousand passages, words that a tenth of them hold are left
        out unless no other is left: they cost most of the time and hardly move the ranking. Of
        the others the commoner ones add to the scores of passages that hold a rarer one, where
        together they would lead to more than some thousand passages.
        """
        allowed = self._filtered(where) if where else None
        with self._connections.reading() as connection:
            wanted = self._words(connection, words)
            if where is None or allowed is None:
                return lexical.search(connection, wanted, limit)
            is_narrow = allowed.is_within(_NARROW_PASSAGES)
            return lexical.search_within(connection, wanted, limit, where, is_narrow=is_narrow)

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word (any form of it) occurs."""
        with self._connections.reading() as connection:
            return self._frequencies.of(connection, words, generation_of(connection))

    def articles_holding(self, words: Sequence[str], where: ArticleFilter | None = None) -> list[ArticleId]:
        """Ids of the articles that may hold all of the words, oldest first, undated last; none is missing."""
        with self._connections.reading() as connection:
            generation = generation_of(connection)
            return holding.search(
                connection,
                words,
                where or ArticleFilter(),
                lambda some: self._frequencies.of(connection, some, generation),
            )

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
        return {key: value for key, value in record.items() if key not in OWN_KEYS}

    def index_name(self) -> str:
        """The name under which the index holds this library's vectors; a rebuilt one has another."""
        with self._connections.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", [INDEX_NAME]).fetchone()
        return str(row[0]) if row else FIRST_INDEX_NAME

    def _filtered(self, where: ArticleFilter) -> FilteredPassages | None:
        """The filter, kept with what was read of it; None when every article passes."""
        if where == ArticleFilter():
            return None
        terms, parameters = condition(where)
        excludes = f"SELECT EXISTS (SELECT 1 FROM articles WHERE ({terms}) IS NOT TRUE)"

        def resolve() -> FilteredPassages | None:
            is_limit = connection.execute(excludes, parameters).fetchone()[0]
            return FilteredPassages(self._connections, where) if is_limit else None

        with self._connections.reading() as connection:
            return self._filters.one(generation_of(connection), where, resolve)

    def _words(self, connection: sqlite3.Connection, words: Sequence[str]) -> lexical.Words:
        generation = generation_of(connection)
        passages = self._frequencies.passages(connection, generation)
        if passages <= COMMON_FROM_PASSAGES:
            distinct = list(dict.fromkeys(words))
            return lexical.Words(distinct, distinct)
        frequencies = self._frequencies.of(connection, words, generation)
        scoring = telling(words, frequencies, passages)
        return lexical.Words(scoring, leading(scoring, frequencies))
