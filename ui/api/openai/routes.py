"""``POST /v1/chat/completions`` and ``GET /v1/models``."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncGenerator, Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from fastapi.responses import JSONResponse
from sse_starlette import EventSourceResponse, ServerSentEvent

from rag.events import AnswerEvent, Failed
from ui.api.ask import HEARTBEAT_SECONDS
from ui.api.errors import error_response
from ui.api.openai.chores import chore_reply
from ui.api.openai.refusals import ErrorReply, OpenAIRoute
from ui.api.openai.replies import Completion, Model, ModelList, Reply
from ui.api.openai.requests import ChatCompletion, check_model, check_request
from ui.api.openai.streaming import StreamedReply
from ui.api.openai.text import Limits
from ui.api.opening import opened
from ui.api.presence import while_connected
from ui.parts import Parts, collect

_ELSEWHERE = ("completions", "responses", "embeddings")  # what clients try where they are set up otherwise
_CHUNK = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "data": {"type": "string", "description": "A `chat.completion.chunk` in JSON; at the end `[DONE]`."}
    },
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Completion,
        "description": "The reply; with `stream` its chunks, as OpenAI sends them.",
        "content": {"text/event-stream": {"itemSchema": _CHUNK}},
    },
    400: {"model": ErrorReply, "description": "What was asked is impossible."},
    404: {"model": ErrorReply, "description": "There is no such model, collection or publisher."},
    502: {"model": ErrorReply, "description": "The language model's endpoint failed."},
}


def openai_router(byline: Parts) -> APIRouter:
    """The routes under ``/v1``."""
    router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"], route_class=OpenAIRoute)
    started = int(time.time())

    def listed(name: str) -> Model:
        return Model(id=name, object="model", created=started, owned_by="byline")

    @router.get("/models")
    def models() -> ModelList:
        """The names under which Byline answers."""
        return ModelList(object="list", data=[listed(name) for name in byline.models])

    @router.get("/models/{name:path}", responses={404: {"model": ErrorReply}})
    def model(name: str) -> Model:
        """One of the names under which Byline answers."""
        check_model(name, byline.models)
        return listed(name)

    @router.post("/chat/completions", response_model=None, responses=_RESPONSES)
    async def complete(
        body: Annotated[ChatCompletion, Body()], request: Request
    ) -> dict[str, Any] | EventSourceResponse:
        """Answer the last user message; earlier messages are its history."""
        check_model(body.model, byline.models)
        reply = _reply(body)
        chore = chore_reply(body.last_words())
        if chore is not None:
            return _done(reply, chore, is_streamed=bool(body.stream))
        check_request(body)
        question = body.as_question()
        if body.stream:
            return _stream(_answered(await opened(byline, question), reply))
        return reply.whole((await while_connected(request, collect(byline.assistant, question))).answer)

    for path in _ELSEWHERE:
        router.add_api_route(f"/{path}", _elsewhere, methods=["POST"], include_in_schema=False)
    return router


def _elsewhere(request: Request) -> JSONResponse:
    path = request.url.path
    hint = "Ask at /v1/chat/completions: set the client to use a chat model and chat completions."
    return error_response(path, Failed("not_found", f"There is nothing at {path}.", hint), 404)


def _reply(body: ChatCompletion) -> Reply:
    return Reply(
        model=body.model,
        created=int(time.time()),
        limits=Limits(tuple(body.stop or ()), body.token_limit()),
        wants_usage=bool(body.stream_options and body.stream_options.include_usage),
    )


def _done(reply: Reply, content: str, *, is_streamed: bool) -> dict[str, Any] | EventSourceResponse:
    """The reply to a request on the side: no assistant is asked, nothing is saved."""
    reply_id = uuid.uuid4().hex
    if is_streamed:
        return _stream(_given(reply.plain_chunks(reply_id, content)))
    return reply.plain(reply_id, content)


async def _given(chunks: Iterable[dict[str, Any]]) -> AsyncGenerator[ServerSentEvent, None]:
    for chunk in chunks:
        yield _data(chunk)
    yield ServerSentEvent(data="[DONE]")


async def _answered(
    events: AsyncGenerator[AnswerEvent, None], reply: Reply
) -> AsyncGenerator[ServerSentEvent, None]:
    streamed = StreamedReply(reply)
    try:
        async for event in events:
            for chunk in streamed.chunks(event):
                yield _data(chunk)
        yield ServerSentEvent(data="[DONE]")
    finally:
        await events.aclose()


def _stream(events: AsyncGenerator[ServerSentEvent, None]) -> EventSourceResponse:
    return EventSourceResponse(events, ping=HEARTBEAT_SECONDS, sep="\n")


def _data(chunk: dict[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(data=json.dumps(chunk, ensure_ascii=False))
