"""Searching over HTTP: ``POST /api/search`` for passages, ``GET /api/find-all`` for every article."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse, Response, StreamingResponse

from rag.find_all import FoundAll
from ui.api.search_schemas import (
    FIND_ALL_RESPONSES,
    FIRST_PAGE,
    SEARCH_RESPONSES,
    FindAll,
    FindAllQuery,
    Search,
)
from ui.find_all_csv import csv_lines
from ui.parts import Parts
from ui.searching import find_everywhere, found_json, search_passages, searched_json

CSV_HEADERS = {"Content-Disposition": 'attachment; filename="find-all.csv"'}


def search_router(byline: Parts) -> APIRouter:
    """The routes for searching without answering."""
    router = APIRouter(prefix="/api", tags=["search"])

    # Both block, so they are no coroutines: the server runs them beside its event loop.
    @router.post("/search", response_model=None, responses=SEARCH_RESPONSES)
    def search(body: Annotated[Search, Body()]) -> JSONResponse:
        """Find passages, best first, with the parts of their scores."""
        return JSONResponse(searched_json(search_passages(byline, body.as_question())))

    @router.get("/find-all", response_class=JSONResponse, response_model=None, responses=FIND_ALL_RESPONSES)
    def find_all(asked: FindAllQuery) -> Response:
        """Find every article that holds a phrase, oldest first, undated ones last."""
        found = find_everywhere(byline.library, asked.as_question())
        if asked.format == "csv":
            return _csv(found, asked)
        return JSONResponse(found_json(found, asked.offset, asked.limit or FIRST_PAGE))

    return router


def _csv(found: FoundAll, asked: FindAll) -> StreamingResponse:
    """One article's rows after the other; articles are counted first only where a page of them is wanted."""
    page = None
    if asked.offset or asked.limit:
        last = asked.offset + asked.limit if asked.limit else None
        page = found.counted().articles[asked.offset : last]
    return StreamingResponse(csv_lines(found.holdings(page)), media_type="text/csv", headers=CSV_HEADERS)
