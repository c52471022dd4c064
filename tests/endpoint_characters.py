"""Endpoints with a character: each answers as one kind of server does, whatever it is asked."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.scripted_endpoint import DONE, Reply, chunk, failing, usage

UNLIMITED = 1_000_000  # tokens
PIECE = 20  # characters that come at once
SWITCHES = ("thinking", "chat_template_kwargs", "reasoning_effort")


@dataclass
class Character:
    """A server: what it refuses, how it reasons and what turns that off."""

    refuses: tuple[str, ...] = ()
    style: str = "none"  # as in `ReasoningStyle`
    switch: str | None = None
    tells_usage: bool = True
    streams: bool = True
    takes_system: bool = True
    context: int | None = None
    says: str = "Yes."
    thought: str = "Okay, the user wants one word."
    finish: str | None = "stop"
    seen: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: dict[str, Any]) -> Reply:
        self.seen.append(request)
        refused = [name for name in self.refuses if name in request]
        limit = request.get("max_tokens", request.get("max_completion_tokens", UNLIMITED))
        if refused:
            return failing(400, f"Unrecognized request argument supplied: {refused[0]}")
        if not self.takes_system and request["messages"][0]["role"] == "system":
            return failing(400, "Only user and assistant roles are supported!")
        if self.context and self.context < limit != UNLIMITED:
            return failing(400, f"This model's maximum context length is {self.context} tokens.")
        delta = self._delta(request, limit)
        return self._streamed(delta, request) if request["stream"] and self.streams else self._whole(delta)

    def _delta(self, request: dict[str, Any], limit: int) -> dict[str, str]:
        said = '{"answer": "yes"}' if "response_format" in request else self.says
        if self.style == "none" or (self.switch and self.switch in request):
            return {"content": said}
        is_cut = limit < 100  # tokens: too few for the reasoning
        match self.style:
            case "tags":
                return {"content": f"<think>{self.thought}" + ("" if is_cut else f"</think>{said}")}
            case "lone_close":
                return {"content": self.thought + ("" if is_cut else f"</think>{said}")}
            case "hidden":
                return {"content": "" if is_cut else said}
        return {self.style: self.thought, "content": "" if is_cut else said}

    def _ending(self, delta: dict[str, str]) -> str | None:
        text = delta.get("content", "")
        is_cut = not text or (self.thought in text and "</think>" not in text)
        return "length" if is_cut and self.finish else self.finish

    def _streamed(self, delta: dict[str, str], request: dict[str, Any]) -> Reply:
        end = [chunk(finish)] if (finish := self._ending(delta)) else []
        told = [self._usage(request)] if self.tells_usage and "stream_options" in request else []
        pieces = [
            chunk(**{name: text[at : at + PIECE]})
            for name, text in delta.items()
            for at in range(0, len(text), PIECE)
        ]
        return Reply([chunk(role="assistant", content=""), *pieces, *end, *told, DONE])

    def _usage(self, request: dict[str, Any]) -> str:
        if self.style != "hidden" or self.switch in request:
            return usage(10, 5)
        counts = {"total_tokens": 15, "completion_tokens_details": {"reasoning_tokens": 5}}
        counted = {"id": "x", "object": "chat.completion.chunk", "choices": [], "usage": counts}
        return f"data: {json.dumps(counted)}\n\n"

    def _whole(self, delta: dict[str, str]) -> Reply:
        content = {"choices": [{"message": delta, "finish_reason": self._ending(delta)}]}
        return Reply([json.dumps(content)], kind="application/json")
