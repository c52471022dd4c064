"""Jobs: accepted, done one after the other, stopped, resumed; with work that does as it is told."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.domain import Question
from rag.errors import EmbedderError, LibraryError, LibraryLockedError, TooManyJobsError, UnknownNameError
from rag.settings import Settings
from tests.fakes_ui import FakeByline, ListLibrary, ScriptedAssistant, cost_script
from ui.jobs.additions import Additions
from ui.jobs.job import Job, JobProgress, Spooled
from ui.jobs.jobs import KEPT_MAX, QUEUED_MAX, Jobs
from ui.jobs.work import OnProgress, Outcome

DONE = Outcome(is_interrupted=False, counts={"new": 1}, rejected=(), warnings=())
CUT = Outcome(is_interrupted=True, counts={"new": 0}, rejected=(), warnings=())
Do = Callable[[Spooled, OnProgress, threading.Event], Outcome]


def additions(text: str = "Some words.") -> Additions:
    return Additions(articles=[{"text": text}])


@contextmanager
def jobs_in(folder: Path, work: Do) -> Iterator[Jobs]:
    settings = Settings(data_dir=folder)
    script = ScriptedAssistant(lambda question: cost_script()(Question(question.text)))
    jobs = Jobs(FakeByline(ListLibrary([]), script, settings=settings), work)
    jobs.start()
    try:
        yield jobs
    finally:
        jobs.close()


def until_ended(jobs: Jobs, job: Job) -> list[Job]:
    """Every state that a follower sees."""

    async def seen() -> list[Job]:
        return [one async for one in jobs.following(job.id)]

    return asyncio.run(seen())


class Held:
    """Work that waits until it is let go, or stopped."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.let_go = threading.Event()
        self.order: list[str] = []

    def __call__(self, spooled: Spooled, tell: OnProgress, stop: threading.Event) -> Outcome:
        self.order.append(spooled.job.id)
        tell(JobProgress(0, 1, 3, 5))
        self.begun.release()
        while not self.let_go.wait(0.01):
            if stop.is_set():
                return CUT
        return DONE


def test_jobs_are_done_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    work = Held()
    with jobs_in(tmp_path, work) as jobs:
        added = [jobs.add(additions()) for _ in range(4)]
        work.let_go.set()
        assert [until_ended(jobs, job)[-1].state for job in added] == ["done"] * 4
        assert work.order == [job.id for job in added]
        assert [job.id for job in jobs.all()] == work.order[::-1]


def test_a_follower_sees_the_progress_and_the_end(tmp_path: Path) -> None:
    work = Held()
    with jobs_in(tmp_path, work) as jobs:
        job = jobs.add(additions())
        work.begun.acquire()
        threading.Timer(0.3, work.let_go.set).start()
        seen = until_ended(jobs, job)
        assert seen[0].progress == JobProgress(0, 1, 3, 5)
        assert (seen[0].state, seen[-1].state, seen[-1].counts) == ("running", "done", {"new": 1})


def test_a_job_that_waits_or_runs_can_be_stopped_and_one_that_has_ended_stays(tmp_path: Path) -> None:
    work = Held()
    with jobs_in(tmp_path, work) as jobs:
        running, waiting = jobs.add(additions()), jobs.add(additions())
        work.begun.acquire()
        assert jobs.cancel(waiting.id).state == "cancelled"
        jobs.cancel(running.id)
        assert until_ended(jobs, running)[-1].state == "cancelled"
        assert work.order == [running.id]
        assert jobs.cancel(running.id).state == "cancelled"
        with pytest.raises(UnknownNameError):
            jobs.cancel("nope")


def test_no_more_jobs_are_accepted_than_may_wait(tmp_path: Path) -> None:
    with jobs_in(tmp_path, Held()) as jobs:
        for _ in range(QUEUED_MAX):
            jobs.add(additions())
        with pytest.raises(TooManyJobsError) as refused:
            jobs.add(additions())
        assert refused.value.retry_after_seconds > 0
        assert len(jobs.all()) == QUEUED_MAX


