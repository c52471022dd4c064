"""The tools over streamable HTTP, guarded against pages that rebind a name to this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecurityMiddleware, TransportSecuritySettings
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.events import Failed
from ui.api.errors import error_response
from ui.mcp.server import build_server
from ui.parts import Parts

if TYPE_CHECKING:
    from rag.settings import Settings

PATH = "/mcp"
MAX_SESSIONS = 1_000
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - addresses under which nobody asks
_REFUSALS = {
    400: Failed("usage", "The body has to be JSON.", "Send `Content-Type: application/json`."),
    403: Failed("origin", "Pages of this origin may not call the tools.", "Call them from a program."),
    421: Failed(
        "host", "This server is not known under that name.", "Set BYLINE_PUBLIC_URL to its public address."
    ),
}


class McpEndpoint:
    """The ASGI application at ``/mcp``; it answers while its `lifespan` lasts."""

    def __init__(self, byline: Parts, body_limit_bytes: int) -> None:
        """Take the parts, and the size at which a request's body is refused."""
        self._byline = byline
        self._body_limit_bytes = body_limit_bytes
        self._allowed = allowed(byline.settings)
        self._app: ASGIApp | None = None
        self.route = Route(PATH, self, include_in_schema=False)

    @asynccontextmanager
    async def lifespan(self, _: object) -> AsyncIterator[None]:
        """The life of the sessions; those still open at its end are cancelled."""
        manager = StreamableHTTPSessionManager(
            build_server(self._byline),
            security_settings=self._allowed,
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
        refusal = await TransportSecurityMiddleware(self._allowed).validate_request(
            request, is_post=request.method == "POST"
        )
        if refusal is None:
            await self._app(scope, receive, send)
            return
        status = refusal.status_code
        await error_response(PATH, _REFUSALS[status], status)(scope, receive, send)


def allowed(settings: Settings) -> TransportSecuritySettings:
    """The names under which this server may be asked: loopback, where it listens, its public address."""
    names = [*_LOOPBACK, *_own_names(settings)]
    return TransportSecuritySettings(
        allowed_hosts=[f"{name}{port}" for name in names for port in ("", ":*")],
        allowed_origins=[
            f"{scheme}://{name}{port}"
            for scheme in ("http", "https")
            for name in names
            for port in ("", ":*")
        ],
    )


def _own_names(settings: Settings) -> Iterator[str]:
    if settings.host not in _ANYWHERE:
        yield _bracketed(settings.host)
    if settings.public_url and (name := urlsplit(str(settings.public_url)).hostname):
        yield _bracketed(name)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
