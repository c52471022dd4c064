"""`EndpointModel`: a language model behind any OpenAI-compatible endpoint, streamed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass
from typing import Any

import httpx
import openai
from openai.resources.chat.completions import AsyncCompletions  # the client loads it late
from openai.types.chat import ChatCompletionChunk

from rag.adapters import endpoint_errors as errors
from rag.adapters.endpoint_access import Access
from rag.adapters.endpoint_chunks import GIVEN_UP, completion_parts, parts_of, sends_events, usage_of
from rag.adapters.endpoint_models import only_model, tell_models
from rag.adapters.endpoint_parameters import WITH_USAGE, thinking_off
from rag.adapters.endpoint_profile import EndpointProfile
from rag.errors import EndpointDeadlineError, StreamCutError
from rag.interfaces import ModelDone, ModelPart

UNKNOWN_CONTEXT = 8192  # tokens; what most servers read at least
_CLOCK = 0.01  # seconds that a timer may be early

Begun = tuple[ModelPart | None, AsyncGenerator[ModelPart, None]]  # the first part, and the rest


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for what, in seconds, and how often something is tried."""

    deadline: float = 120.0  # for a whole answer
    silence: float = 30.0  # between two parts of it, once the first has come
    connect: float = 10.0
    attempts: int = 3
    first_pause: float = 0.5  # doubled each time
    longest_pause: float = 20.0  # a server that asks for more is not waited for


