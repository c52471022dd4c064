"""Whether the library's file is sound, and its lexical index fits its passages."""

from __future__ import annotations

import json

from rag.adapters.sqlite.connections import Connections
from rag.domain import PassageId
from rag.errors import LibraryError

_SOUND = "ok"


class LibraryHealth:
    """What `byline library check` asks of the library."""

    _connections: Connections

    def passage_ids(self) -> list[PassageId]:
        """The ids of all passages."""
        with self._connections.reading() as connection:
            ids: list[PassageId] = json.loads(
                connection.execute("SELECT json_group_array(id) FROM passages").fetchone()[0]
            )
        return ids

    def problems(self) -> list[str]:
        """What is damaged, in words; empty when nothing is."""
        with self._connections.reading() as connection:
            found = [row[0] for row in connection.execute("PRAGMA quick_check") if row[0] != _SOUND]
            strays = connection.execute("PRAGMA foreign_key_check").fetchall()
            found += [f"a row of {row[0]} refers to a row of {row[2]} that is not there" for row in strays]
            moved = connection.execute(
                "SELECT passages.id FROM passages JOIN articles ON articles.id = passages.article_id"
                " WHERE substr(articles.text, start + 1, stop - start) <> passages.text"
            ).fetchall()
        return found + [f"passage {row[0]} is not what its article says there" for row in moved]

    def mend_words(self) -> bool:
        """Make the lexical index anew if it does not fit the passages; tells whether it did."""
        try:
            with self._connections.writing() as connection:
                connection.execute(
                    "INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)"
                )
        except LibraryError:
            with self._connections.writing() as connection:
                connection.execute("INSERT INTO passages_fts (passages_fts) VALUES ('rebuild')")
            return True
        return False
