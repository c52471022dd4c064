"""`EndpointProbe`: small requests to an endpoint, counted, and what exactly came back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import httpx
import openai
from openai.resources.chat.completions import AsyncCompletions  # the client loads it late
from openai.types.chat import ChatCompletionChunk

from rag.adapters import endpoint_errors as errors
from rag.adapters.endpoint_access import Access
from rag.adapters.endpoint_chunks import completion_parts, parts_of, reasoning_field, sends_events, usage_of
from rag.adapters.endpoint_models import ListedModel, models_in
from rag.errors import EndpointDeadlineError
from rag.interfaces import ModelDone, ModelPart, ModelThinking

LITTLE = 32  # tokens that an answer may have
_LIMITS = ("max_tokens", "max_completion_tokens")  # newer models of OpenAI's take only the second
_CONNECT_SECONDS = 10.0

ListingKind = Literal["models", "key_refused", "busy", "moved", "not_here"]


@dataclass(frozen=True, slots=True)
class Listing:
    """What ``GET /models`` brought."""

    kind: ListingKind
    status: int
    models: tuple[ListedModel, ...] = ()
    moved_to: str | None = None  # the base URL that a redirection means


@dataclass(slots=True)
class Observed:
    """An answer as it came."""

    text: str = ""
    thought: str = ""
    field: str | None = None  # in which the reasoning came
    finish: str | None = None  # why it ended; None: it did not say
    usage: Mapping[str, Any] | None = None
    is_stream: bool = True
    seconds_to_first: float | None = None  # from asking to the first piece
    pieces: int = 0

    def take(self, part: ModelPart, seconds: float) -> None:
        """Note a piece, and when it came if it is the first."""
        if isinstance(part, ModelDone):
            self.finish, self.usage = part.reason, part.usage
            return
        if self.seconds_to_first is None:
            self.seconds_to_first = seconds
        self.pieces += 1
        if isinstance(part, ModelThinking):
            self.thought += part.text
        else:
            self.text += part.text


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a model."""

    prompt: str
    system: str | None = None
    optional: Mapping[str, Any] = field(default_factory=dict)  # left out where it is refused
    fixed: Mapping[str, Any] = field(default_factory=dict)  # sent whatever happens
    most_tokens: int | None = LITTLE
    is_stream: bool = True
    leaves_early: bool = False  # hangs up at the first piece

    def messages(self) -> list[Any]:
        """The conversation."""
        system = [{"role": "system", "content": self.system}] if self.system else []
        return [*system, {"role": "user", "content": self.prompt}]


