"""How the ways in come by their parts. Importing this costs nothing; building costs seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ui.parts import Parts

if TYPE_CHECKING:
    from ingest.fetch.fetcher import Fetcher
    from ingest.pipeline import Ingestion
    from rag.settings import Settings
    from rag.stores import Stores

Flags = Mapping[str, Any]  # settings by dotted name; None was not given


def read_settings(flags: Flags) -> Settings:
    """The settings, with the flags of this call."""
    from rag.settings import load_settings

    return load_settings(flags)


class Build(Protocol):
    """Turns settings into parts."""

    def __call__(self, settings: Settings, *, will_write: bool = False) -> Parts:
        """The parts; those that will write must agree with the index on how passages are made."""


def assemble(settings: Settings, *, will_write: bool = False) -> Parts:
    """The real parts."""
    from ingest.passages import SPLITTER_FINGERPRINT
    from rag.assembly import build_byline

    return build_byline(settings, SPLITTER_FINGERPRINT if will_write else None)


def open_stores(settings: Settings) -> Stores:
    """The real library, and what makes its vectors."""
    from rag.stores import Stores

    return Stores(settings)


def ingestion_of(byline: Parts) -> Ingestion:
    """What brings articles into the library and index of these parts."""
    from ingest.pipeline import Ingestion

    return Ingestion(byline.library, byline.index, byline.embedder, byline.settings.data_dir)


def fetcher_of(settings: Settings) -> Fetcher:
    """What reads web addresses, within the limits of the settings."""
    from ingest.fetch.fetcher import Fetcher
    from ingest.fetch.limits import FetchLimits

    return Fetcher(
        FetchLimits(
            delay_seconds=settings.fetch.delay,
            deadline_seconds=settings.fetch.deadline,
            allow_private_hosts=settings.fetch.allow_private_hosts,
        )
    )


@dataclass(frozen=True, slots=True)
class Wiring:
    """Where commands get settings and parts; a test hands in its own."""

    settings: Callable[[Flags], Settings] = read_settings
    build: Build = assemble
    stores: Callable[[Settings], Stores] = open_stores

    @contextmanager
    def opened(self, *, will_write: bool = False) -> Iterator[Parts]:
        """The parts, given back at the end; what libraries have to say goes to the log."""
        from ui.log import keep_log

        settings = self.settings({})
        keep_log(settings.data_dir)
        byline = self.build(settings, will_write=will_write)
        try:
            yield byline
        finally:
            byline.close()

    @contextmanager
    def stored(self) -> Iterator[Stores]:
        """Library, embedder and index without the assistant, given back at the end."""
        from ui.log import keep_log

        settings = self.settings({})
        keep_log(settings.data_dir)
        stores = self.stores(settings)
        try:
            yield stores
        finally:
            stores.close()
