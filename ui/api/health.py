"""How it is: alive, ready, and what has been counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from rag.interfaces import ArticleFilter
from ui.api.models.health import Health, Ready
from ui.observing.answers import told
from ui.observing.readiness import Readiness

if TYPE_CHECKING:
    from ui.draining import Draining
    from ui.observing.answers import ObservedAnswers
    from ui.observing.metrics import Metrics
    from ui.parts import Parts

_NOT_READY = 503
_READY: dict[int | str, dict[str, Any]] = {
    200: {"model": Ready, "description": "Ready."},
    _NOT_READY: {"model": Ready, "description": "Not ready: the body tells which part."},
}


def health_router(byline: Parts, answers: ObservedAnswers, metrics: Metrics, draining: Draining) -> APIRouter:
    """The routes for whoever looks after the server."""
    router = APIRouter(tags=["health"])
    readiness = Readiness(byline)

    @router.get("/healthz", response_model=None, responses={200: {"model": Health}})
    def health() -> dict[str, Any]:
        """Whether it is up, what it answers from, and which hosts receive questions and passages."""
        return {
            "ok": True,
            "generation": byline.library.generation(),
            "articles": byline.library.span(ArticleFilter()).articles,
            "receiving_host": byline.receiving_host,
        }

    @router.get("/readyz", responses=_READY)
    def ready() -> JSONResponse:
        """Whether questions can be answered now, and which part stands in the way.

        The endpoint is not asked; what it did wrong last is told until it has answered again.
        """
        parts = readiness.problems()
        is_ready = not draining.is_stopping and all(state == "ok" for state in parts.values())
        said = {
            "ready": is_ready,
            "stopping": draining.is_stopping,
            "parts": parts,
            "endpoint_failure": told(answers.endpoint_failure),
        }
        return JSONResponse(said, 200 if is_ready else _NOT_READY)

    @router.get("/metrics", response_class=PlainTextResponse)
    def measured() -> Response:
        """What has been counted, in Prometheus' text format."""
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return router
