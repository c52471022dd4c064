"""What servers put into their chunks, however they call it, as parts of an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
from openai.types.chat import ChatCompletionChunk

from rag.adapters.endpoint_errors import Place, in_stream_error, not_an_endpoint
from rag.interfaces import ModelDone, ModelPart, ModelText, ModelThinking

# SGLang, llama.cpp, DeepSeek, older vLLM and LM Studio say the first; newer vLLM and Ollama the second.
_REASONING_FIELDS = ("reasoning_content", "reasoning")
# Ends that are none: the server gave up.
GIVEN_UP = frozenset({"insufficient_system_resource", "content_filter", "error", "abort"})
_NO_STREAM = ("application/json", "text/html", "application/xhtml")


def sends_events(response: httpx.Response) -> bool:
    """Whether the body is a stream; some proxies give it another type than its own."""
    kind = response.headers.get("content-type", "").lower()
    return not kind.startswith(_NO_STREAM)


def parts_of(chunk: ChatCompletionChunk) -> tuple[list[ModelPart], str | None]:
    """The pieces of reasoning and text in a chunk, and why the answer ended if it says so."""
    found: list[ModelPart] = []
    reason = None
    for choice in (chunk.choices or [])[:1]:
        found += _pieces(choice.delta.to_dict() if choice.delta else {})
        reason = choice.finish_reason
    return found, reason


def reasoning_field(message: Mapping[str, Any]) -> str | None:
    """The field of a message or delta that holds reasoning; of two that say the same only one."""
    return next((name for name in _REASONING_FIELDS if _is_text(message.get(name))), None)


def usage_of(chunk: ChatCompletionChunk) -> dict[str, Any] | None:
    """The tokens used, where the chunk tells them."""
    return chunk.usage.to_dict() if chunk.usage else None


def completion_parts(body: bytes, place: Place) -> Iterator[ModelPart]:
    """The parts of an answer that came at once, although a stream was asked for.

    Raises:
        EndpointError: if the body is an error, or no answer at all.
    """
    content = _as_object(body)
    if error := content.get("error"):
        words = error.get("message") if isinstance(error, dict) else error
        raise in_stream_error(str(words), place, has_begun=False)
    try:
        choice = content["choices"][0]
        pieces = _pieces(choice["message"])
    except (LookupError, TypeError, AttributeError) as error:
        raise not_an_endpoint(place) from error
    yield from pieces
    yield ModelDone(str(choice.get("finish_reason") or "stop"), content.get("usage"))


def _as_object(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _pieces(message: Mapping[str, Any]) -> list[ModelPart]:
    """Reasoning before text."""
    name = reasoning_field(message)
    text = message.get("content")
    pieces: list[ModelPart] = [ModelThinking(message[name])] if name else []
    if _is_text(text):
        pieces.append(ModelText(str(text)))
    return pieces


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""
