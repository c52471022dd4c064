"""The gate before every route: who sent the request, and whether it may be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from rag.errors import KeysError
from ui.access.admission import Admission, Asked, RefusedError
from ui.access.caller import CALLER, Caller
from ui.access.names import plain_address
from ui.api.errors import error_response
from ui.failures import failure

if TYPE_CHECKING:
    from rag.settings import Settings

_UNAVAILABLE = 503
_POLICY_VIOLATION = 1008  # of a WebSocket; nothing here speaks it
# A request that comes through a proxy says so in one of these.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


class Gate:
    """Lets requests through that may be answered; the others get 401, 403, 404, 405, 421 or 503.

    What is behind it finds the `Caller` in `ui.access.caller.caller()` and in ``scope["state"]["caller"]``.
    The address is the peer's, or what a proxy on this machine says it was.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Take what is behind the gate, and the settings that say where the keys are."""
        self._app = app
        self._admission = Admission.of(settings)

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = asked_in(scope)
        state = scope.setdefault("state", {})
        state["caller"] = Caller(asked.address, scopes=frozenset())
        try:
            state["caller"] = self._admission.caller(asked)
        except RefusedError as refused:
            response = error_response(asked.path, refused.failed, refused.status)
            response.headers.update(refused.headers)
            await response(scope, receive, send)
            return
        except KeysError as error:
            await error_response(asked.path, failure(error), _UNAVAILABLE)(scope, receive, send)
            return
        token = CALLER.set(state["caller"])
        try:
            await self._app(scope, receive, send)
        finally:
            CALLER.reset(token)


def asked_in(scope: AsgiScope) -> Asked:
    """As much of a request as admission looks at. A header that was sent twice is neither of the two."""
    headers = Headers(scope=scope)
    client = scope.get("client")
    return Asked(
        method=scope["method"],
        path=scope["path"],
        address=(plain_address(client[0]) if client else "") or "unknown",
        host=_joined(headers, "host") or "",
        is_forwarded=any(name in headers for name in _FORWARDED),
        origin=_joined(headers, "origin"),
        fetch_site=_joined(headers, "sec-fetch-site"),
        authorization=_joined(headers, "authorization"),
        x_api_key=_joined(headers, "x-api-key"),
    )


def _joined(headers: Headers, name: str) -> str | None:
    found = headers.getlist(name)
    return ", ".join(found) if found else None
