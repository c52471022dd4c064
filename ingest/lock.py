"""One writer at a time, and whoever has to wait is told for whom."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import LibraryError, LibraryLockedError

LOCK_FILE = "writer.lock"
HOLDER_FILE = "writer.json"  # beside the lock: the lock's own file is emptied by everyone who tries
WAIT_SECONDS = 0.5

_COMMAND_LENGTH_MAX = 200


@contextmanager
def writer_lock(data_dir: Path, command: str | None = None) -> Iterator[None]:
    """Hold the right to write to the library in this folder; the folder is made if needed.

    Args:
        data_dir: the folder.
        command: what others are told is running; this process's command line unless given.

    Raises:
        LibraryLockedError: another process or thread is writing; the message says which.
        LibraryError: the folder cannot be written.
    """
    lock = FileLock(data_dir / LOCK_FILE)
    holder = data_dir / HOLDER_FILE
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=WAIT_SECONDS)
    except Timeout as error:
        raise LibraryLockedError(f"{_told(holder)} is writing to the library in {data_dir}.") from error
    except OSError as error:
        raise _not_writable(data_dir, error) from error
    try:
        try:
            holder.write_text(json.dumps(_note(command)), encoding="utf-8")
        except OSError as error:
            raise _not_writable(data_dir, error) from error
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _note(command: str | None) -> dict[str, str | int]:
    words = command or shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])
    since = datetime.now(tz=UTC).isoformat(timespec="seconds")
    return {"pid": os.getpid(), "since": since, "command": words[:_COMMAND_LENGTH_MAX]}


def _told(holder: Path) -> str:
    try:
        note = json.loads(holder.read_text(encoding="utf-8"))
        return f"Process {note['pid']} (`{note['command']}`, since {note['since']})"
    except (OSError, ValueError, KeyError, TypeError):  # not written yet, or half
        return "Another process"


def _not_writable(data_dir: Path, error: OSError) -> LibraryError:
    return LibraryError(
        f"The data folder {str(data_dir)!r} cannot be written: {error.strerror or error}.",
        "Set BYLINE_DATA_DIR to a folder that you can write to.",
    )
