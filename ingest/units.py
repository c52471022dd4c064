"""What a run reads one after the other: files, and addresses that are opened as a whole."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from ingest.identity import short_hash
from ingest.readers import Found
from ingest.readers.raw import name_of
from ingest.sources import Place, SourceOptions, Upload, find_places, open_source

# Part of every stamp: raised when a reader, or the normaliser, makes another text of the same bytes.
READING = 2
# A file that was changed this lately may change again without its times telling.
RACY_SECONDS = 2.0
_HASHED_BYTES_MAX = 64_000_000
_HASH_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Unit:
    """A source that is read to its end or not at all."""

    name: str
    path: Path | None  # None: an address, standard input, or a file that was handed in
    options: SourceOptions
    upload: Upload | None = None

    def open(self) -> Iterator[Found]:
        """What the source holds."""
        return open_source(self.upload or self.path or self.name, self.options)

    def stamp(self) -> str | None:
        """By which an unchanged file is known without reading it; None: it has to be read.

        Size, both times of change and the file's number, and how it is read. A file that was
        changed in the last two seconds has none: it could change again within the resolution of
        its times (git calls such entries racy).
        """
        if self.path is None:
            return None
        try:
            seen = self.path.stat()
        except OSError:
            return None
        if abs(time.time() - seen.st_mtime) < RACY_SECONDS:
            return None
        parts = (seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino, READING, self._manner())
        return "/".join(map(str, parts))

    def content_hash(self) -> str | None:
        """The hash of a file's bytes, for the quarantine; None for what cannot be read, or is huge."""
        if self.path is None:
            return None
        try:
            if self.path.stat().st_size > _HASHED_BYTES_MAX:
                return None
            with self.path.open("rb") as file:
                return file_digest(file, "sha256").hexdigest()[:_HASH_LENGTH]
        except OSError:
            return None

    def _manner(self) -> str:
        return short_hash([repr(self.options.overrides), repr(self.options.mapping)], 8)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run was asked to read; a remembered file inside it that is not there has gone."""

    places: tuple[Path, ...]

    def has_lost(self, source: str) -> bool:
        """Whether a file of this name would be read by the run, if it were there."""
        path = Path(source)
        is_inside = any(path == place or place in path.parents for place in self.places)
        return is_inside and not path.exists()


def units_of(sources: Iterable[Place], options: SourceOptions) -> tuple[Sequence[Unit], Scope]:
    """The units of a run, each once, in order, and what they were to cover.

    Raises:
        SourceError: a path is not there or holds nothing usable.
    """
    sources = list(sources)
    places = find_places(sources)
    units = [_unit(place, options) for place in places]
    addresses = {place for place in places if isinstance(place, str)}
    named = [one for one in sources if not isinstance(one, Upload) and one not in addresses]
    return units, Scope(tuple(Path(source).resolve() for source in named))


def _unit(place: Place, options: SourceOptions) -> Unit:
    match place:
        case Path():
            return Unit(name_of(place), place, options)
        case Upload():
            return Unit(place.source, None, options, upload=place)
        case _:
            return Unit(place, None, options)
