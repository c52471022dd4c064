"""Bodies of requests: how large, slow and of what kind they may be, decided before any route reads them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.errors import error_response
from ui.limits.body_rules import Refusal, Rules, check_content, check_head, too_large, too_slow

LINGER_SECONDS = 2.0  # that a refused client has to read why, before the connection ends
LINGER_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class Pace:
    """How slowly a body may come."""

    patience_seconds: float
    slowest_bytes: int  # a second, beyond the patience

    def seconds_for(self, received: int) -> float:
        """Seconds after which more than `received` bytes must have come."""
        return self.patience_seconds + received / self.slowest_bytes


USUAL_PACE = Pace(patience_seconds=30.0, slowest_bytes=10_000)


class BodyRefusedError(Exception):
    """Stops whoever is reading a body; what is said to the client instead is in it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.failed.message)
        self.refusal = refusal


class BodyLimits:
    """ASGI middleware: 408, 413, 415 and 400 for bodies that are too slow, too large or unreadable.

    A declared length is believed and refused at once; whatever comes is counted. JSON is read whole and
    checked before the route runs; anything else is passed on piece by piece. Whatever the route made of a
    body that was refused midway, the client gets the refusal.
    """

    def __init__(
        self,
        app: ASGIApp,
        rules: Rules,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Put it before an application.

        Args:
            app: What is protected.
            rules: What may be sent where.
            pace: How slowly it may come.
            clock: Seconds from any beginning.
        """
        self.app = app
        self._rules = rules
        self._pace = pace or USUAL_PACE
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body bounded, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = self._rules.limit_bytes(scope["method"], scope["path"])
        if refusal := check_head(headers, limit):
            await _refuse(scope, receive, send, refusal, expects_more="expect" not in headers)
            return
        body = _Body(receive, limit, self._pace, self._clock)
        answer = _Answer(send)
        try:
            await self._pass_on(scope, headers, body, answer)
        except BodyRefusedError as error:
            body.refusal = error.refusal
        except Exception:
            if body.refusal is None:  # else the route only says that its reading was stopped
                raise
        if body.refusal and not answer.is_begun:
            await _refuse(scope, receive, send, body.refusal, expects_more=not body.is_whole)

    async def _pass_on(self, scope: Scope, headers: Headers, body: _Body, answer: _Answer) -> None:
        answer.is_refused = lambda: body.refusal is not None
        if not self._rules.is_read_whole(headers):
            await self.app(scope, body.receive, answer.send)
            return
        content = await body.read()
        if refusal := await check_content(scope, headers, content):
            raise BodyRefusedError(refusal)
        await self.app(scope, body.again(content), answer.send)


class _Body:
    """A body that is counted and timed while it comes."""

    def __init__(self, receive: Receive, limit_bytes: int, pace: Pace, clock: Callable[[], float]) -> None:
        self._receive = receive
        self._limit_bytes = limit_bytes
        self._pace = pace
        self._clock = clock
        self._began: float | None = None
        self._received = 0
        self.is_whole = False
        self.refusal: Refusal | None = None

    async def receive(self) -> Message:
        """The next message, in time and within the limit.

        Raises:
            BodyRefusedError: it is late, or too much.
        """
        if self.is_whole:
            return await self._receive()
        if self._began is None:
            self._began = self._clock()
        left = self._began + self._pace.seconds_for(self._received) - self._clock()
        try:
            async with asyncio.timeout(max(0.0, left)):
                message = await self._receive()
        except TimeoutError as error:
            raise self._refused(too_slow()) from error
        if message["type"] != "http.request":
            self.is_whole = True  # the client has left
            return message
        self._received += len(message.get("body", b""))
        self.is_whole = not message.get("more_body", False)
        if self._received > self._limit_bytes:
            raise self._refused(too_large(self._limit_bytes))
        return message

    async def read(self) -> bytes | None:
        """The whole body; None when the client left before its end."""
        pieces: list[bytes] = []
        while not self.is_whole:
            message = await self.receive()
            if message["type"] != "http.request":
                return None
            pieces.append(message.get("body", b""))
        return b"".join(pieces)

    def again(self, content: bytes | None) -> Receive:
        """What has been read, to be received once more; then whatever comes after it."""
        gone: Message = {"type": "http.disconnect"}
        first: Message = {"type": "http.request", "body": content, "more_body": False}
        given = iter([gone if content is None else first])

        async def receive() -> Message:
            for message in given:
                return message
            return gone if content is None else await self._receive()

        return receive

    def _refused(self, refusal: Refusal) -> BodyRefusedError:
        self.refusal = refusal
        return BodyRefusedError(refusal)


class _Answer:
    """What a route answers; dropped when its body was refused before the answer began."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.is_begun = False
        self.is_refused: Callable[[], bool] = lambda: False

    async def send(self, message: Message) -> None:
        if not self.is_begun and self.is_refused():
            return
        self.is_begun = True
        await self._send(message)


async def _refuse(
    scope: Scope, receive: Receive, send: Send, refusal: Refusal, *, expects_more: bool
) -> None:
    """Say why and hang up.

    What the client still sends is thrown away for a moment: a connection that ends with unread bytes in it
    takes the answer with it.
    """
    response = error_response(scope["path"], refusal.failed, refusal.status, {"Connection": "close"})
    await send(
        {"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers}
    )
    await send({"type": "http.response.body", "body": response.body, "more_body": True})
    if expects_more:
        await _drain(receive)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _drain(receive: Receive) -> None:
    dropped = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while dropped < LINGER_BYTES:
                message = await receive()
                dropped += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
