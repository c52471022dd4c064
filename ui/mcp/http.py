"""The tools over streamable HTTP, behind the gate that every request passes (`ui.access.gate`)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.events import Failed
from ui.access.caller import Caller, caller
from ui.api.errors import error_response
from ui.mcp.server import build_server
from ui.parts import Parts

PATH = "/mcp"
MAX_SESSIONS = 1_000
_NO_JSON = Failed("usage", "The body has to be JSON.", "Send `Content-Type: application/json`.")


class McpEndpoint:
    """The ASGI application at ``/mcp``; it answers while its `lifespan` lasts.

    A session belongs to the key that opened it: to every other one it is not there.
    """

    def __init__(self, byline: Parts, body_limit_bytes: int) -> None:
        """Take the parts, and the size at which a request's body is refused."""
        self._byline = byline
        self._body_limit_bytes = body_limit_bytes
        self._app: ASGIApp | None = None
        self.routes = [Route(path, self, include_in_schema=False) for path in (PATH, f"{PATH}/")]

    @asynccontextmanager
    async def lifespan(self, _: object) -> AsyncIterator[None]:
        """The life of the sessions; those still open at its end are cancelled."""
        manager = StreamableHTTPSessionManager(
            build_server(self._byline),
            max_request_body_size=self._body_limit_bytes,
            max_sessions=MAX_SESSIONS,
        )
        async with manager.run():
            self._app = manager.asgi_app
            yield
        self._app = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of a session, or one that stands alone."""
        if self._app is None:
            raise RuntimeError("the server's lifespan has not begun")
        request = Request(scope)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if request.method == "POST" and kind != "application/json":
            await error_response(PATH, _NO_JSON, 400)(scope, receive, send)
            return
        await self._app(_owned(scope, caller()), receive, send)


def _owned(scope: Scope, by: Caller) -> Scope:
    """The request with its key's name, by which the sessions tell whose they are."""
    if by.key is None:
        return scope
    # The key itself stays at the gate; nothing behind it reads the token.
    return {**scope, "user": AuthenticatedUser(AccessToken(token="", client_id=by.key, scopes=[*by.scopes]))}
