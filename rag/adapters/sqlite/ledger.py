"""The ledger of ingestion: runs, sources, quarantine, vectors on their way."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from rag.adapters.sqlite import journal
from rag.adapters.sqlite.connections import Connections
from rag.domain import ArticleId, PassageId
from rag.ledger import Fetched, Quarantined, Refusal, Run, RunOutcome, SourceState, Unsettled

_PAGE = 1_000  # sources read at once, so that no connection is held between them

_THESE = "collection = :collection AND source IN (SELECT value FROM json_each(:sources))"
_MARK_GONE = (
    f"UPDATE source_articles SET is_gone = 1 WHERE source IN (SELECT number FROM sources WHERE {_THESE})",  # noqa: S608 - a constant
    "DELETE FROM quarantine"
    " WHERE collection = :collection AND within IN (SELECT value FROM json_each(:sources))",
    f"UPDATE sources SET stamp = NULL WHERE {_THESE}",  # noqa: S608 - a constant
    f"DELETE FROM sources WHERE {_THESE}"  # noqa: S608 - a constant
    " AND number NOT IN (SELECT source FROM source_articles)",
)


class LibraryLedger:
    """Keeps the promise of `Ledger` but for `write_batch`."""

    _connections: Connections

    # Runs

    def begin_run(self, collection: str, sources: Sequence[str]) -> int:
        """Note a run as running; runs still noted so were killed, and are marked as that."""
        with self._connections.writing() as connection:
            connection.execute("UPDATE runs SET outcome = 'killed' WHERE outcome = 'running'")
            begun = connection.execute(
                "INSERT INTO runs (started_at, outcome, collection, sources, counts)"
                " VALUES (?, 'running', ?, ?, '{}') RETURNING number",
                [journal.now(), collection, json.dumps(list(sources))],
            ).fetchall()
        return int(begun[0][0])

    def end_run(self, number: int, outcome: RunOutcome, counts: Mapping[str, int]) -> None:
        """Note how a run ended."""
        with self._connections.writing() as connection:
            connection.execute(
                "UPDATE runs SET finished_at = ?, outcome = ?, counts = ? WHERE number = ?",
                [journal.now(), outcome, json.dumps(dict(counts)), number],
            )

    def runs(self, limit: int = 20) -> list[Run]:
        """The latest runs, newest first."""
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT * FROM runs ORDER BY number DESC LIMIT ?", [limit])
            return [_run(row) for row in rows]

    # Vectors on their way

    def announce_vectors(self, ids: Sequence[PassageId]) -> None:
        """Note that vectors with these ids are about to be added to the index."""
        with self._connections.writing() as connection:
            journal.announce(connection, ids)

    def settle_vectors(self, ids: Sequence[PassageId]) -> None:
        """Note that index and library agree on these ids."""
        if ids:
            with self._connections.writing() as connection:
                journal.settle(connection, ids)

    def unsettled_vectors(self) -> Unsettled:
        """Ids that are announced, or outdated, and not settled."""
        statement = (
            "SELECT vector_journal.passage_id, passages.id IS NOT NULL FROM vector_journal"
            " LEFT JOIN passages ON passages.id = vector_journal.passage_id ORDER BY 1"
        )
        with self._connections.reading() as connection:
            rows = [(PassageId(key), bool(is_held)) for key, is_held in connection.execute(statement)]
        return Unsettled(
            orphans=tuple(key for key, is_held in rows if not is_held),
            doubtful=tuple(key for key, is_held in rows if is_held),
        )

    # Sources

    def source_state(self, collection: str, source: str) -> SourceState | None:
        """What is remembered of a source; None if it was never read to its end."""
        with self._connections.reading() as connection:
            row = connection.execute(
                "SELECT stamp, found FROM sources WHERE collection = ? AND source = ?",
                [collection, source],
            ).fetchone()
            if row is None:
                return None
            refused = connection.execute(
                "SELECT source, reason, content_hash FROM quarantine"
                " WHERE collection = ? AND within = ? ORDER BY source",
                [collection, source],
            ).fetchall()
        return SourceState(row["stamp"], row["found"], tuple(Refusal(*refusal) for refusal in refused))

    def sources(self, collection: str) -> Iterator[str]:
        """Every source that is remembered, sorted."""
        statement = "SELECT source FROM sources WHERE collection = ? AND source > ? ORDER BY source LIMIT ?"
        after = ""
        while True:
            with self._connections.reading() as connection:
                page = [row[0] for row in connection.execute(statement, [collection, after, _PAGE])]
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1]

    def mark_gone(self, collection: str, sources: Sequence[str]) -> None:
        """Note that these sources are no longer there; their articles stay."""
        wanted = {"collection": collection, "sources": json.dumps(list(sources))}
        with self._connections.writing() as connection:
            for statement in _MARK_GONE:
                connection.execute(statement, wanted)

    def gone_articles(self, collection: str) -> list[ArticleId]:
        """Articles that no source holds any more, though at least one once did."""
        statement = (
            "SELECT article_id FROM source_articles JOIN articles ON articles.id = article_id"
            " WHERE collection = ? GROUP BY article_id HAVING min(is_gone) ORDER BY article_id"
        )
        with self._connections.reading() as connection:
            return [ArticleId(row[0]) for row in connection.execute(statement, [collection])]

    def fetched(self, collection: str, url: str) -> Fetched | None:
        """What is remembered of a page; nothing once an article of the collection was removed."""
        statement = "SELECT url, etag, last_modified FROM fetched WHERE collection = ? AND url = ?"
        with self._connections.reading() as connection:
            row = connection.execute(statement, [collection, url]).fetchone()
        return Fetched(*row) if row else None

    def quarantined(self, collection: str | None = None) -> list[Quarantined]:
        """What gave no article, sorted by source."""
        statement = (
            "SELECT collection, source, reason, content_hash, first_seen, last_seen FROM quarantine"
            " WHERE :collection IS NULL OR collection = :collection ORDER BY source, collection"
        )
        with self._connections.reading() as connection:
            return [Quarantined(*row) for row in connection.execute(statement, {"collection": collection})]

    # Addresses that several articles share

    def shared_addresses(self, collection: str) -> dict[str, str]:
        """Each shared address, with the key of the article that keeps its id."""
        statement = "SELECT url, first FROM shared_addresses WHERE collection = ?"
        with self._connections.reading() as connection:
            return {row["url"]: row["first"] for row in connection.execute(statement, [collection])}

    def share_address(self, collection: str, url: str, first: str) -> None:
        """Note that an address is shared."""
        with self._connections.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO shared_addresses (collection, url, first) VALUES (?, ?, ?)",
                [collection, url, first],
            )


def _run(row: sqlite3.Row) -> Run:
    return Run(
        number=row["number"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        outcome=row["outcome"],
        collection=row["collection"],
        sources=tuple(json.loads(row["sources"])),
        counts=json.loads(row["counts"]),
    )