def test_while_another_process_writes_the_job_waits_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.jobs.worker.RETRY_SECONDS", 0.01)
    is_locked = threading.Event()
    is_locked.set()

    def work(spooled: Spooled, tell: OnProgress, stop: threading.Event) -> Outcome:
        if is_locked.is_set():
            raise LibraryLockedError("Process 7 (`byline ingest secret`) is writing to /home/me.")
        tell(JobProgress(1, 1, 1, 1))
        return DONE

    with jobs_in(tmp_path, work) as jobs:
        job = jobs.add(additions())
        threading.Timer(0.5, is_locked.clear).start()
        seen = until_ended(jobs, job)
        notes = [one.note for one in seen if one.state == "waiting"]
        assert notes
        assert "Another process is writing" in (notes[0] or "")
        assert (seen[-1].state, seen[-1].note) == ("done", None)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EmbedderError("It is gone.", "Wait."), "embedder"),
        (LibraryError("The library /home/me/library.db is damaged."), "library"),
        (ZeroDivisionError("/home/me"), "internal"),
    ],
)
def test_a_job_that_fails_says_why_without_paths_and_the_next_one_has_its_turn(
    tmp_path: Path, error: Exception, code: str
) -> None:
    failing = iter([error])

    def work(spooled: Spooled, tell: OnProgress, stop: threading.Event) -> Outcome:
        for one in failing:
            raise one
        return DONE

    with jobs_in(tmp_path, work) as jobs:
        first, second = jobs.add(additions()), jobs.add(additions())
        failed = until_ended(jobs, first)[-1]
        assert failed.error is not None
        assert (failed.state, failed.error.code) == ("failed", code)
        assert "/home/me" not in failed.error.message
        assert until_ended(jobs, second)[-1].state == "done"


def test_what_was_not_done_when_the_process_ended_is_done_by_the_next_one(tmp_path: Path) -> None:
    work = Held()
    with jobs_in(tmp_path, work) as jobs:
        running, waiting = jobs.add(additions("One.")), jobs.add(additions("Two."))
        work.begun.acquire()
    read: list[bytes] = []

    def reading(spooled: Spooled, tell: OnProgress, stop: threading.Event) -> Outcome:
        read.append((tmp_path / "jobs" / spooled.job.id / spooled.files[0].place).read_bytes())
        return DONE

    with jobs_in(tmp_path, reading) as jobs:
        assert until_ended(jobs, running)[-1].state == "done"
        assert until_ended(jobs, waiting)[-1].state == "done"
    assert [b"One." in read[0], b"Two." in read[1]] == [True, True]
    with jobs_in(tmp_path, reading) as jobs:
        assert {job.state for job in jobs.all()} == {"done"}
    assert len(read) == 2


def test_half_requests_and_damaged_records_are_no_jobs(tmp_path: Path) -> None:
    half = tmp_path / "jobs" / ".half-abc"
    half.mkdir(parents=True)
    damaged = tmp_path / "jobs" / "deadbeef"
    damaged.mkdir()
    (damaged / "job.json").write_text("{", encoding="utf-8")
    with jobs_in(tmp_path, Held()) as jobs:
        assert jobs.all() == []
    assert not half.exists()


def test_only_the_latest_ended_jobs_are_remembered(tmp_path: Path) -> None:
    with jobs_in(tmp_path, lambda spooled, tell, stop: DONE) as jobs:
        for _ in range(KEPT_MAX + 2):
            last = jobs.add(additions())
            while not jobs.job(last.id).is_final:
                time.sleep(0.001)
        assert len(jobs.all()) == KEPT_MAX
        assert jobs.all()[0].id == last.id
    assert len(list((tmp_path / "jobs").iterdir())) == KEPT_MAX
