"""``POST /api/ask``: the answer object, or the stream of typed events."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Body, Request
from fastapi.responses import JSONResponse, Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from rag.events import AnswerEvent
from ui.api.models.answer import AskedAnswer
from ui.api.models.errors import Responses, errors
from ui.api.models.events import event_stream
from ui.api.opening import opened
from ui.api.presence import while_connected
from ui.api.schemas import Ask
from ui.contract import event_json, passage_json
from ui.parts import Parts, collect

HEARTBEAT_SECONDS = 15
_RESPONSES: Responses = {
    200: {
        "model": AskedAnswer,
        "description": "The answer; with `stream` its events, with comments as heartbeats.",
        "content": {"text/event-stream": event_stream()},
    },
    **errors(404, 502, 503),
}


def ask_router(byline: Parts) -> APIRouter:
    """The route for questions."""
    router = APIRouter(prefix="/api", tags=["ask"])

    @router.post("/ask", response_model=None, responses=_RESPONSES)
    async def ask(body: Annotated[Ask, Body()], request: Request) -> Response:
        """Ask a question: the answer object, or with `stream` its events as they come."""
        question = body.as_question()
        if body.stream:
            events = await opened(byline, question)
            return EventSourceResponse(_server_sent(events), ping=HEARTBEAT_SECONDS)
        collected = await while_connected(request, collect(byline.assistant, question))
        answer = asdict(collected.answer)
        if "contexts" in body.include:
            answer["contexts"] = [passage_json(hit) for hit in collected.passages]
        return JSONResponse(answer)

    return router


async def _server_sent(
    events: AsyncGenerator[AnswerEvent, None],
) -> AsyncGenerator[ServerSentEvent, None]:
    try:
        async for event in events:
            data = json.dumps(event_json(event), ensure_ascii=False)
            yield ServerSentEvent(data=data, event=event.type)
    finally:
        await events.aclose()
