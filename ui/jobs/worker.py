"""The thread that does jobs, one after the other, and waits while another process is writing."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from rag.errors import BylineError, LibraryError, LibraryLockedError
from rag.events import Failed
from ui.failures import UNEXPECTED, failure
from ui.jobs.job import Job, JobProgress, Spooled, now
from ui.jobs.work import OnProgress, Outcome, Work

RETRY_SECONDS = 1.0
CLOSING_SECONDS = 20.0  # for the current batch
LOCKED = "Another process is writing to the library; the job begins as soon as it has finished."

Put = Callable[[Spooled, dict[str, Any]], Job]
_LOG = logging.getLogger(__name__)


class Worker:
    """Does what it is given, in that order."""

    def __init__(self, work: Work, put: Put) -> None:
        self._work = work
        self._put = put
        self._waiting: deque[Spooled] = deque()
        self._changed = threading.Condition()
        self._current: str | None = None
        self._stop = threading.Event()  # for the current job alone
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def add(self, spooled: Spooled) -> None:
        """Do this job after the others; the thread begins with the first."""
        with self._changed:
            self._waiting.append(spooled)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="byline-jobs", daemon=True)
                self._thread.start()
            self._changed.notify()

    def stop(self, job_id: str) -> bool:
        """Stop a job; true if it had not begun, and never will."""
        with self._changed:
            if job_id == self._current:
                self._stop.set()
                return False
            former = len(self._waiting)
            self._waiting = deque(one for one in self._waiting if one.job.id != job_id)
            return len(self._waiting) < former

    def close(self) -> None:
        """Let the current batch be written, then end; jobs that are not done stay as they are."""
        with self._changed:
            self._is_closed = True
            self._stop.set()
            self._changed.notify()
        if self._thread:
            self._thread.join(CLOSING_SECONDS)

    def _run(self) -> None:
        while spooled := self._next():
            try:
                self._do(spooled)
            except Exception:  # noqa: BLE001 - whatever one job does, the next one has its turn
                _LOG.exception("A job could not be done: %s", spooled.job.id)
                self._fail(spooled, UNEXPECTED)

    def _next(self) -> Spooled | None:
        with self._changed:
            self._current = None
            self._changed.wait_for(lambda: self._waiting or self._is_closed)
            if self._is_closed:
                return None
            self._stop.clear()
            spooled = self._waiting.popleft()
            self._current = spooled.job.id
            return spooled

    def _do(self, spooled: Spooled) -> None:
        self._put(spooled, {"state": "running", "started_at": now(), "note": None})
        while True:
            try:
                self._finish(spooled, self._work(spooled, self._told(spooled), self._stop))
            except LibraryLockedError:
                self._put(spooled, {"state": "waiting", "note": LOCKED})
                if self._stop.wait(RETRY_SECONDS):
                    self._end(spooled, {"state": "cancelled"})
                    return
                continue
            except BylineError as error:
                self._fail(spooled, _said(error))
            return

    def _told(self, spooled: Spooled) -> OnProgress:
        has_begun = False

        def tell(progress: JobProgress) -> None:
            nonlocal has_begun
            begun = {} if has_begun else {"state": "running", "note": None}
            has_begun = True
            self._put(spooled, {"progress": progress, **begun})

        return tell

    def _finish(self, spooled: Spooled, outcome: Outcome) -> None:
        found = {"counts": outcome.counts, "rejected": outcome.rejected, "warnings": outcome.warnings}
        self._end(spooled, {"state": "cancelled" if outcome.is_interrupted else "done", **found})

    def _fail(self, spooled: Spooled, failed: Failed) -> None:
        self._end(spooled, {"state": "failed", "error": failed})

    def _end(self, spooled: Spooled, changes: dict[str, Any]) -> None:
        """Note how a job ended; one that ends because the process does is to be done after the next start."""
        if not (self._is_closed and changes["state"] != "done"):
            self._put(spooled, {"finished_at": now(), "note": None, **changes})


def _said(error: BylineError) -> Failed:
    """The error for whoever reads the job; where the library lies is for the log."""
    if isinstance(error, LibraryError):
        _LOG.error("A job failed: %s", error.message)
        return Failed(error.code, "The library or its index could not be used.", error.hint)
    return failure(error)
