"""The outermost layer: every request gets its id, a line in the log and its place in the metrics."""

from __future__ import annotations

import time
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.access.caller import Caller
from ui.observing.metrics import OTHER, Metrics
from ui.observing.request_ids import HEADER, Current, begin
from ui.observing.request_log import note

# Routes that say nothing of their template, and those whose templates are not ours.
_PREFIXES = {"/mcp": "/mcp", "/byline/": "/byline", "/gradio_api/": "/gradio_api"}
_SERVER_ERROR = 500


class Observing:
    """Names, notes and counts requests; leaves them as they are."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Pass requests on to ``app``, counting them in ``metrics``."""
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        current = begin(Headers(scope=scope).get(HEADER))
        state = scope.setdefault("state", {})
        response = _Response(send, current.id)
        began = time.perf_counter()
        try:
            await self.app(scope, receive, response.send)
            current.is_over = True  # not after an error: whoever reports it wants the id
        finally:
            seconds = time.perf_counter() - began
            self._metrics.request(scope["method"], route_of(scope), response.status, seconds)
            _note(scope, state.get("caller"), response, current, seconds)


@dataclass(slots=True)
class _Response:
    """What is sent, counted on its way; it gets the request's id."""

    _send: Send
    _id: str
    status: int = _SERVER_ERROR  # of a request that ends without a response
    body_bytes: int = 0
    is_whole: bool = False

    async def send(self, message: Message) -> None:
        """Pass a part of the response on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[HEADER] = self._id
        elif message["type"] == "http.response.body":
            self.body_bytes += len(message.get("body", b""))
            self.is_whole = not message.get("more_body", False)
        await self._send(message)


def route_of(scope: Scope) -> str:
    """The route's template, never the path: it has few values, and no id or name of an article."""
    for prefix, name in _PREFIXES.items():
        if scope["path"].startswith(prefix):
            return name
    template = getattr(scope.get("route"), "path", None)
    return template if template and ":path}" not in template else OTHER


def _note(scope: Scope, caller: Caller | None, response: _Response, current: Current, seconds: float) -> None:
    note(
        "request",
        id=current.id,
        method=scope["method"],
        route=route_of(scope),
        status=response.status,
        bytes=response.body_bytes,
        ms=round(seconds * 1000),
        caller=caller.name if caller else None,
        cut=None if response.is_whole else True,  # the client left, or the answer failed half-way
    )
