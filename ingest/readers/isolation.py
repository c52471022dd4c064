"""Readers in a process of their own, so that no file can hang, crash or fill the one that ingests.

PDFium and libxml2 are C code, and trafilatura's patterns can be slow on pages made to be so: a
limit of time can only be kept by ending a process, one of memory only by the operating system.
One worker serves file after file; it is ended when a file exceeds a limit and a fresh one takes
the next. Both sides speak lines of JSON (worker.py has the other side).
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import IO, Any

from ingest.readers.formats import Format
from ingest.readers.raw import Document, RawArticle, Rejected
from rag.errors import SourceError

SECONDS_MAX = 9.0  # for one document
MEMORY_MAX_BYTES = 800_000_000  # address space of the worker
START_SECONDS_MAX = 120.0  # loading a format's library says nothing about the file

TOO_SLOW = f"takes longer than {SECONDS_MAX:g} s to read"
BROKE_THE_READER = "breaks the reader (damaged, or made to do harm)"

# Whatever made this process's path; and nothing of its state.
_PROGRAM = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from ingest.readers.worker import main; main(int(sys.argv[2]))"
)


def read_isolated(document: Document, kind: Format) -> list[RawArticle | Rejected]:
    """The articles of a document, read by the worker.

    Raises:
        SourceError: there are none, or reading took too long or too much memory.
    """
    with _LOCK:
        return _WORKER.read(document, kind)


def close_worker() -> None:
    """End the worker; the next document starts another."""
    with _LOCK:
        _WORKER.close()


class Worker:
    """The process that reads. It starts with the first document and again after each that broke it."""

    def __init__(self, seconds_max: float = SECONDS_MAX, memory_max_bytes: int = MEMORY_MAX_BYTES) -> None:
        self.seconds_max = seconds_max
        self.memory_max_bytes = memory_max_bytes
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, document: Document, kind: Format) -> list[RawArticle | Rejected]:
        """See `read_isolated`. Not to be called by two threads at once."""
        request = asdict(document) | {"data": None, "kind": kind, "size": len(document.data)}
        try:
            answer = self._exchange(self._running(), request, document.data)
        except (OSError, EOFError) as error:  # a pipe that nobody reads any more
            self.close()
            raise SourceError(BROKE_THE_READER) from error
        except BaseException:  # half an answer may be under way
            self.close()
            raise
        if "reason" in answer:
            raise SourceError(answer["reason"])
        return [_found(one) for one in answer["found"]]

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError), process:  # closes its pipes, whatever was under way, and waits for it
                pass

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            arguments = [json.dumps(sys.path), str(self.memory_max_bytes)]
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-c", _PROGRAM, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _exchange(
        self, process: subprocess.Popen[bytes], request: Mapping[str, Any], data: bytes
    ) -> dict[str, Any]:
        assert process.stdin
        assert process.stdout
        with _Deadline(process, START_SECONDS_MAX):
            process.stdin.write(json.dumps(request).encode() + b"\n" + data)
            process.stdin.flush()
            _answer(process.stdout)  # the format's library is loaded, the document has arrived
        with _Deadline(process, self.seconds_max) as deadline:
            return _answer(process.stdout, deadline)


class _Deadline:
    """Kills a process that is not done in time, so that waiting for its answer ends."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self._process = process
        self.is_expired = False

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _expire(self) -> None:
        self.is_expired = True
        self._process.kill()


def _answer(stream: IO[bytes], deadline: _Deadline | None = None) -> dict[str, Any]:
    line = stream.readline()
    if not line.endswith(b"\n"):
        if deadline and deadline.is_expired:
            raise SourceError(TOO_SLOW)
        raise EOFError
    answer: dict[str, Any] = json.loads(line)
    return answer


def _found(one: dict[str, Any]) -> RawArticle | Rejected:
    if "reason" in one:
        return Rejected(**one)
    return RawArticle(**one | {"pages": tuple(one["pages"])})


_LOCK = threading.Lock()
_WORKER = Worker()
atexit.register(_WORKER.close)
