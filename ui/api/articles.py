"""Articles and saved answers: as JSON, and articles as a page with a span marked."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, HTMLResponse

from ingest.originals import Originals
from rag.domain import Article, ArticleId
from rag.errors import UnknownNameError, UsageError
from ui.contract import article_json
from ui.parts import Parts
from ui.web.article import article_page

Offset = Annotated[int | None, Query(ge=0, description="Code points into the article's text.")]


def articles_router(byline: Parts) -> APIRouter:
    """The routes for articles and saved answers."""
    router = APIRouter(tags=["library"])

    @router.get("/articles/{article_id}", response_class=HTMLResponse)
    def page(article_id: str, start: Offset = None, end: Offset = None) -> str:
        """A readable page of an article, with ``text[start:end]`` marked."""
        found = _article(byline, article_id)
        if start is not None and end is not None and not start <= end <= len(found.text):
            raise UsageError(
                f"The span {start} to {end} is not within the article.",
                f"Its text has {len(found.text)} characters.",
            )
        return article_page(found, start, end)

    @router.get("/articles/{article_id}/original", response_class=FileResponse)
    def original(article_id: str) -> FileResponse:
        """The PDF that an article was read from; ``#page=3`` behind the address opens that page."""
        kept = Originals(byline.settings.data_dir).path(_article(byline, article_id).id)
        if not kept.is_file():
            raise UnknownNameError(
                "No original file of this article is kept.", "Only PDFs are kept; ingest the file again."
            )
        return FileResponse(kept, media_type="application/pdf", content_disposition_type="inline")

    @router.get("/api/articles/{article_id}")
    def article(article_id: str) -> dict[str, Any]:
        """An article, whole."""
        return article_json(_article(byline, article_id))

    @router.get("/api/answers/{answer_id}")
    def answer(answer_id: str) -> dict[str, Any]:
        """A saved answer."""
        found = byline.library.answer(answer_id)
        if found is None:
            raise UnknownNameError(f"There is no answer {answer_id!r}.", "It was not saved, or was deleted.")
        return found

    return router


def _article(byline: Parts, article_id: str) -> Article:
    found = byline.library.article(ArticleId(article_id))
    if found is None:
        raise UnknownNameError(
            f"There is no article {article_id!r}.", "`byline library list` names those there are."
        )
    return found
