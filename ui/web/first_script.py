"""Puts a script of ours before Gradio's, which takes no other that runs as early."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = b"<head>"


class FirstScript:
    """ASGI middleware: the page at ``/`` loads a script before any other."""

    def __init__(self, app: ASGIApp, path: str) -> None:
        """Put it before an application; ``path`` is the script's."""
        self._app = app
        self._tag = f'<script src="{path}"></script>'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        begun: Message | None = None  # until the page's beginning is there
        body = b""

        async def send_with_script(message: Message) -> None:
            nonlocal begun, body
            if message["type"] == "http.response.start" and _is_page(message):
                begun = message
            elif begun is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await self._send_page(begun, body, send)

        await self._app(scope, receive, send_with_script)

    async def _send_page(self, begun: Message, body: bytes, send: Send) -> None:
        page = body.replace(_HEAD, _HEAD + self._tag, 1)
        MutableHeaders(scope=begun)["Content-Length"] = str(len(page))
        await send(begun)
        await send({"type": "http.response.body", "body": page})


def _is_page(begun: Message) -> bool:
    headers = Headers(raw=begun["headers"])
    is_plain = "content-encoding" not in headers
    return is_plain and headers.get("content-type", "").startswith("text/html")