class EndpointModel:
    """Streams answers; nothing is sent until it is asked. Safe to share between tasks and event loops.

    A new connection is made for each answer, so that closing the generator surely ends the request.
    """

    def __init__(
        self,
        access: Access,
        name: str | None = None,
        *,
        context_tokens: int | None = None,
        patience: Patience | None = None,
        profile: EndpointProfile | None = None,
    ) -> None:
        """Take what is needed to ask.

        Args:
            access: How the endpoint is reached.
            name: The model's; None: the only one that the server lists, asked for when it is needed.
            context_tokens: What the model can read; None: what the profile says, if it does.
            patience: How long is waited.
            profile: What is known of the model at this endpoint; what is learnt besides is kept in memory.
        """
        told_tokens = profile.context_tokens if profile else None
        self.name = name
        self.context_tokens = context_tokens or told_tokens or UNKNOWN_CONTEXT
        self._access = access
        self._patience = patience or Patience()
        self._thinking_off = thinking_off(profile.thinking_switches if profile else None)
        # Optional parameters that this server does not take.
        self._refused: set[str] = set(profile.refused if profile else ())

    async def stream(self, prompt: str, *, is_thinking_off: bool = False) -> AsyncGenerator[ModelPart, None]:
        """The answer's parts as they come; see `rag.interfaces.ChatModel`."""
        now = asyncio.get_running_loop().time
        deadline = now() + self._patience.deadline
        has_begun = False
        async with self._client() as client:
            try:
                async with asyncio.timeout_at(deadline):
                    part, rest = await self._begin(client, prompt, deadline, is_thinking_off=is_thinking_off)
                async with aclosing(rest):
                    while part:
                        has_begun = True
                        yield part
                        async with asyncio.timeout_at(min(deadline, now() + self._patience.silence)):
                            part = await anext(rest, None)
            except TimeoutError as error:
                raise self._too_late(is_over=now() > deadline - _CLOCK) from error
            except errors.RAISED as error:
                raise errors.as_endpoint_error(error, self._place(), has_begun=has_begun) from error

    def close(self) -> None:
        """Nothing is held between two answers."""

    async def _begin(
        self, client: openai.AsyncOpenAI, prompt: str, deadline: float, *, is_thinking_off: bool
    ) -> Begun:
        """Ask until a first part comes; afterwards nothing is ever asked twice."""
        if self.name is None:
            await self._find_name(client)
        attempt = 0
        while True:
            try:
                return await self._first_part(client, prompt, is_thinking_off=is_thinking_off)
            except errors.RAISED as error:
                refused = errors.refuses_parameter(
                    error, list(self._optional(is_thinking_off=is_thinking_off))
                )
                self._refused.update(refused)
                attempt += not refused
                pause = self._pause(attempt, error)
                is_in_time = asyncio.get_running_loop().time() + pause < deadline
                if not refused and not (self._may_retry(attempt, error, pause) and is_in_time):
                    await self._give_up(client, error)
            if not refused:
                await asyncio.sleep(pause)

    def _may_retry(self, attempt: int, error: Exception, pause: float) -> bool:
        return (
            attempt < self._patience.attempts
            and errors.may_pass(error)
            and pause <= self._patience.longest_pause
        )

    def _pause(self, attempt: int, error: Exception) -> float:
        asked_for = errors.retry_after_seconds(error)
        own = self._patience.first_pause * 2.0 ** max(0, attempt - 1)
        # Jitter: clients that failed together do not come back together.
        return (own if asked_for is None else asked_for) + own * random.random() / 2  # noqa: S311

    async def _give_up(self, client: openai.AsyncOpenAI, error: Exception) -> None:
        listed: list[str] = []
        if errors.is_unknown_model(error):
            listed = [model.name for model in await tell_models(client)]
        raise errors.as_endpoint_error(error, self._place(), listed=listed) from error

    async def _first_part(self, client: openai.AsyncOpenAI, prompt: str, *, is_thinking_off: bool) -> Begun:
        optional = self._optional(is_thinking_off=is_thinking_off)
        stream = await AsyncCompletions(client).create(
            model=self.name or "",
            messages=[{"role": "user", "content": prompt}],
            stream=True,
            extra_body=optional,
        )
        parts = self._parts(stream)
        return await anext(parts), parts

    async def _parts(
        self, stream: openai.AsyncStream[ChatCompletionChunk]
    ) -> AsyncGenerator[ModelPart, None]:
        """The parts of one answer; ends with a `ModelDone` or raises."""
        if not sends_events(stream.response):
            for part in completion_parts(await stream.response.aread(), self._place()):
                yield part
            return
        reason: str | None = None
        usage: dict[str, Any] | None = None
        has_begun = False
        async for chunk in stream:
            usage = usage_of(chunk) or usage
            pieces, ended = parts_of(chunk)
            reason = ended or reason
            for piece in pieces:
                has_begun = True
                yield piece
        if reason is None or reason in GIVEN_UP:
            raise self._cut(reason, has_begun=has_begun)
        yield ModelDone(reason, usage)

    def _cut(self, reason: str | None, *, has_begun: bool) -> StreamCutError:
        host = self._place().host
        if reason:
            return StreamCutError(f"{host} gave up its answer ({reason}).")
        if has_begun:
            return StreamCutError(f"{host} broke off in the middle of its answer.")
        return StreamCutError(f"{host} sent nothing.")

    def _too_late(self, *, is_over: bool) -> EndpointDeadlineError | StreamCutError:
        host, patience = self._place().host, self._patience
        if is_over:
            return EndpointDeadlineError(f"{host} gave no whole answer within {patience.deadline:g} seconds.")
        return StreamCutError(f"{host} sent nothing for {patience.silence:g} seconds.")

    def _optional(self, *, is_thinking_off: bool) -> dict[str, Any]:
        """What is sent where the server takes it."""
        wanted = {**WITH_USAGE, **(self._thinking_off if is_thinking_off else {})}
        return {name: value for name, value in wanted.items() if name not in self._refused}

    async def _find_name(self, client: openai.AsyncOpenAI) -> None:
        chosen = only_model(await tell_models(client, may_fail=True), self._place().host)
        self.name = chosen.name
        self.context_tokens = chosen.context_tokens or self.context_tokens

    def _place(self) -> errors.Place:
        return self._access.place(self.name)

    def _client(self) -> AbstractAsyncContextManager[openai.AsyncOpenAI]:
        patience = self._patience
        return self._access.client(
            httpx.Timeout(patience.deadline, connect=min(patience.connect, patience.deadline))
        )
