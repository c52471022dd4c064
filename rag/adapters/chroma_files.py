"""An index's files are read by one process, or rewritten by another, never both at the same time.

Chroma guards its database but not the files of its graph. A process that loads them while another one
rewrites them (Chroma 1.5: every thousandth vector) gets half of each, and ends in a segmentation fault.
What is loaded stays in memory: searching needs no permission.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from rag.adapters.chroma_client import is_url
from rag.errors import LibraryLockedError

LOCK_FILE = "files.lock"
WAIT_SECONDS = 60.0  # far longer than a batch takes to write, or a million vectors to load
_POLL_SECONDS = 0.01


@contextmanager
def alone_with_files(place: Path | str, wait_seconds: float | None = None) -> Iterator[None]:
    """For this block no other opening of the folder, in any process, loads or writes its files.

    At a Chroma server there is nothing to guard.

    Args:
        place: The folder, or the server's address.
        wait_seconds: How long to wait for another one; `WAIT_SECONDS` unless given.

    Raises:
        LibraryLockedError: if another one is at them for longer than that.
    """
    if is_url(place):
        yield
        return
    lock = FileLock(Path(place) / LOCK_FILE)
    try:
        lock.acquire(
            timeout=WAIT_SECONDS if wait_seconds is None else wait_seconds, poll_interval=_POLL_SECONDS
        )
    except Timeout as error:
        raise LibraryLockedError(f"Another process is reading or writing the files in {place}.") from error
    try:
        yield
    finally:
        lock.release()