class EndpointProbe:
    """Asks without retries; counts requests and tokens; learns which parameters are refused."""

    def __init__(self, access: Access, *, deadline_seconds: float) -> None:
        """Take how the endpoint is reached, and how long one request may take."""
        self.requests = 0
        self.tokens = 0  # as far as they are told
        self.refused: set[str] = set()
        self.access = access
        self.listed: tuple[str, ...] = ()  # names of models, for the errors
        self._has_begun = False  # whether a piece of the last answer came
        self._taken: set[str] = set()  # parameters that were sent with success
        self._deadline = deadline_seconds
        self._patience = httpx.Timeout(deadline_seconds, connect=min(_CONNECT_SECONDS, deadline_seconds))

    async def listing(self, base_url: str, *, has_secrets: bool = True) -> Listing:
        """What is listed under an address.

        Args:
            base_url: Of the API.
            has_secrets: Whether key and headers are sent.

        Raises:
            EndpointError: if nothing answers.
        """
        access = replace(self.access, base_url=base_url)
        http = httpx.AsyncClient(timeout=self._patience, verify=access.certificates)
        self.requests += 1
        try:
            async with self._in_time(), http as client:
                headers = access.own_headers() if has_secrets else None
                return _listing(await client.get(f"{base_url}/models", headers=headers))
        except errors.RAISED as error:
            raise errors.as_endpoint_error(error, access.place()) from error

    async def answer(self, model: str, request: Request) -> Observed:
        """A model's answer. What the server refuses of the optional parameters is left out and noted.

        Raises:
            EndpointError: whatever went wrong.
        """
        refused: set[str] = set()
        while True:
            optional = self._optional(request, refused)
            try:
                observed = await self._once(model, request, optional)
            except errors.RAISED as error:
                newly = self._refusals(error, optional)
                if not newly:
                    place = self.access.place(model)
                    raise errors.as_endpoint_error(
                        error, place, has_begun=self._has_begun, listed=self.listed
                    ) from error
                refused |= newly
                continue
            self.refused |= refused
            self._taken |= optional.keys()
            return observed

    def _optional(self, request: Request, refused: set[str]) -> dict[str, Any]:
        out = self.refused | refused
        limit = next((name for name in _LIMITS if name not in out), None)
        wanted = dict(request.optional)
        if limit and request.most_tokens:
            wanted[limit] = request.most_tokens
        return {name: value for name, value in wanted.items() if name not in out}

    def _refusals(self, error: Exception, sent: Mapping[str, Any]) -> set[str]:
        """What a refusal is about; one that does not say is about what was never taken before."""
        suspects = [name for name in sent if name not in self._taken]
        return set(errors.refuses_parameter(error, suspects))

    async def _once(self, model: str, request: Request, optional: Mapping[str, Any]) -> Observed:
        self.requests += 1
        self._has_begun = False
        async with self._in_time(), self.access.client(self._patience) as client:
            began = asyncio.get_running_loop().time()
            stream = await AsyncCompletions(client).create(
                model=model,
                messages=request.messages(),
                stream=True,
                # Asked for a whole answer, the client would return it parsed; its bytes tell more.
                extra_body={**optional, **request.fixed, **({} if request.is_stream else {"stream": False})},
            )
            observed = Observed(is_stream=sends_events(stream.response))
            async for part in _pieces(stream, self.access.place(model), observed):
                self._has_begun = True
                observed.take(part, asyncio.get_running_loop().time() - began)
                if request.leaves_early:
                    break
            self.tokens += _total(observed.usage)
            return observed

    @asynccontextmanager
    async def _in_time(self) -> AsyncGenerator[None, None]:
        """A deadline of its own for each request; that of the caller stays a `TimeoutError`."""
        limit = asyncio.timeout(self._deadline)
        try:
            async with limit:
                yield
        except TimeoutError as error:
            if not limit.expired():
                raise
            host = self.access.place().host
            raise EndpointDeadlineError(
                f"{host} gave no whole answer within {self._deadline:g} seconds."
            ) from error


async def _pieces(
    stream: openai.AsyncStream[ChatCompletionChunk], place: errors.Place, observed: Observed
) -> AsyncGenerator[ModelPart, None]:
    if not observed.is_stream:
        body = await stream.response.aread()
        for part in completion_parts(body, place):
            if isinstance(part, ModelThinking):
                observed.field = reasoning_field(json.loads(body)["choices"][0]["message"])
            yield part
        return
    async for chunk in stream:
        observed.usage = usage_of(chunk) or observed.usage
        pieces, reason = parts_of(chunk)
        observed.finish = reason or observed.finish
        if any(isinstance(piece, ModelThinking) for piece in pieces):
            observed.field = reasoning_field(chunk.choices[0].delta.to_dict())
        for piece in pieces:
            yield piece


def _listing(reply: httpx.Response) -> Listing:
    status = reply.status_code
    match status:
        case 200:
            models = models_in(_content(reply))
            return Listing("not_here", status) if models is None else Listing("models", status, tuple(models))
        case 401 | 403:
            return Listing("key_refused", status)
        case 301 | 302 | 303 | 307 | 308 if place := reply.headers.get("location"):
            moved = str(reply.url.join(place)).partition("?")[0].rstrip("/")
            return Listing("moved", status, moved_to=moved.removesuffix("/models"))
        case 408 | 429:
            return Listing("busy", status)
        case status if status >= 500:
            return Listing("busy", status)
    return Listing("not_here", status)


def _content(reply: httpx.Response) -> object:
    try:
        return reply.json()
    except ValueError:
        return None


def _total(usage: Mapping[str, Any] | None) -> int:
    total = (usage or {}).get("total_tokens")
    return total if isinstance(total, int) else 0
