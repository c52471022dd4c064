"""Stopping without cutting answers: streams that only wait end at once, answers finish."""

from __future__ import annotations

from anyio import CancelScope
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Held open for what may come: announcements of tools, progress of jobs, a page that is being looked at.
_IDLE = ("/mcp", "/api/jobs", "/gradio_api/heartbeat/")


class Draining:
    """Whether the server is stopping, and the idle streams that end when it does."""

    def __init__(self) -> None:
        self.is_stopping = False
        self._idle: set[CancelScope] = set()

    def begin(self) -> None:
        """End every idle stream, and every one that begins hereafter; for the event loop's thread."""
        self.is_stopping = True
        for stream in [*self._idle]:
            stream.cancel()

    def hold(self, stream: CancelScope) -> None:
        """Keep an idle stream until the server stops."""
        self._idle.add(stream)
        if self.is_stopping:
            stream.cancel()

    def release(self, stream: CancelScope) -> None:
        """An idle stream has ended by itself."""
        self._idle.discard(stream)


class EndIdleStreams:
    """Ends idle event streams when the server stops; the client sees a response that is whole."""

    def __init__(self, app: ASGIApp, draining: Draining) -> None:
        """Pass requests on to ``app``; ``draining`` tells when to stop."""
        self.app = app
        self._draining = draining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and end its response early if it is an idle stream."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(_IDLE):
            await self.app(scope, receive, send)
            return
        stream = _Stream(send, self._draining)
        try:
            with stream.scope:
                await self.app(scope, receive, stream.send)
        finally:
            self._draining.release(stream.scope)
        if stream.scope.cancelled_caught:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


class _Stream:
    """A response that is held as an idle stream once it has begun as one."""

    def __init__(self, send: Send, draining: Draining) -> None:
        self.scope = CancelScope()
        self._send = send
        self._draining = draining

    async def send(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "http.response.start":
            kind = Headers(raw=message["headers"]).get("content-type", "")
            if kind.startswith("text/event-stream"):
                self._draining.hold(self.scope)
