"""The server: the chat page and the API on one port, until stopped; or the API alone."""

from __future__ import annotations

import errno
import socket
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import uvicorn
from sse_starlette.sse import AppStatus
from starlette.staticfiles import StaticFiles

from ingest.builtin import ensure_demo
from rag.errors import ServerError
from ui.access.binding import require_keys
from ui.api.app import create_app
from ui.log import keep_log
from ui.observing.request_log import keep_request_log
from ui.owner import owning, require_library
from ui.web.mount import ASSETS, ASSETS_PATH
from ui.wiring import Wiring, ingestion_of

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.settings import Settings
    from ui.draining import Draining
    from ui.parts import Parts

_CUT_SHORT = 130  # exit code where a second signal ended what the first let finish
# Whose X-Forwarded-For is believed: a proxy on this machine. Who is not one only lowers what it may do,
# for whatever comes through a proxy may not write without a key (`ui.access.admission`).
PROXIES = ["127.0.0.1", "::1"]
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - where a reader finds such a server


def serve(settings: Settings, wiring: Wiring | None = None) -> None:
    """Serve until stopped: a first signal lets answers finish, a second one does not.

    Raises:
        SettingsError: other machines are to be served, and there are no API keys.
        ServerError: the address cannot be listened on, or another process owns the library; known
            before anything heavy is loaded.
        LibraryError: there is no library yet, for a process that only reads.
        SystemExit: a second signal came.
    """
    wiring = wiring or Wiring()
    require_keys(settings)
    is_owner = not settings.api.read_only
    if not is_owner:
        require_library(settings)
    with (
        listening(settings.host, settings.port) as listener,
        owning(settings, settings.public_url or address(settings)) if is_owner else nullcontext(),
    ):
        keep_log(settings.data_dir)
        keep_request_log(settings)
        byline = wiring.build(settings, will_write=is_owner)
        if byline.receiving_host:
            print(f"Questions and passages go to {byline.receiving_host}.", file=sys.stderr)  # noqa: T201
        try:
            if is_owner:
                ensure_demo(ingestion_of(byline), byline.library)
            byline.embedder.get_query_embedding("loads the model before the first question does")
            _run(_app(byline), settings, listener)
        finally:
            byline.close()


def _app(byline: Parts) -> FastAPI:
    """Everything; without the page where only the API is served, but with what articles look like."""
    if not byline.settings.api.read_only:
        return create_app(byline)
    app = create_app(byline, with_page=False)
    app.mount(ASSETS_PATH, StaticFiles(directory=ASSETS), name="assets")
    return app


def _run(app: FastAPI, settings: Settings, listener: socket.socket) -> None:
    # It would cut every event stream when the server is stopped; `ui.draining` cuts those that are idle.
    AppStatus.enable_automatic_graceful_drain = False
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=settings.api.shutdown_grace,
        forwarded_allow_ips=PROXIES,
    )
    server = _Server(config, address(settings), app.state.draining)
    server.run(sockets=[listener])
    if server.force_exit:
        sys.exit(_CUT_SHORT)


class _Server(uvicorn.Server):
    """Says when it is ready, and stops as it was asked to."""

    def __init__(self, config: uvicorn.Config, where: str, draining: Draining) -> None:
        super().__init__(config)
        self._where = where
        self._draining = draining

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"Byline is ready at {self._where}", flush=True)  # noqa: T201

    def handle_exit(self, *_: object) -> None:
        """After the first signal stop, after the second at once; uvicorn's own ends by that signal."""
        self.force_exit = self.should_exit
        self.should_exit = True
        self._draining.is_stopping = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._draining.begin()
        await super().shutdown(sockets)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens on the address.

    Raises:
        ServerError: somebody else does already, or the address is not one of this machine.
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ServerError(f"{host!r} is no address to listen on.", "Choose another with --host.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise _cannot_listen(host, port, error) from error
    return listener


def _cannot_listen(host: str, port: int, error: OSError) -> ServerError:
    match error.errno:
        case errno.EADDRINUSE:
            return ServerError(
                f"Port {port} is already in use.", f"Stop what uses it, or choose another: --port {port + 1}."
            )
        case errno.EACCES:
            return ServerError(
                f"Port {port} may not be used by this account.", "Choose one above 1023 with --port."
            )
        case _:
            return ServerError(f"Cannot listen on {host}:{port}: {error.strerror}.", "Choose another --host.")


def address(settings: Settings) -> str:
    """Where a reader on this machine finds the server."""
    host = _ANYWHERE.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{settings.port}"
