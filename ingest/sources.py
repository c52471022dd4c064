"""From what a person names to articles: files, folders, web addresses, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, cast

from ingest.fetch.fetcher import Fetcher
from ingest.fetch.memory import FetchMemory, Forgetful
from ingest.overrides import Overrides
from ingest.readers import (
    Document,
    FieldMapping,
    Found,
    RawArticle,
    Rejected,
    read_articles,
    read_document,
    read_stream,
)
from ingest.readers.formats import BY_SUFFIX, SIZE_MAX_BYTES, STREAMED, sniff
from ingest.readers.raw import name_of, too_large
from rag.errors import SourceError

SUFFIXES = frozenset(BY_SUFFIX)
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was handed in, under the name that its owner gave it.

    Where it lies says nothing: its article is known by its address or id, else by its content, so that
    two reports of one name stand beside each other.
    """

    path: Path
    source: str  # what ledger and quarantine call it


Place = Path | str | Upload  # a file; a web address, or `STANDARD_INPUT`; a file that was handed in


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How sources are read. One for a whole run: the fetcher keeps its pace across them."""

    overrides: Overrides = field(default_factory=Overrides)
    mapping: FieldMapping = field(default_factory=FieldMapping)
    fetcher: Fetcher = field(default_factory=Fetcher)
    memory: FetchMemory = field(default_factory=Forgetful)
    standard_input: BinaryIO | None = None  # the process's own unless given; it needs ``peek``


def find_places(sources: Iterable[Place]) -> list[Place]:
    """What there is to read: folders become their files, everything comes once.

    Raises:
        SourceError: a path is not there, or a folder holds nothing usable. Nothing has been read.
    """
    found: dict[Place, None] = {}
    for source in sources:
        if isinstance(source, Upload) or (
            isinstance(source, str) and (source == STANDARD_INPUT or is_web_address(source))
        ):
            found.setdefault(source)
        else:
            found |= dict.fromkeys(find_files([source]))
    return list(found)


def open_source(source: Place, options: SourceOptions | None = None) -> Iterator[Found]:
    """The articles behind a file, folder, page, feed, sitemap or standard input (``-``).

    What the source holds never raises: what cannot be read is a `Rejected`.

    Raises:
        SourceError: a path is not there, or a folder holds nothing usable; by the call itself.
    """
    options = options or SourceOptions()
    return map(options.overrides.applied_to, _found(source, options))


def is_web_address(source: str) -> bool:
    """Whether a source is to be fetched."""
    return source.lower().startswith(("http://", "https://"))


def _found(source: Place, options: SourceOptions) -> Iterator[Found]:
    if isinstance(source, Upload):
        return (_as_handed_in(found, source) for found in read_articles(source.path, options.mapping))
    if isinstance(source, str) and is_web_address(source):
        from ingest.fetch.web import WebReader  # the parsers of feeds, only when there is one

        return WebReader(options.fetcher, options.memory, options.mapping).read(source)
    if source == STANDARD_INPUT:
        return _from_stream(options.standard_input or cast(BinaryIO, sys.stdin.buffer), options.mapping)
    files = find_files([source])
    return (found for file in files for found in read_articles(file, options.mapping))


def _as_handed_in(found: RawArticle | Rejected, upload: Upload) -> Found:
    """The same under the upload's name, wherever in the file it stands."""
    source = upload.source + found.source.removeprefix(name_of(upload.path))
    if isinstance(found, Rejected):
        return Rejected(source, found.reason)
    return replace(found, source=source, is_whole_file=False)


def _from_stream(stream: BinaryIO, mapping: FieldMapping) -> Iterator[Found]:
    source, title = "standard input", "Standard input"
    kind = sniff(stream.peek(1000)[:1000])  # type: ignore[attr-defined]
    if kind in STREAMED:
        yield from read_stream(stream, source, title, kind, mapping)
        return
    data = stream.read(SIZE_MAX_BYTES[kind] + 1)
    if len(data) > SIZE_MAX_BYTES[kind]:
        yield Rejected(source, too_large(SIZE_MAX_BYTES[kind]))
    elif not data.strip():
        yield Rejected(source, "empty")
    else:
        yield from read_document(Document(data, source, title, is_whole_file=False), kind)


def find_files(paths: Iterable[Path | str]) -> Iterator[Path]:
    """The files to read, each once, sorted within each folder; absolute paths.

    Folders are searched to the bottom for the known suffixes, hidden files and folders left
    out. A file that is named itself is taken whatever its suffix.

    Raises:
        SourceError: a path is not there, or a folder holds nothing usable. It is raised by
            the call itself, before any file is read.
    """
    found: dict[Path, None] = {}  # by real path, in order
    for path in map(Path, paths):
        for file in _files_at(path):
            found.setdefault(file.resolve(), None)
    return iter(found)


def _files_at(path: Path) -> list[Path]:
    if not _exists(path):
        raise SourceError(f"There is no file or folder {str(path)!r}.", "Check the spelling of the path.")
    if not path.is_dir():
        return [path]
    files = list(_files_under(path))
    if not files:
        known = ", ".join(sorted(SUFFIXES))
        raise SourceError(
            f"The folder {str(path)!r} holds no article.",
            f"Byline reads files that end in {known}; name a file itself to have it tried as text.",
        )
    return files


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long, or with a NUL
        return False


def _files_under(folder: Path) -> Iterator[Path]:
    entered: set[Path] = set()
    for place, folders, names in os.walk(folder, followlinks=True, onerror=_refuse):
        real = Path(place).resolve()
        if real in entered:  # a link that leads back
            folders.clear()
            continue
        entered.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(place, name)
            if not name.startswith(".") and file.suffix.lower() in SUFFIXES and file.is_file():
                yield file


def _refuse(error: OSError) -> None:
    raise SourceError(
        f"The folder {error.filename!r} cannot be read: {error.strerror}.", "Check its permissions."
    )
