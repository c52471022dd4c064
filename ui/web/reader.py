"""Who reads the page: the API key with which it was opened, else the browser, known by a cookie.

The cookie is a secret and the library keeps its hash only, so that whoever can read the library's file still
cannot pose as one of its readers.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

if TYPE_CHECKING:
    import gradio as gr

COOKIE = "byline_reader"
NOBODY = ""  # a browser that keeps no cookies
YEAR_SECONDS = 365 * 24 * 3600
_SECRET_BYTES = 16
_SECRET = re.compile(r"[0-9a-f]{32}")


def reader_of(request: gr.Request) -> str:
    """An opaque id: two requests have the same one if and only if the same reader sent them.

    `NOBODY` for a browser without the cookie; nothing is kept for it.
    """
    sent = request.request
    if sent is None:
        return NOBODY
    caller = getattr(sent.state, "caller", None)
    if caller and caller.key:
        return str(caller.name)
    secret = secret_in(sent.cookies)
    return f"browser {hashlib.sha256(secret.encode()).hexdigest()}" if secret else NOBODY


def secret_in(cookies: Mapping[str, str]) -> str | None:
    """The cookie's secret; None where it is missing or not one of ours."""
    found = cookies.get(COOKIE, "")
    return found if _SECRET.fullmatch(found) else None


class ReaderCookie:
    """ASGI middleware: gives a browser that has none a cookie by which its conversations are found again.

    It comes with the page's script, not with the page itself: to a page that was opened by a link from
    elsewhere browsers do not send a ``SameSite=Strict`` cookie, and a new one would replace it.
    """

    def __init__(self, app: ASGIApp, path: str) -> None:
        """Put it before an application, whose page loads the script at ``path`` whenever it is opened."""
        self._app = app
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or scope["path"] != self._path:
            await self._app(scope, receive, send)
            return
        sent = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
        is_known = secret_in(cookie_parser("; ".join(sent))) is not None

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-cache"  # so that it is asked for whenever the page is opened
                if not is_known:
                    headers.append("Set-Cookie", _cookie(is_secure=scope.get("scheme") == "https"))
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def _cookie(*, is_secure: bool) -> str:
    cookie = SimpleCookie({COOKIE: secrets.token_hex(_SECRET_BYTES)})
    written = cookie[COOKIE]
    written["path"] = "/"
    written["max-age"] = YEAR_SECONDS
    written["httponly"] = True
    written["samesite"] = "Strict"
    written["secure"] = is_secure
    return written.OutputString()
