"""The library kept in order over HTTP: collections removed, articles marked, everything examined."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query

from ui.api.models.errors import Responses, errors
from ui.api.models.upkeep import DoctorObject, MarkArticle, RemovedObject
from ui.editing import mark_article, remove_collection
from ui.parts import Parts

REMOVED_RESPONSES: Responses = {200: {"model": RemovedObject}, **errors(404, 503)}
Collection = Annotated[str, Query(min_length=1, max_length=100, description="The collection to remove.")]


def upkeep_router(byline: Parts) -> APIRouter:
    """The routes by which a library is kept in order."""
    router = APIRouter(prefix="/api", tags=["library"])

    @router.delete("/articles", response_model=None, responses=REMOVED_RESPONSES)
    def remove(collection: Collection) -> dict[str, Any]:
        """Remove a collection with all its articles."""
        return {"collection": collection, "removed": remove_collection(byline, collection)}

    @router.post("/articles/{article_id}/mark", status_code=204, responses=errors(404, 503))
    def mark(article_id: str, body: Annotated[MarkArticle, Body()]) -> None:
        """Mark an article corrected or retracted; citations, answers and the page say so from then on."""
        mark_article(byline, article_id, body.status, body.note)

    @router.delete("/articles/{article_id}/mark", status_code=204, responses=errors(404, 503))
    def clear(article_id: str) -> None:
        """Take an article's mark away."""
        mark_article(byline, article_id, None, None)

    @router.post("/doctor", response_model=None, responses={200: {"model": DoctorObject}})
    def examine() -> dict[str, Any]:
        """Examine settings, library, index, embedder and endpoint, which takes a few seconds."""
        from ingest.passages import SPLITTER_FINGERPRINT
        from rag.doctor.examination import Examination  # heavy: imports Chroma

        findings = list(Examination(byline.settings, SPLITTER_FINGERPRINT).findings())
        is_ok = all(finding.status != "problem" for finding in findings)
        return {"ok": is_ok, "findings": [asdict(finding) for finding in findings]}

    return router
