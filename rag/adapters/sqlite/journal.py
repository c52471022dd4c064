"""Statements that keep the ledger of ingestion; each runs in a transaction of its caller's."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from rag.domain import ArticleId, PassageId
from rag.ledger import Fetched, Refusal, SourceRead

_REFUSE = """
    INSERT INTO quarantine (collection, source, within, reason, content_hash, first_seen, last_seen)
    VALUES (:collection, :source, :within, :reason, :content_hash, :seen, :seen)
    ON CONFLICT (collection, source) DO UPDATE SET
        within = excluded.within, reason = excluded.reason, content_hash = excluded.content_hash,
        last_seen = excluded.last_seen
"""


def now() -> str:
    """This moment, as the library writes it."""
    return datetime.now(tz=UTC).isoformat(timespec="milliseconds")


def announce(connection: sqlite3.Connection, ids: Sequence[PassageId]) -> None:
    """Note ids on which library and index are about to disagree."""
    connection.executemany("INSERT OR IGNORE INTO vector_journal VALUES (?)", [(key,) for key in ids])


def settle(connection: sqlite3.Connection, ids: Sequence[PassageId]) -> None:
    """Note that library and index agree on these ids again."""
    connection.executemany("DELETE FROM vector_journal WHERE passage_id = ?", [(key,) for key in ids])


def note_source(connection: sqlite3.Connection, collection: str, read: SourceRead) -> None:
    """Remember a source that was read to its end, what it gave, and what of it was refused."""
    number = connection.execute(
        "INSERT INTO sources (collection, source, stamp, found, read_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (collection, source) DO UPDATE"
        " SET stamp = excluded.stamp, found = excluded.found, read_at = excluded.read_at"
        " RETURNING number",
        [collection, read.source, read.stamp, read.found, now()],
    ).fetchall()[0][0]
    if read.is_whole:
        connection.execute("UPDATE source_articles SET is_gone = 1 WHERE source = ?", [number])
    connection.execute(
        "INSERT INTO source_articles (source, article_id)"
        " SELECT ?, articles.id FROM json_each(?) AS held JOIN articles ON articles.id = held.value"
        " WHERE TRUE ON CONFLICT (source, article_id) DO UPDATE SET is_gone = 0",
        [number, json.dumps(list(read.articles))],
    )
    _note_refusals(connection, collection, read.source, read.refused)


def note_fetched(connection: sqlite3.Connection, collection: str, fetched: Sequence[Fetched]) -> None:
    """Remember the versions of pages."""
    connection.executemany(
        "INSERT INTO fetched (collection, url, etag, last_modified) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (collection, url) DO UPDATE SET etag = excluded.etag,"
        " last_modified = excluded.last_modified",
        [(collection, page.url, page.etag, page.last_modified) for page in fetched],
    )


def read_again(connection: sqlite3.Connection, article_id: ArticleId) -> None:
    """Have the sources of an article read by the next run, even if they have not changed."""
    # Which page or listing led to an article is not known: all of its collection are asked for again.
    connection.execute(
        "DELETE FROM fetched WHERE collection = (SELECT collection FROM articles WHERE id = ?)", [article_id]
    )
    connection.execute(
        "UPDATE sources SET stamp = NULL WHERE number IN"
        " (SELECT source FROM source_articles WHERE article_id = ?)",
        [article_id],
    )


def _note_refusals(
    connection: sqlite3.Connection, collection: str, within: str, refused: Sequence[Refusal]
) -> None:
    connection.execute(
        "DELETE FROM quarantine WHERE collection = ? AND within = ?"
        " AND source NOT IN (SELECT value FROM json_each(?))",
        [collection, within, json.dumps([refusal.source for refusal in refused])],
    )
    connection.executemany(
        _REFUSE,
        [
            {
                "collection": collection,
                "source": refusal.source,
                "within": within,
                "reason": refusal.reason,
                "content_hash": refusal.content_hash,
                "seen": now(),
            }
            for refusal in refused
        ],
    )
