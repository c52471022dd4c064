"""``POST /api/ask``: the answer object, or the stream of typed events."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Body
from sse_starlette import EventSourceResponse, ServerSentEvent

from rag.domain import Question
from rag.events import AnswerEvent, Failed
from ui.api.schemas import Ask
from ui.contract import event_json, passage_json
from ui.failures import AnswerFailedError
from ui.parts import Parts, collect, following

HEARTBEAT_SECONDS = 15


async def opened(byline: Parts, question: Question) -> AsyncGenerator[AnswerEvent, None]:
    """The events of one answer, begun: what fails at once is raised while a status can still say so."""
    stream = _events(byline, question)
    first = await anext(stream)
    if isinstance(first, Failed):
        await stream.aclose()
        raise AnswerFailedError(first)
    return _rest(first, stream)


async def _events(byline: Parts, question: Question) -> AsyncGenerator[AnswerEvent, None]:
    async with following(byline.assistant, question) as events:
        async for event in events:
            yield event


async def _rest(
    first: AnswerEvent, stream: AsyncGenerator[AnswerEvent, None]
) -> AsyncGenerator[AnswerEvent, None]:
    try:
        yield first
        async for event in stream:
            yield event
    finally:
        await stream.aclose()


def ask_router(byline: Parts) -> APIRouter:
    """The route for questions."""
    router = APIRouter(prefix="/api", tags=["ask"])

    @router.post("/ask", response_model=None)
    async def ask(body: Annotated[Ask, Body()]) -> dict[str, Any] | EventSourceResponse:
        """Ask a question: the answer object of docs/api.md, or its events as they come."""
        question = body.as_question()
        if body.stream:
            events = await opened(byline, question)
            return EventSourceResponse(_server_sent(events), ping=HEARTBEAT_SECONDS)
        collected = await collect(byline.assistant, question)
        answer = asdict(collected.answer)
        if "contexts" in body.include:
            answer["contexts"] = [passage_json(hit) for hit in collected.passages]
        return answer

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
