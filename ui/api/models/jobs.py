"""Jobs as JSON."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ui.api.models.errors import ErrorParts
from ui.jobs.job import State

_SUMMARY: dict[str, Any] = {
    "id": "5d2f9c0a61b7e384",
    "state": "done",
    "collection": "local",
    "sources": ["upload: bridge.md", "upload: scan.pdf"],
    "created_at": "2025-03-04T09:12:30.118204+00:00",
    "started_at": "2025-03-04T09:12:30.120911+00:00",
    "finished_at": "2025-03-04T09:12:31.402377+00:00",
    "note": None,
    "progress": {"files_done": 2, "files": 2, "articles": 2, "passages": 3},
    "counts": {"new": 1, "changed": 0, "unchanged": 0, "reprints": 0, "quarantined": 1, "removed": 0},
    "error": None,
}
_JOB = _SUMMARY | {
    "rejected": [{"source": "upload: scan.pdf", "reason": "not a PDF"}],
    "warnings": [],
}


class ToldObject(BaseModel):
    """What is to be said of one source."""

    source: str = Field(description="The file, a line of it, or an address.")
    reason: str = Field(description="In a few words.")


class JobProgressObject(BaseModel):
    """How far a job is."""

    files_done: int = Field(ge=0, description="Files and addresses that are read to their end.")
    files: int = Field(ge=0, description="All of them; 0 before it begins.")
    articles: int = Field(ge=0, description="Articles read so far, whatever became of them.")
    passages: int = Field(ge=0, description="Passages written so far.")


class CountsObject(BaseModel):
    """What became of the articles; the counts of `byline ingest`."""

    new: int = Field(ge=0, description="Brought in.")
    changed: int = Field(ge=0, description="Brought in, in place of a former state.")
    unchanged: int = Field(ge=0, description="There already.")
    reprints: int = Field(ge=0, description="Of the new and changed: nearly word for word an earlier one.")
    quarantined: int = Field(ge=0, description="Not brought in; `rejected` says why.")
    removed: int = Field(ge=0, description="Removed; a job removes nothing.")


class JobSummaryObject(BaseModel):
    """A job without what is to be said of single sources."""

    id: str = Field(description="`GET /api/jobs/{id}` gives the whole.")
    state: State = Field(
        description="`queued`, `waiting` for another process that writes, `running`; at the end `done`,"
        " `failed` or `cancelled`."
    )
    collection: str = Field(description="Where its articles belong.")
    sources: list[str] = Field(description="What it reads.")
    created_at: str = Field(description="When it was accepted.")
    started_at: str | None = Field(description="When it began; after a restart of Byline, again.")
    finished_at: str | None = Field(description="When it ended.")
    note: str | None = Field(description="Why it waits.")
    progress: JobProgressObject = Field(description="How far it is.")
    counts: CountsObject | None = Field(description="Null until it has ended.")
    error: ErrorParts | None = Field(description="Why it failed.")


class JobObject(JobSummaryObject):
    """A job as it stands."""

    model_config = ConfigDict(json_schema_extra={"examples": [_JOB]})

    rejected: list[ToldObject] = Field(description="What was not brought in, and why; at most 1,000.")
    warnings: list[ToldObject] = Field(description="What was ignored on the way; at most 1,000.")


class JobsObject(BaseModel):
    """The jobs that are known: those that have not ended, and the latest hundred of the others."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"jobs": [_SUMMARY]}]})

    jobs: list[JobSummaryObject] = Field(description="Newest first.")
