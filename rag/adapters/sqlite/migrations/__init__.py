"""The library's schema, one numbered SQL file a step; ``PRAGMA user_version`` counts the steps done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

from rag.errors import LibraryError

APPLICATION_ID = 0x42594C4E  # "BYLN", so that another program's database is never taken for a library


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest schema, each step in a transaction of its own.

    Raises:
        LibraryError: if the database is another program's, or of a newer Byline.
    """
    steps = _steps()
    _check_owner(connection, newest=len(steps))
    for number, script in enumerate(steps, start=1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Asked inside the transaction: another process may have taken this step meanwhile.
            if _pragma(connection, "user_version") < number:
                for statement in _statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _check_owner(connection: sqlite3.Connection, newest: int) -> None:
    version = _pragma(connection, "user_version")
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and _pragma(connection, "application_id") != APPLICATION_ID:
        raise LibraryError(
            "This SQLite file is not a Byline library.",
            hint="Move it away, or set BYLINE_DATA_DIR to another folder.",
        )
    if version > newest:
        raise LibraryError(
            f"The library has schema {version}; this Byline knows schemas up to {newest}.",
            hint="Upgrade Byline: a newer one has written to this library.",
        )


def _steps() -> list[str]:
    folder = files(__name__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(folder / name).read_text(encoding="utf-8") for name in names]


def _statements(script: str) -> Iterator[str]:
    """Split at the semicolons that end a statement; those inside triggers do not."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value
