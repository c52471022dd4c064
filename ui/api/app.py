"""Everything that Byline serves, put together."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.exceptions import HTTPException

from rag.interfaces import ArticleFilter
from ui.api.articles import articles_router
from ui.api.ask import ask_router
from ui.api.errors import install_error_handlers
from ui.api.openai import openai_router
from ui.api.search import search_router
from ui.api.security import SecurityHeaders
from ui.api.verify import verify_router
from ui.mcp.http import McpEndpoint
from ui.parts import Parts

BODY_LIMIT_BYTES = 1_000_000
_DESCRIPTION = "Questions answered from articles; every sentence names its source and was checked against it."


def create_app(byline: Parts, *, with_page: bool = True) -> FastAPI:
    """The API, and unless told otherwise the chat page at ``/``."""
    tools = McpEndpoint(byline, BODY_LIMIT_BYTES)
    app = FastAPI(
        title="Byline",
        description=_DESCRIPTION,
        docs_url=None,  # FastAPI's viewers load their scripts from outside
        redoc_url=None,
        max_body_size=BODY_LIMIT_BYTES,
        lifespan=tools.lifespan,
    )
    app.add_middleware(SecurityHeaders)
    install_error_handlers(app)
    app.include_router(ask_router(byline))
    app.include_router(search_router(byline))
    app.include_router(verify_router(byline))
    app.include_router(openai_router(byline))
    app.include_router(articles_router(byline))
    app.include_router(_health_router(byline))
    app.router.routes.append(tools.route)
    app.include_router(_unknown_router())
    if not with_page:
        return app
    from ui.web.mount import mount_page  # heavy: imports Gradio

    return mount_page(app, byline)


def _health_router(byline: Parts) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    def health() -> dict[str, Any]:
        """Whether it is up, what it answers from, and which hosts receive questions and passages."""
        return {
            "ok": True,
            "generation": byline.library.generation(),
            "articles": byline.library.span(ArticleFilter()).articles,
            "receiving_host": byline.receiving_host,
        }

    return router


def _unknown_router() -> APIRouter:
    """Unknown paths of the API get an error in its shape, not the chat page's."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    @router.api_route("/v1/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def unknown(rest: str) -> None:
        raise HTTPException(404, f"There is nothing at {rest!r}")

    return router
