"""Articles handed in over HTTP, and what could not be brought in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from rag.ledger import Quarantined
from ui.api.additions import read_additions
from ui.api.models.additions import ADD_BODY
from ui.api.models.errors import Responses, errors
from ui.api.models.jobs import JobObject
from ui.api.models.listing import QuarantineObject
from ui.jobs.job import job_json
from ui.jobs.jobs import Jobs
from ui.parts import Parts

ADD_RESPONSES: Responses = {
    202: {
        "model": JobObject,
        "headers": {"Location": {"description": "Where the job is.", "schema": {"type": "string"}}},
    },
    **errors(415, 429),
}
InCollection = Annotated[str | None, Query(description="Only of this collection.")]


def adding_router(byline: Parts, jobs: Jobs) -> APIRouter:
    """The routes for handing articles in."""
    router = APIRouter(prefix="/api", tags=["library"])

    @router.post(
        "/articles",
        status_code=202,
        response_model=None,
        responses=ADD_RESPONSES,
        openapi_extra=ADD_BODY,
    )
    async def add(request: Request) -> JSONResponse:
        """Hand in files, articles as JSON, or an address; the job that brings them in comes back at once."""
        async with read_additions(request) as additions:
            job = await run_in_threadpool(jobs.add, additions)
        return JSONResponse(job_json(job), 202, {"Location": f"/api/jobs/{job.id}"})

    @router.get("/quarantine", response_model=None, responses={200: {"model": QuarantineObject}})
    def quarantine(collection: InCollection = None) -> dict[str, Any]:
        """List what could not be brought in, and why."""
        return {"quarantined": [_quarantined(one) for one in byline.library.quarantined(collection)]}

    return router


def _quarantined(one: Quarantined) -> dict[str, Any]:
    return {
        "collection": one.collection,
        "source": one.source,
        "reason": one.reason,
        "first_seen": one.first_seen,
        "last_seen": one.last_seen,
    }
