"""Headers that keep browsers in bounds, on every response."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio needs inline and evaluated scripts. The point is what may be fetched: nothing from elsewhere,
# so that text injected into an article or an answer can neither load anything nor carry anything out.
PAGE_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
ARTICLE_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    ]
)
DOCS_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"

_POLICIES = (  # by the beginning of the path; the page has the rest
    ("/articles/", ARTICLE_POLICY),
    ("/docs", DOCS_POLICY),
    ("/api/", DATA_POLICY),
    ("/v1/", DATA_POLICY),
    ("/mcp", DATA_POLICY),
    ("/metrics", DATA_POLICY),
    ("/openapi.json", DATA_POLICY),
)
_UNKEPT = ("/api/", "/v1/", "/mcp", "/metrics", "/articles/")
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_CORS = "access-control-"
_ASKED_HEADERS = ("Authorization", "Content-Type", "X-API-Key", "Mcp-Session-Id", "Mcp-Protocol-Version")
_SHOWN_HEADERS = ("Location", "Retry-After", "X-Request-ID", "Mcp-Session-Id")
_PREFLIGHT_SECONDS = 600


class SecurityHeaders:
    """Adds the Content-Security-Policy and its companions to every response.

    Other pages may read responses if their origin is named, and no others, whatever a part behind this
    one would allow. They never send a browser's password along.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str] = ()) -> None:
        """Take what answers, and the origins of other pages that may call it."""
        self._app = app
        self._with_headers: ASGIApp = self._answer
        if origins:
            self._with_headers = CORSMiddleware(
                self._answer,
                allow_origins=origins,
                allow_methods=("DELETE", "GET", "HEAD", "POST"),
                allow_headers=_ASKED_HEADERS,
                expose_headers=_SHOWN_HEADERS,
                max_age=_PREFLIGHT_SECONDS,
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and put the headers on what comes back."""
        if scope["type"] == "http":
            await self._with_headers(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _put_headers(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _put_headers(headers: MutableHeaders, path: str) -> None:
    for name in {name for name in headers if name.lower().startswith(_CORS)}:
        del headers[name]  # Gradio lets every page read what it answers under a name that is not local
    headers.update(_ALWAYS)
    headers["Content-Security-Policy"] = policy_at(path)
    if path.startswith(_UNKEPT):
        headers["Cache-Control"] = "no-store"


def policy_at(path: str) -> str:
    """The Content-Security-Policy of what is at a path."""
    return next((policy for start, policy in _POLICIES if path.startswith(start)), PAGE_POLICY)
