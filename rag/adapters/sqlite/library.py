"""`SqliteLibrary`: the source of truth in one file."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from rag.adapters.sqlite.connections import Connections, prepare
from rag.adapters.sqlite.conversations import LibraryConversations
from rag.adapters.sqlite.copies import LibraryCopies
from rag.adapters.sqlite.feedback import LibraryFeedback
from rag.adapters.sqlite.health import LibraryHealth
from rag.adapters.sqlite.ledger import LibraryLedger
from rag.adapters.sqlite.likenesses import LibraryReprints
from rag.adapters.sqlite.listing import LibraryListing
from rag.adapters.sqlite.migrations import migrate
from rag.adapters.sqlite.reading import LibraryReading
from rag.adapters.sqlite.writing import LibraryWriting


class SqliteLibrary(
    LibraryReading,
    LibraryReprints,
    LibraryListing,
    LibraryFeedback,
    LibraryConversations,
    LibraryWriting,
    LibraryLedger,
    LibraryCopies,
    LibraryHealth,
):
    """Keeps the promises of `Library` and `WritableLibrary`: one file, one class a concern.

    Every method raises `LibraryError` when the file is damaged, full or not writable, and
    `LibraryLockedError` when another process has been writing for longer than ten seconds.
    """

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """Open the library at this path, brought to the newest schema.

        Raises:
            LibraryError: if it cannot be opened, is no library or is of a newer Byline, or if
                there is none and ``create`` is false.
        """
        path = path.absolute()  # connections are opened later too, wherever the process is by then
        prepare(path, create=create)
        connections = Connections(path)
        try:
            with connections.migrating() as connection:
                migrate(connection)
        except BaseException:
            connections.close()
            raise
        return cls(connections)

    def close(self) -> None:
        """Close the file; afterwards every other method raises `LibraryError`."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
