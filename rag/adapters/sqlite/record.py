"""The library's own record: what moves with its articles, and what made its vectors."""

from __future__ import annotations

import sqlite3

GENERATION = "generation"
INDEX_NAME = "index"
OWN_KEYS = (GENERATION, INDEX_NAME)  # moved by changes, not by `set_meta`


def generation_of(connection: sqlite3.Connection) -> int:
    """The number of changes to articles so far."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", [GENERATION]).fetchone()
    return int(row[0])
