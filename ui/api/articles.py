"""Articles over HTTP: listed, given whole, removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from rag.domain import Article, ArticleId
from rag.errors import UnknownNameError
from ui.api.models.errors import Responses, errors
from ui.api.models.listing import ArticlesObject, ListArticlesQuery, WholeArticleObject
from ui.contract import article_json, listed_json
from ui.editing import remove_article
from ui.parts import Parts

ARTICLE_RESPONSES: Responses = {200: {"model": WholeArticleObject}, **errors(404)}
Include = Annotated[Sequence[Literal["passages"]], Query(description="Also give its passages.")]


def articles_router(byline: Parts) -> APIRouter:
    """The routes for the articles that are there."""
    router = APIRouter(prefix="/api/articles", tags=["library"])

    @router.get("", response_model=None, responses={200: {"model": ArticlesObject}})
    def listed(asked: ListArticlesQuery) -> dict[str, Any]:
        """List articles without their texts, narrowed, sorted and in pages."""
        page = byline.library.listed(asked.as_listing())
        articles = [listed_json(article) for article in page.articles]
        return {"total": page.total, "offset": asked.offset, "articles": articles}

    @router.get("/{article_id}", response_model=None, responses=ARTICLE_RESPONSES)
    def article(article_id: str, include: Include = ()) -> dict[str, Any]:
        """An article, whole."""
        found = article_json(known_article(byline, article_id))
        if "passages" in include:
            found["passages"] = [
                {"id": one.id, "start": one.start, "end": one.end, "text": one.text}
                for one in byline.library.passages_of(ArticleId(article_id))
            ]
        return found

    @router.delete("/{article_id}", status_code=204, responses=errors(404, 503))
    def remove(article_id: str) -> None:
        """Remove an article from library and index. Answers that cite it stay, and are then stale."""
        remove_article(byline, article_id)

    return router


def known_article(byline: Parts, article_id: str) -> Article:
    """The article with this id.

    Raises:
        UnknownNameError: there is none.
    """
    found = byline.library.article(ArticleId(article_id))
    if found is None:
        raise UnknownNameError(
            f"There is no article {article_id!r}.", "`byline library list` names those there are."
        )
    return found
