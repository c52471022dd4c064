"""The server: the chat page and the API on one port, until stopped."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
from typing import TYPE_CHECKING

import uvicorn

from ingest.builtin import ensure_demo
from rag.errors import ServerError
from ui.api.app import create_app
from ui.log import keep_log
from ui.wiring import Wiring, ingestion_of

if TYPE_CHECKING:
    from rag.settings import Settings

GRACE_SECONDS = 5  # for streams to end after Ctrl-C
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - where a reader finds such a server


def serve(settings: Settings, wiring: Wiring | None = None) -> None:
    """Serve until stopped.

    Raises:
        ServerError: the address cannot be listened on; known before anything heavy is loaded.
    """
    wiring = wiring or Wiring()
    with listening(settings.host, settings.port) as listener:
        keep_log(settings.data_dir)
        if not is_loopback(settings.host):
            print(_warning(settings.host), file=sys.stderr)  # noqa: T201
        byline = wiring.build(settings, will_write=True)
        if byline.receiving_host:
            print(f"Questions and passages go to {byline.receiving_host}.", file=sys.stderr)  # noqa: T201
        try:
            ensure_demo(ingestion_of(byline), byline.library)
            byline.embedder.get_query_embedding("loads the model before the first question does")
            config = uvicorn.Config(
                create_app(byline), log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_SECONDS
            )
            _Server(config, address(settings)).run(sockets=[listener])
        finally:
            byline.close()


class _Server(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, config: uvicorn.Config, where: str) -> None:
        super().__init__(config)
        self._where = where

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"Byline is ready at {self._where}", flush=True)  # noqa: T201


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


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(settings: Settings) -> str:
    """Where a reader on this machine finds the server."""
    host = _ANYWHERE.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{settings.port}"


def _warning(host: str) -> str:
    return (
        f"byline: warning: listening on {host}, so everyone who can reach this machine can ask.\n"
        "  Use --host 127.0.0.1, or put a server with authentication in front."
    )
