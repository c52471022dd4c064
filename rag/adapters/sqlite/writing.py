"""The writing side of the library: every change to articles is one transaction, and moves the generation."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from rag.adapters.sqlite import journal, likenesses, rows
from rag.adapters.sqlite.connections import Connections
from rag.adapters.sqlite.record import GENERATION, INDEX_NAME
from rag.domain import Article, ArticleId, ArticleStatus, Passage, PassageId
from rag.interfaces import Version
from rag.ledger import Fetched, Replacement, SourceRead

_SET_META = (
    "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)


class LibraryWriting:
    """Articles in and out."""

    _connections: Connections

    def write_batch(
        self,
        collection: str,
        replacements: Sequence[Replacement],
        sources: Sequence[SourceRead],
        fetched: Sequence[Fetched] = (),
    ) -> list[PassageId]:
        """Articles, and the sources that are read to their end, at once; returns ids no longer used.

        Raises:
            ValueError: if a passage is not exactly the span of the article that it says it is.
        """
        for replacement in replacements:
            _require_spans(replacement.article, replacement.passages)
        outdated: list[PassageId] = []
        with self._connections.writing() as connection:
            for replacement in replacements:
                outdated += _replace(connection, replacement)
            for source in sources:
                journal.note_source(connection, collection, source)
            journal.note_fetched(connection, collection, fetched)
            if replacements:
                next_generation(connection)
        return outdated

    def replace_article(self, article: Article, passages: Sequence[Passage]) -> list[PassageId]:
        """Insert or replace an article with its passages, at once; returns ids no longer used.

        Raises:
            ValueError: if a passage is not exactly the span of the article that it says it is.
        """
        return self.write_batch(article.collection, [Replacement(article, passages)], [])

    def remove_article(self, article_id: ArticleId) -> list[PassageId]:
        """Remove an article; returns the ids of its passages, none if there was no such article.

        Its sources are read again by the next run, even if they have not changed.
        """
        with self._connections.writing() as connection:
            former = _passage_ids(connection, article_id)
            likenesses.forget(connection, article_id)
            journal.read_again(connection, article_id)
            _keep_version(connection, article_id, new_hash=None)
            if connection.execute("DELETE FROM articles WHERE id = ?", [article_id]).rowcount:
                journal.announce(connection, former)
                next_generation(connection)
        return former

    def mark_article(
        self, article_id: ArticleId, status: ArticleStatus | None, note: str | None = None
    ) -> bool:
        """Mark an article corrected or retracted, or clear the mark; false if there is no such article."""
        statement = "UPDATE articles SET status = ?, status_note = ? WHERE id = ?"
        with self._connections.writing() as connection:
            is_there = bool(connection.execute(statement, [status, note, article_id]).rowcount)
            if is_there:
                next_generation(connection)
        return is_there

    def versions(self, article_id: ArticleId) -> list[Version]:
        """Former states of an article, newest first; also of one that was removed."""
        statement = (
            "SELECT hash, replaced_at FROM article_versions WHERE article_id = ? ORDER BY replaced_at DESC"
        )
        with self._connections.reading() as connection:
            return [Version(*row) for row in connection.execute(statement, [article_id])]

    def switch_index(
        self, name: str, record: Mapping[str, str], passages: Iterable[tuple[Article, Sequence[Passage]]]
    ) -> None:
        """At once: the index's name, the record of what made it, and passages where they differ."""
        with self._connections.writing() as connection:
            for article, split in passages:
                _require_spans(article, split)
                if [passage.id for passage in split] != _passage_ids(connection, article.id):
                    _put_passages(connection, article, split)
            connection.execute("DELETE FROM vector_journal")
            connection.executemany(_SET_META, [*record.items(), (INDEX_NAME, name)])
            next_generation(connection)

    def advance(self) -> int:
        """Move the generation, so that readers look at the index again; returns the new one."""
        with self._connections.writing() as connection:
            return next_generation(connection)

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Write to the library's own record; keys that are not named stay.

        Raises:
            ValueError: for generation and index, which move with what they stand for.
        """
        if GENERATION in values or INDEX_NAME in values:
            raise ValueError("generation and index move with what they stand for and cannot be set")
        with self._connections.writing() as connection:
            connection.executemany(_SET_META, list(values.items()))


def next_generation(connection: sqlite3.Connection) -> int:
    """Count a change to articles; returns the new number."""
    moved = "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = ? RETURNING value"
    return int(connection.execute(moved, [GENERATION]).fetchall()[0][0])


def _require_spans(article: Article, passages: Sequence[Passage]) -> None:
    for passage in passages:
        if passage.article_id != article.id or article.text[passage.start : passage.end] != passage.text:
            raise ValueError(f"passage {passage.id!r} is no span of article {article.id!r}")


def _replace(connection: sqlite3.Connection, replacement: Replacement) -> list[PassageId]:
    """Put an article in the place of its former state; returns the passage ids that are no longer used."""
    article, passages = replacement.article, replacement.passages
    former = _passage_ids(connection, article.id)
    _keep_version(connection, article.id, article.hash)
    connection.execute(rows.UPSERT_ARTICLE, rows.article_row(article))
    _put_passages(connection, article, passages)
    if replacement.likeness:
        likenesses.put(connection, article.id, replacement.likeness)
    kept = {passage.id for passage in passages}
    outdated = [passage_id for passage_id in former if passage_id not in kept]
    journal.settle(connection, list(kept))
    journal.announce(connection, outdated)
    return outdated


def _put_passages(connection: sqlite3.Connection, article: Article, passages: Sequence[Passage]) -> None:
    connection.execute("DELETE FROM passages WHERE article_id = ?", [article.id])
    connection.executemany(
        rows.INSERT_PASSAGE,
        [rows.passage_row(passage, number, article.title) for number, passage in enumerate(passages)],
    )


def _keep_version(connection: sqlite3.Connection, article_id: ArticleId, new_hash: str | None) -> None:
    connection.execute(
        "INSERT INTO article_versions (article_id, hash, replaced_at)"
        " SELECT id, hash, ? FROM articles WHERE id = ? AND hash IS NOT ?"
        " ON CONFLICT (article_id, hash) DO UPDATE SET replaced_at = excluded.replaced_at",
        [journal.now(), article_id, new_hash],
    )


def _passage_ids(connection: sqlite3.Connection, article_id: ArticleId) -> list[PassageId]:
    statement = "SELECT id FROM passages WHERE article_id = ? ORDER BY ordinal"
    return [PassageId(passage_id) for (passage_id,) in connection.execute(statement, [article_id])]
