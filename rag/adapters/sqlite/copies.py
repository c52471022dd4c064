"""Copies of the library: consistent while others read and write, and put back at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.adapters.sqlite.connections import Connections, translated
from rag.adapters.sqlite.record import GENERATION
from rag.domain import PassageId
from rag.interfaces import Vectors

_PAGE = 1_000  # vectors read at once


class LibraryCopies:
    """SQLite's online backup, in both directions."""

    _connections: Connections

    def copy_to(self, path: Path) -> None:
        """Write the library's present state to a new file, in one piece, while others use it."""
        with self._connections.reading() as connection, closing(sqlite3.connect(path)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a second one beside it

    def replace_with(self, path: Path) -> None:
        """Put another library's state in the place of this one's; readers see the one or the other."""
        with (
            self._connections.migrating() as connection,
            closing(sqlite3.connect(path)) as copy,
        ):
            copy.backup(connection)


class BackupFile:
    """A copied library with its vectors beside it, so that putting it back embeds nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write_vectors(self, batches: Iterable[Mapping[PassageId, NDArray[np.float32]]]) -> int:
        """Add vectors to the copy; returns how many."""
        count = 0
        with self._opened() as connection:
            connection.execute(
                "CREATE TABLE backup_vectors (passage_id TEXT PRIMARY KEY, vector BLOB NOT NULL)"
            )
            for batch in batches:
                rows = [(key, np.asarray(vector, np.float32).tobytes()) for key, vector in batch.items()]
                connection.executemany("INSERT INTO backup_vectors VALUES (?, ?)", rows)
                count += len(rows)
        return count

    def vectors(self) -> Iterator[tuple[list[PassageId], Vectors]]:
        """The vectors, in batches; none if the copy carries none."""
        after = ""
        while True:
            with self._opened() as connection:
                if not _has_vectors(connection):
                    return
                page = connection.execute(
                    "SELECT passage_id, vector FROM backup_vectors WHERE passage_id > ?"
                    " ORDER BY passage_id LIMIT ?",
                    [after, _PAGE],
                ).fetchall()
            if not page:
                return
            after = page[-1][0]
            yield (
                [PassageId(key) for key, _ in page],
                np.stack([np.frombuffer(vector, dtype=np.float32) for _, vector in page]),
            )

    def drop_vectors(self, generation_from: int) -> None:
        """Make it a plain library again, of a later generation than the given one."""
        with self._opened() as connection:
            connection.execute("DROP TABLE IF EXISTS backup_vectors")
            connection.execute(
                "UPDATE meta SET value = max(CAST(value AS INTEGER), ?) + 1 WHERE key = ?",
                [generation_from, GENERATION],
            )

    def passage_ids(self) -> set[PassageId]:
        """The passages that the copy holds."""
        with self._opened() as connection:
            found = connection.execute("SELECT json_group_array(id) FROM passages").fetchone()[0]
        return set(json.loads(found))

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with translated(self._path), closing(sqlite3.connect(self._path)) as connection, connection:
            yield connection


def _has_vectors(connection: sqlite3.Connection) -> bool:
    statement = "SELECT count(*) FROM sqlite_master WHERE name = 'backup_vectors'"
    return bool(connection.execute(statement).fetchone()[0])
