"""From the paths that a person names to the files that hold articles."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from rag.errors import SourceError

SUFFIXES = frozenset({".md", ".markdown", ".txt", ".text", ".html", ".htm", ".xhtml", ".jsonl", ".ndjson"})


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
