"""SQLite connections for many threads: one that writes, a pool that reads, one translation of errors."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from rag.errors import LibraryError, LibraryLockedError

BUSY_TIMEOUT_SECONDS = 10.0

_HINTS = {
    sqlite3.SQLITE_READONLY: "Make its folder writable, or set BYLINE_DATA_DIR to one that is.",
    sqlite3.SQLITE_PERM: "Make its folder writable, or set BYLINE_DATA_DIR to one that is.",
    sqlite3.SQLITE_CANTOPEN: "Check that the folder exists and can be written, or set BYLINE_DATA_DIR.",
    sqlite3.SQLITE_FULL: "Free some disk space, then try again; nothing was lost.",
    sqlite3.SQLITE_IOERR: "Check the disk, then try again.",
    sqlite3.SQLITE_NOTADB: "Move the file away and ingest again, or set BYLINE_DATA_DIR to another folder.",
    sqlite3.SQLITE_CORRUPT: "Put a copy of the file back, or move it away and ingest again.",
}
_PROBLEMS = {
    sqlite3.SQLITE_NOTADB: "is not a library: it is no SQLite file",
    sqlite3.SQLITE_CORRUPT: "is damaged",
    sqlite3.SQLITE_READONLY: "cannot be written",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full",
}


class Connections:
    """A library file's connections; safe from any thread.

    Readers take an idle connection from a pool, so there are never more than threads reading
    at the same time. In WAL mode they see the last committed state and never wait for a writer.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._is_closed = False
        self._writing = threading.Lock()
        with self.translated():
            self._writer = self._connect()

    def translated(self) -> AbstractContextManager[None]:
        """SQLite's errors as errors that say what to do."""
        return translated(self._path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for this block alone."""
        with self.translated():
            connection = self._take()
            try:
                yield connection
            finally:
                self._give(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The writing connection, in a transaction: committed at the end, undone on any error."""
        with self.translated(), self._writing:
            self._refuse_closed()
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def migrating(self) -> Iterator[sqlite3.Connection]:
        """The writing connection, for work that opens its own transactions."""
        with self.translated(), self._writing:
            yield self._writer

    def close(self) -> None:
        """Close every connection; what is being read or written may finish first."""
        with self._writing:
            with self._lock:
                self._is_closed = True
                idle, self._idle = self._idle, []
            for connection in idle:
                connection.close()
            self._writer.close()

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            self._refuse_closed()
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def _give(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._is_closed:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")  # with WAL: never corrupt after a crash
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def _refuse_closed(self) -> None:
        if self._is_closed:
            raise LibraryError("The library has been closed.", hint="Open it again.")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into errors that say what to do; the only place that does."""
    try:
        yield
    except sqlite3.Error as error:
        raise _library_error(error, path) from error
    except UnicodeEncodeError as error:
        raise LibraryError(
            "A text holds half a surrogate pair, which is no character.",
            hint="Read the source as UTF-8 with errors replaced, then ingest it again.",
        ) from error


def prepare(path: Path, *, create: bool) -> None:
    """See to it that a file can be opened at this path.

    Raises:
        LibraryError: if there is none and none may be created, or something else is in its place.
    """
    if path.is_dir():
        raise LibraryError(
            f"{path} is a folder; the library is a file.",
            hint="Remove the folder, or set BYLINE_DATA_DIR to another one.",
        )
    if not create and not path.exists():
        raise LibraryError(f"There is no library at {path}.", hint="Run `byline ingest SOURCE` first.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"The folder {path.parent} cannot be created: {os.strerror(error.errno or 0)}.",
            hint="Set BYLINE_DATA_DIR to a folder that you may write to.",
        ) from error


def _library_error(error: sqlite3.Error, path: Path) -> LibraryError:
    # The low byte is the primary code; the rest only refines it.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LibraryLockedError(f"Another process is writing to {path}.")
    problem = _PROBLEMS.get(code, f"could not be used ({error})")
    return LibraryError(f"The library {path} {problem}.", hint=_HINTS.get(code, "Run `byline doctor`."))
