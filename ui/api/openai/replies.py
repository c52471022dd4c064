"""Chat completions as OpenAI shapes them, whole and in chunks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from rag.domain import Answer
from ui.api.footnotes import byline_object
from ui.api.models.answer import AnswerObject
from ui.api.openai.text import Limits, ReplyText, pieces

_NO_TOKENS = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


class UrlCitation(BaseModel):
    """Where a marker stands in the message's text, in code points, and where it leads."""

    start_index: int
    end_index: int
    url: str
    title: str


class Annotation(BaseModel):
    """A marker's source."""

    type: Literal["url_citation"]
    url_citation: UrlCitation


class ReplyMessage(BaseModel):
    """The answer: sentences with markers, the sources below them."""

    role: Literal["assistant"]
    content: str
    refusal: None
    annotations: list[Annotation]
    reasoning_content: str | None = None


class Choice(BaseModel):
    """The only choice; ``length`` where max_tokens left sentences out."""

    index: int
    message: ReplyMessage
    logprobs: None
    finish_reason: Literal["stop", "length"]


class Usage(BaseModel):
    """Tokens of the language model; an answer of quotations uses none."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(BaseModel):
    """A reply as one object; ``byline`` is the answer object, missing from replies that are no answer."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    byline: AnswerObject | None = None


class Model(BaseModel):
    """A name under which Byline answers."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelList(BaseModel):
    """All names under which Byline answers, the default first."""

    object: Literal["list"]
    data: list[Model]


@dataclass(frozen=True, slots=True)
class Reply:
    """What all chunks of one reply have in common."""

    model: str
    created: int  # Unix seconds
    limits: Limits
    wants_usage: bool

    def chunk(self, answer_id: str, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        """One chunk of a stream."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        usage = {"usage": None} if self.wants_usage else {}
        return self._envelope("chat.completion.chunk", answer_id) | {"choices": [choice]} | usage

    def closing_chunks(self, answer: Answer, text: ReplyText) -> list[dict[str, Any]]:
        """The footnotes, then how it ended with the annotations and the answer object, then the usage."""
        notes = text.close(answer.citations)
        annotations = text.annotations(answer.citations)
        ended = self.chunk(answer.id, {"annotations": annotations}, text.finish_reason)
        return [
            *([self.chunk(answer.id, {"content": notes})] if notes else []),
            ended | {"byline": byline_object(answer)},
            *self._usage_chunk(answer.id, usage(answer)),
        ]

    def whole(self, answer: Answer) -> dict[str, Any]:
        """The reply as one object."""
        text = ReplyText(self.limits)
        content = "".join(text.add(before, sentence) for before, sentence in pieces(answer))
        message = _message(content + text.close(answer.citations), text.annotations(answer.citations))
        if answer.thinking is not None:
            message["reasoning_content"] = answer.thinking
        completion = self._completion(answer.id, message, text.finish_reason)
        return completion | {"usage": usage(answer), "byline": byline_object(answer)}

    def plain(self, reply_id: str, content: str) -> dict[str, Any]:
        """The reply to what is no question about the articles."""
        return self._completion(reply_id, _message(content, []), "stop") | {"usage": _NO_TOKENS}

    def plain_chunks(self, reply_id: str, content: str) -> list[dict[str, Any]]:
        """The same, streamed."""
        return [
            self.chunk(reply_id, {"role": "assistant", "content": content}),
            self.chunk(reply_id, {}, "stop"),
            *self._usage_chunk(reply_id, _NO_TOKENS),
        ]

    def _completion(self, reply_id: str, message: dict[str, Any], finish: str) -> dict[str, Any]:
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        return self._envelope("chat.completion", reply_id) | {"choices": [choice]}

    def _usage_chunk(self, reply_id: str, used: dict[str, int]) -> list[dict[str, Any]]:
        envelope = self._envelope("chat.completion.chunk", reply_id)
        return [envelope | {"choices": [], "usage": used}] if self.wants_usage else []

    def _envelope(self, kind: str, reply_id: str) -> dict[str, Any]:
        return {"id": f"chatcmpl-{reply_id}", "object": kind, "created": self.created, "model": self.model}


def usage(answer: Answer) -> dict[str, int]:
    """Tokens as OpenAI counts them; an extractive answer uses none."""
    used = answer.usage or {}
    asked, written = int(used.get("prompt_tokens") or 0), int(used.get("completion_tokens") or 0)
    return {"prompt_tokens": asked, "completion_tokens": written, "total_tokens": asked + written}


def _message(content: str, annotations: list[dict[str, Any]]) -> dict[str, Any]:
    return {"role": "assistant", "content": content, "refusal": None, "annotations": annotations}
