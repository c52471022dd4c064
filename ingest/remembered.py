"""What servers said about the versions of pages that they sent, kept with the articles."""

from __future__ import annotations

from ingest.fetch.memory import Validators
from rag.interfaces import WritableLibrary
from rag.ledger import Fetched


class LibraryMemory:
    """A `FetchMemory` whose notes become lasting with the batch that holds their articles."""

    def __init__(self, library: WritableLibrary, collection: str) -> None:
        self._library = library
        self._collection = collection
        self._waiting: list[Fetched] = []

    def get(self, url: str) -> Validators | None:
        """What is remembered of an address."""
        known = self._library.fetched(self._collection, url)
        return Validators(known.etag, known.last_modified) if known else None

    def put(self, url: str, validators: Validators) -> None:
        """Remember this of an address, from the next batch on."""
        self._waiting.append(Fetched(url, validators.etag, validators.last_modified))

    def take(self) -> list[Fetched]:
        """What waits to be written."""
        waiting, self._waiting = self._waiting, []
        return waiting
