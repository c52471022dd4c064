"""The library in one SQLite file: articles, passages, the lexical index and saved answers."""

from rag.adapters.sqlite.library import SqliteLibrary

__all__ = ["SqliteLibrary"]
