"""Articles in a browser: as a page with a span marked, and their originals."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, HTMLResponse

from ingest.originals import Originals
from rag.errors import UnknownNameError
from ui.api.articles import known_article
from ui.api.models.errors import Responses, errors
from ui.parts import Parts
from ui.web.source.article_html import article_page
from ui.web.source.background import background_of
from ui.web.source.spans import check, spans_of

ORIGINAL_RESPONSES: Responses = {200: {"content": {"application/pdf": {}}}, **errors(404)}
Offset = Annotated[int | None, Query(ge=0, description="Code points into the article's text.")]
Spans = Annotated[str, Query(max_length=2000, description="More spans to mark, as `120-180,300-340`.")]


def article_pages_router(byline: Parts) -> APIRouter:
    """The routes that citations lead to."""
    router = APIRouter(tags=["library"])

    @router.get("/articles/{article_id}", response_class=HTMLResponse, responses=errors(400, 404))
    def page(article_id: str, start: Offset = None, end: Offset = None, also: Spans = "") -> str:
        """A readable page of an article, with ``text[start:end]`` marked."""
        found = known_article(byline, article_id)
        others = spans_of(also)
        for span in others if start is None or end is None else (range(start, end), *others):
            check(span, len(found.text))
        background = background_of(byline.library, byline.settings.data_dir, found)
        return article_page(found, start, end, others, background)

    @router.get("/articles/{article_id}/original", response_class=FileResponse, responses=ORIGINAL_RESPONSES)
    def original(article_id: str) -> FileResponse:
        """The PDF that an article was read from; ``#page=3`` behind the address opens that page."""
        kept = Originals(byline.settings.data_dir).path(known_article(byline, article_id).id)
        if not kept.is_file():
            raise UnknownNameError(
                "No original file of this article is kept.", "Only PDFs are kept; ingest the file again."
            )
        return FileResponse(kept, media_type="application/pdf", content_disposition_type="inline")

    return router
