"""One job: what was handed in, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from rag.events import Failed

State = Literal["queued", "waiting", "running", "done", "failed", "cancelled"]
FINAL: frozenset[State] = frozenset({"done", "failed", "cancelled"})
TOLD_MAX = 1_000  # sources that a job names one by one


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be said of one source."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is."""

    files_done: int = 0
    files: int = 0
    articles: int = 0  # read so far, whatever became of them
    passages: int = 0  # written so far


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands; a new one takes its place whenever something changes."""

    id: str
    state: State
    collection: str
    sources: tuple[str, ...]
    created_at: str
    started_at: str | None = None
    finished_at: str | None = None
    note: str | None = None  # why it waits
    progress: JobProgress = field(default_factory=JobProgress)
    counts: Mapping[str, int] | None = None  # as those of `byline ingest`; None until it has ended
    rejected: tuple[Told, ...] = ()  # at most `TOLD_MAX`
    warnings: tuple[Told, ...] = ()  # at most `TOLD_MAX`
    error: Failed | None = None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in FINAL


@dataclass(frozen=True, slots=True)
class SpooledFile:
    """A file that was handed in."""

    place: str  # within the job's folder
    source: str  # what it is called


@dataclass(frozen=True, slots=True)
class Spooled:
    """A job with what it is to read."""

    job: Job
    files: tuple[SpooledFile, ...] = ()
    urls: tuple[str, ...] = ()


def now() -> str:
    """This moment, in ISO 8601."""
    return datetime.now(tz=UTC).isoformat(timespec="microseconds")


def job_json(job: Job) -> dict[str, Any]:
    """A job as the contract's JSON object."""
    error = job.error
    return {
        "id": job.id,
        "state": job.state,
        "collection": job.collection,
        "sources": list(job.sources),
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "note": job.note,
        "progress": {
            "files_done": job.progress.files_done,
            "files": job.progress.files,
            "articles": job.progress.articles,
            "passages": job.progress.passages,
        },
        "counts": dict(job.counts) if job.counts is not None else None,
        "rejected": [{"source": one.source, "reason": one.reason} for one in job.rejected],
        "warnings": [{"source": one.source, "reason": one.reason} for one in job.warnings],
        "error": {"code": error.code, "message": error.message, "hint": error.hint} if error else None,
    }
