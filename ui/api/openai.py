"""The OpenAI-compatible way in: any chat client gets sources without knowing about Byline."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Body
from sse_starlette import EventSourceResponse, ServerSentEvent

from rag.answering.release import markers
from rag.domain import Answer, Question, Turn
from rag.errors import UnknownNameError, UsageError
from rag.events import AnswerEvent, Failed, Finished, SentenceReleased, Started
from ui.api.ask import HEARTBEAT_SECONDS, opened
from ui.api.errors import openai_error_json, status_of
from ui.api.footnotes import byline_object, footnotes, url_citations, without_footnotes
from ui.api.schemas import ChatCompletion, ChatMessage, writer_name
from ui.parts import Parts, collect


@dataclass(frozen=True, slots=True)
class Reply:
    """What all chunks of one reply have in common."""

    model: str
    created: int
    wants_usage: bool

    def chunk(self, answer_id: str, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        """One chunk of a stream."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self._envelope("chat.completion.chunk", answer_id) | {"choices": [choice]}

    def usage_chunk(self, answer: Answer) -> dict[str, Any]:
        """The last chunk, for those who asked for it."""
        envelope = self._envelope("chat.completion.chunk", answer.id)
        return envelope | {"choices": [], "usage": usage(answer)}

    def whole(self, answer: Answer) -> dict[str, Any]:
        """The reply as one object."""
        message = {
            "role": "assistant",
            "content": answer.text + footnotes(answer),
            "refusal": None,
            "annotations": url_citations(answer),
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return self._envelope("chat.completion", answer.id) | {
            "choices": [choice],
            "usage": usage(answer),
            "byline": byline_object(answer),
        }

    def _envelope(self, kind: str, answer_id: str) -> dict[str, Any]:
        return {"id": f"chatcmpl-{answer_id}", "object": kind, "created": self.created, "model": self.model}


def openai_router(byline: Parts) -> APIRouter:
    """The routes under ``/v1``."""
    router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])
    started = int(time.time())

    @router.get("/models")
    def models() -> dict[str, Any]:
        """The names under which Byline answers."""
        listed = [
            {"id": name, "object": "model", "created": started, "owned_by": "byline"}
            for name in byline.models
        ]
        return {"object": "list", "data": listed}

    @router.post("/chat/completions", response_model=None)
    async def complete(body: Annotated[ChatCompletion, Body()]) -> dict[str, Any] | EventSourceResponse:
        """Answer the last user message; earlier messages are its history."""
        question = _question(body, byline.models)
        wants_usage = bool(body.stream_options and body.stream_options.include_usage)
        reply = Reply(body.model, int(time.time()), wants_usage)
        if body.stream:
            events = await opened(byline, question)
            return EventSourceResponse(_chunks(events, reply), ping=HEARTBEAT_SECONDS, sep="\n")
        return reply.whole((await collect(byline.assistant, question)).answer)

    return router


def _question(body: ChatCompletion, models: Sequence[str]) -> Question:
    if body.model not in models:
        raise UnknownNameError(f"There is no model {body.model!r}.", f"Models: {', '.join(models)}.")
    if body.messages[-1].role != "user":
        raise UsageError("The last message must be the user's question.", 'Send it with the role "user".')
    return Question(
        text=body.messages[-1].text(), history=_history(body.messages[:-1]), model=writer_name(body.model)
    )


def _history(messages: Sequence[ChatMessage]) -> tuple[Turn, ...]:
    """Pairs of a user's message and the reply to it; what has no reply is left out."""
    turns: list[Turn] = []
    asked: str | None = None
    for message in messages:
        if message.role == "user":
            asked = message.text()
        elif message.role == "assistant" and asked is not None:
            turns.append(Turn(asked, without_footnotes(message.text())))
            asked = None
    return tuple(turns)


async def _chunks(
    events: AsyncGenerator[AnswerEvent, None], reply: Reply
) -> AsyncGenerator[ServerSentEvent, None]:
    """A sentence a chunk, then the footnotes, then how it ended."""
    answer_id = ""
    try:
        async for event in events:
            match event:
                case Started():
                    answer_id = event.answer_id
                    yield _data(reply.chunk(answer_id, {"role": "assistant", "content": ""}))
                case SentenceReleased():
                    yield _data(reply.chunk(answer_id, {"content": _shown(event)}))
                case Finished():
                    for chunk in _closing(event.answer, reply):
                        yield _data(chunk)
                case Failed():
                    yield _data(openai_error_json(event, status_of(event)))
        yield ServerSentEvent(data="[DONE]")
    finally:
        await events.aclose()


def _closing(answer: Answer, reply: Reply) -> list[dict[str, Any]]:
    notes = footnotes(answer)
    last = reply.chunk(answer.id, {"annotations": url_citations(answer)}, "stop")
    return [
        *([reply.chunk(answer.id, {"content": notes})] if notes else []),
        last | {"byline": byline_object(answer)},
        *([reply.usage_chunk(answer)] if reply.wants_usage else []),
    ]


def _shown(event: SentenceReleased) -> str:
    return event.before + event.sentence.text + markers(event.sentence.citations)


def usage(answer: Answer) -> dict[str, int]:
    """Tokens as OpenAI counts them; an extractive answer uses none."""
    used = answer.usage or {}
    asked, written = int(used.get("prompt_tokens") or 0), int(used.get("completion_tokens") or 0)
    return {"prompt_tokens": asked, "completion_tokens": written, "total_tokens": asked + written}


def _data(chunk: dict[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(data=json.dumps(chunk, ensure_ascii=False))
