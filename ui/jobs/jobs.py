"""The jobs of one process: accepted, queued, done one after the other, remembered for a while."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

from rag.errors import LibraryError, TooManyJobsError, UnknownNameError
from ui.editing import require_writable
from ui.jobs.additions import Additions
from ui.jobs.job import Job, Spooled, now
from ui.jobs.spool import Spool
from ui.jobs.work import Work, work_of
from ui.jobs.worker import Worker
from ui.parts import Parts

QUEUED_MAX = 20  # that have not ended
FULL_SECONDS = 30  # after which another try is worth it
KEPT_MAX = 100  # that have ended
LOOK_SECONDS = 0.2  # between two looks of those who follow a job
LOOK_AT_FILES_SECONDS = 1.0  # the same, where another process does the jobs

_LOG = logging.getLogger(__name__)


class Jobs:
    """Accepts jobs from any thread; a thread of its own does them."""

    def __init__(self, byline: Parts, work: Work | None = None) -> None:
        self._settings = byline.settings
        self._spool = Spool(byline.settings.data_dir)
        self._lock = threading.RLock()
        self._known: dict[str, Spooled] = {}  # in the order in which they were accepted
        self._being_accepted = 0
        self._is_closed = False
        self._worker = Worker(work or work_of(byline, self._spool), self._put)

    @property
    def is_reader(self) -> bool:
        """Whether another process does the jobs, and this one only tells of them."""
        return self._settings.api.read_only

    def start(self) -> None:
        """Go on with the jobs that a former process has left; one that only reads leaves them alone."""
        if self.is_reader:
            return
        self._spool.clear_halves()
        with self._lock:
            for spooled in self._spool.read_all():
                self._known[spooled.job.id] = spooled
                if not spooled.job.is_final:
                    self._enqueue(replace(spooled, job=replace(spooled.job, state="queued", note=None)))

    def close(self) -> None:
        """Write the current batch and stop; what is not done is done after the next start."""
        self._is_closed = True
        self._worker.close()

    def add(self, additions: Additions) -> Job:
        """Accept a job; it is on disk when this returns, and will be done even if the process is killed.

        Raises:
            ReadOnlyError: this process only reads.
            TooManyJobsError: `QUEUED_MAX` jobs have not ended yet.
            LibraryError: it cannot be written down.
        """
        require_writable(self._settings)
        with self._lock:
            unfinished = sum(not spooled.job.is_final for spooled in self._known.values())
            if unfinished + self._being_accepted >= QUEUED_MAX:
                raise TooManyJobsError(f"{QUEUED_MAX} jobs are waiting already.", FULL_SECONDS)
            self._being_accepted += 1
        try:
            spooled = self._spool.accept(additions)  # may be large: nobody waits for it
            with self._lock:
                self._enqueue(spooled)
        finally:
            with self._lock:
                self._being_accepted -= 1
        return spooled.job

    def all(self) -> list[Job]:
        """Every job that is known, newest first."""
        if self.is_reader:
            return [spooled.job for spooled in reversed(self._spool.read_all())]
        with self._lock:
            return [spooled.job for spooled in reversed(self._known.values())]

    def job(self, job_id: str) -> Job:
        """A job as it stands.

        Raises:
            UnknownNameError: there is none, or it ended long ago.
        """
        found = next((job for job in self.all() if job.id == job_id), None)
        if found is None:
            raise UnknownNameError(f"There is no job {job_id!r}.", "GET /api/jobs lists those there are.")
        return found

    def cancel(self, job_id: str) -> Job:
        """Stop a job: what it has added stays. One that has ended stays as it is.

        Raises:
            ReadOnlyError: this process only reads.
            UnknownNameError: there is no such job.
        """
        require_writable(self._settings)
        with self._lock:
            job = self.job(job_id)
            if not job.is_final and self._worker.stop(job_id):  # it had not begun
                self._put(self._known[job_id], {"state": "cancelled", "finished_at": now(), "note": None})
            return self.job(job_id)

    async def following(self, job_id: str) -> AsyncGenerator[Job, None]:
        """A job, again whenever it has changed, until it has ended or this process is about to.

        Raises:
            UnknownNameError: there is no such job.
        """
        told: Job | None = None
        while not self._is_closed:
            job = self.job(job_id)
            if job != told:
                yield job
                told = job
            if job.is_final:
                return
            await asyncio.sleep(LOOK_AT_FILES_SECONDS if self.is_reader else LOOK_SECONDS)

    def _enqueue(self, spooled: Spooled) -> None:
        self._known[spooled.job.id] = spooled
        self._worker.add(spooled)

    def _put(self, spooled: Spooled, changes: dict[str, Any]) -> Job:
        """A job's new state; written down where it is more than progress."""
        with self._lock:
            former = self._known[spooled.job.id]
            changed = replace(former, job=replace(former.job, **changes))
            self._known[spooled.job.id] = changed
            if changes.keys() != {"progress"}:
                self._note(changed)
            if changed.job.is_final:
                self._forget_old()
            return changed.job

    def _note(self, spooled: Spooled) -> None:
        try:
            self._spool.note(spooled)
        except LibraryError:  # what is known here is right; after a restart the job is done once more
            _LOG.warning("The record of job %s cannot be written.", spooled.job.id, exc_info=True)

    def _forget_old(self) -> None:
        ended = [spooled.job.id for spooled in self._known.values() if spooled.job.is_final]
        for job_id in ended[:-KEPT_MAX]:
            del self._known[job_id]
            self._spool.forget(job_id)
