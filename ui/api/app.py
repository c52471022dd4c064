"""Everything that Byline serves, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.types import Lifespan

from ui.api.adding import adding_router
from ui.api.answers import answers_router
from ui.api.article_pages import article_pages_router
from ui.api.articles import articles_router
from ui.api.ask import ask_router
from ui.api.docs_page import docs_router
from ui.api.document import install_document
from ui.api.errors import install_error_handlers
from ui.api.health import health_router
from ui.api.jobs import jobs_router
from ui.api.layers import add_layers
from ui.api.openai import openai_router
from ui.api.search import search_router
from ui.api.unanswered import Unanswered
from ui.api.upkeep import upkeep_router
from ui.api.verify import verify_router
from ui.jobs.jobs import Jobs
from ui.limits.body_rules import USUAL_BYTES
from ui.mcp.http import McpEndpoint
from ui.parts import Parts
from ui.serving import serving

_DESCRIPTION = "Questions answered from articles; every sentence names its source and was checked against it."


def create_app(byline: Parts, *, with_page: bool = True) -> FastAPI:
    """The API, and unless told otherwise the chat page at ``/``."""
    serves = serving(byline)
    byline, jobs = serves.byline, serves.jobs
    tools = McpEndpoint(byline, USUAL_BYTES)
    app = FastAPI(
        title="Byline",
        description=_DESCRIPTION,
        docs_url=None,  # FastAPI's viewers load their scripts from outside
        redoc_url=None,
        lifespan=_lives(tools, jobs),
    )
    app.state.draining = serves.draining
    add_layers(app, byline.settings, serves.metrics, serves.draining)
    install_error_handlers(app)
    app.include_router(ask_router(byline))
    app.include_router(search_router(byline))
    app.include_router(verify_router(byline))
    app.include_router(openai_router(byline))
    app.include_router(articles_router(byline))
    app.include_router(article_pages_router(byline))
    app.include_router(adding_router(byline, jobs))
    app.include_router(upkeep_router(byline))
    app.include_router(answers_router(byline))
    app.include_router(jobs_router(jobs))
    app.include_router(health_router(byline, serves.answers, serves.metrics, serves.draining))
    app.router.routes.extend(tools.routes)
    app.include_router(docs_router())
    app.router.routes.append(Unanswered(app.router.routes, app.router))
    install_document(app)
    if not with_page:
        return app
    from ui.web.mount import mount_page  # heavy: imports Gradio

    return mount_page(app, serves)


def _lives(tools: McpEndpoint, jobs: Jobs) -> Lifespan[FastAPI]:
    """What begins and ends with the server: the sessions of tools, and the jobs."""

    @asynccontextmanager
    async def lives(app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(jobs.start)
        try:
            async with tools.lifespan(app):
                yield
        finally:
            await run_in_threadpool(jobs.close)

    return lives
