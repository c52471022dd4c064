"""One process owns a data folder: it serves the page and adds articles. Others read beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from os import getpid
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from rag.errors import LibraryError, ServerError

if TYPE_CHECKING:
    from rag.settings import Settings

_LOCK_FILE = "owner.lock"
_NOTE_FILE = "owner.json"


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that owns a data folder."""

    pid: int
    since: str
    address: str  # where it is reached


@contextmanager
def owning(settings: Settings, address: str) -> Iterator[None]:
    """Own the data folder; it is free again at the end, however the process ends.

    `byline ingest` and its like need no ownership: they take turns by the writer's lock.

    Raises:
        ServerError: another process owns it.
        LibraryError: the folder cannot be written.
    """
    folder = settings.data_dir
    lock = FileLock(folder / _LOCK_FILE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
        note = Owner(getpid(), datetime.now(UTC).isoformat(timespec="seconds"), address)
        (folder / _NOTE_FILE).write_text(json.dumps(asdict(note)), encoding="utf-8")
    except Timeout as error:
        raise _owned_by_another(folder) from error
    except OSError as error:
        raise LibraryError(
            f"The data folder {str(folder)!r} cannot be written: {error.strerror or error}.",
            "Set BYLINE_DATA_DIR to a folder that you can write to.",
        ) from error
    try:
        yield
    finally:
        (folder / _NOTE_FILE).unlink(missing_ok=True)
        lock.release()


def owner_of(folder: Path) -> Owner | None:
    """Who owns a data folder, as it was noted; None where nobody says so."""
    try:
        return Owner(**json.loads((folder / _NOTE_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def require_library(settings: Settings) -> None:
    """Refuse to read what is not there yet.

    Raises:
        LibraryError: no process has made a library in the data folder.
    """
    if not (settings.data_dir / "library.db").is_file():
        raise LibraryError(
            f"There is no library to read in {settings.data_dir}.",
            "Start the process that owns it first: `byline serve` without --read-only.",
        )


def _owned_by_another(folder: Path) -> ServerError:
    owner = owner_of(folder)
    who = f"Process {owner.pid}, at {owner.address} since {owner.since}," if owner else "Another process"
    return ServerError(
        f"{who} serves the library in {folder} already.",
        "Stop it first, or stand beside it with --read-only, or set BYLINE_DATA_DIR to another folder.",
    )
