"""What is remembered of an address, so that what has not changed is not sent again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said about the version that it sent (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


class FetchMemory(Protocol):
    """Validators by address.

    `put` is called after the articles of that address were handed over. It may become lasting
    only together with them or later: who remembers an article that was never written will never
    get it again. `get` gives nothing for an address whose articles are gone.
    """

    def get(self, url: str) -> Validators | None:
        """What is remembered of an address."""

    def put(self, url: str, validators: Validators) -> None:
        """Remember this of an address."""


class Forgetful:
    """Remembers nothing: everything is sent again."""

    def get(self, url: str) -> Validators | None:  # noqa: ARG002 - the protocol's signature
        """Nothing."""
        return None

    def put(self, url: str, validators: Validators) -> None:
        """Nothing happens."""
