"""Connections that go to the checked address and end at the deadline.

httpcore asks a "network backend" for its connections; this one resolves the host itself, refuses
what `addresses` refuses, and connects to the very address that was checked, so that a second look
at the name cannot lead elsewhere. TLS still checks the certificate against the name. Each read
and write gets what is left until the deadline, so that a server that sends a byte a second, be it
of the head or of the body, is cut off.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from rag.errors import SourceError

Clock = Callable[[], float]  # seconds, never going back


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to allowed addresses only, until a moment on the clock."""

    def __init__(self, allowed: Callable[[str, int], list[str]], deadline: float, clock: Clock) -> None:
        self._allowed = allowed
        self._deadline = deadline
        self._clock = clock
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first of the host's addresses that answers.

        Raises:
            SourceError: the host is not known or not to be asked.
            httpcore.ConnectError, httpcore.ConnectTimeout: none of them answers.
        """
        failure: Exception = httpcore.ConnectError("no address")
        for address in self._allowed(host, port):
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _DeadlineStream(stream, self._left)
        raise failure

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Never: pages are not behind sockets of this machine."""
        raise SourceError("no web address")

    def sleep(self, seconds: float) -> None:
        """Used by httpcore between attempts, of which we allow one."""
        self._inner.sleep(seconds)

    def _left(self, timeout: float | None) -> float:
        left = self._deadline - self._clock()
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        return left if timeout is None else min(timeout, left)


class _DeadlineStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, left: Callable[[float | None], float]) -> None:
        self._inner = inner
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(timeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _DeadlineStream(secured, self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def close(self) -> None:
        self._inner.close()
