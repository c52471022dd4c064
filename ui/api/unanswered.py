"""Requests that no route answers: unknown paths, and methods that a path does not have."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

_OURS = ("/api/", "/v1/")  # below these the chat page answers nothing
_METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")


class Unanswered(BaseRoute):
    """Stands behind all routes of the API and before the chat page, which would answer anything.

    HEAD is answered as GET (the server sends no body for it), OPTIONS by naming the methods.
    """

    def __init__(self, routes: Sequence[BaseRoute], router: ASGIApp) -> None:
        """Take the API's routes, and what chooses among them."""
        self._routes = tuple(routes)
        self._router = router

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Fully, where a route has the path with other methods, or the path is the API's."""
        is_ours = scope["type"] == "http" and (
            scope["path"].startswith(_OURS)
            or any(route.matches(scope)[0] is Match.PARTIAL for route in self._routes)
        )
        return (Match.FULL if is_ours else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse.

        Raises:
            HTTPException: 404 where nothing is, 405 where something with other methods is.
        """
        path, method = scope["path"], scope["method"]
        methods = [one for one in _METHODS if self._has({**scope, "method": one})]
        if not methods:
            raise HTTPException(404, f"There is nothing at {path!r}")
        if method == "HEAD" and "GET" in methods:
            await self._router({**scope, "method": "GET"}, receive, send)
            return
        heads = ["HEAD"] if "GET" in methods else []
        allow = {"Allow": ", ".join(sorted([*methods, *heads, "OPTIONS"]))}
        if method != "OPTIONS":
            raise HTTPException(405, f"{path!r} has no method {method!r}", headers=allow)
        await Response(status_code=204, headers=allow)(scope, receive, send)

    def _has(self, scope: Scope) -> bool:
        return any(route.matches(scope)[0] is Match.FULL for route in self._routes)
