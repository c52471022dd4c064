"""Jobs over HTTP: listed, followed, stopped."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from ui.api.ask import HEARTBEAT_SECONDS
from ui.api.models.errors import Responses, errors
from ui.api.models.events import stream_of
from ui.api.models.jobs import JobObject, JobsObject
from ui.jobs.job import Job, State, job_json
from ui.jobs.jobs import Jobs

_OF_SOURCES = ("rejected", "warnings")
_EVENTS = {"text/event-stream": stream_of(JobObject.__name__, get_args(State))}
JOB_RESPONSES: Responses = {200: {"model": JobObject, "content": _EVENTS}, **errors(404)}
Stream = Annotated[bool, Query(description="Server-sent events until it has ended, instead of one object.")]


def jobs_router(jobs: Jobs) -> APIRouter:
    """The routes for jobs."""
    router = APIRouter(prefix="/api/jobs", tags=["library"])

    @router.get("", response_model=None, responses={200: {"model": JobsObject}})
    def listed() -> dict[str, Any]:
        """List the jobs, newest first."""
        return {"jobs": [_summary(job) for job in jobs.all()]}

    @router.get("/{job_id}", response_model=None, responses=JOB_RESPONSES)
    async def job(request: Request, job_id: str, *, stream: Stream = False) -> Response:
        """Look at a job; or follow it, with `stream` or `Accept: text/event-stream`."""
        found = await run_in_threadpool(jobs.job, job_id)
        if stream or "text/event-stream" in request.headers.get("accept", ""):
            return EventSourceResponse(_events(jobs, job_id), ping=HEARTBEAT_SECONDS)
        return JSONResponse(job_json(found))

    @router.delete("/{job_id}", response_model=None, responses={200: {"model": JobObject}, **errors(404)})
    def cancel(job_id: str) -> dict[str, Any]:
        """Stop a job. What it has added stays; one that has ended stays as it is."""
        return job_json(jobs.cancel(job_id))

    return router


async def _events(jobs: Jobs, job_id: str) -> AsyncIterator[ServerSentEvent]:
    async for job in jobs.following(job_id):
        yield ServerSentEvent(data=json.dumps(job_json(job), ensure_ascii=False), event=job.state)


def _summary(job: Job) -> dict[str, Any]:
    return {name: value for name, value in job_json(job).items() if name not in _OF_SOURCES}
