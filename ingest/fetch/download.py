"""One GET of one address, without redirects: head, and body within limits."""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import httpcore
import httpx

from ingest.fetch.network import GuardedBackend
from ingest.readers.raw import too_large
from rag.errors import SourceError

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_STEP_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered. The body is unpacked, and empty for redirects and failures."""

    status: int
    headers: httpx.Headers
    body: bytes


def download(
    url: httpx.URL, headers: Mapping[str, str], backend: GuardedBackend, timeout: float, bytes_max: int
) -> Response:
    """Ask for an address once.

    Raises:
        SourceError: there is no answer in time, it is too large, or cannot be unpacked.
    """
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), timeout)
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    lines = [(name.encode(), value.encode("utf-8", "replace")) for name, value in headers.items()]
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_tls(), network_backend=backend, http1=True) as pool,
            pool.stream("GET", target, headers=lines, extensions={"timeout": timeouts}) as answer,
        ):
            head = httpx.Headers(answer.headers)
            is_wanted = answer.status == httpx.codes.OK
            body = _body(answer.iter_stream(), head, bytes_max) if is_wanted else b""
            return Response(answer.status, head, body)
    except httpcore.TimeoutException as error:
        raise SourceError("the server takes too long to answer") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise SourceError(f"the server cannot be reached ({error or type(error).__name__})") from error


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _body(chunks: Iterable[bytes], head: httpx.Headers, bytes_max: int) -> bytes:
    declared = head.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > bytes_max:
        raise SourceError(too_large(bytes_max))
    match head.get("content-encoding", "identity").strip().lower():
        case "identity" | "":
            return _collected(chunks, bytes_max)
        case "gzip" | "x-gzip" | "deflate":
            return _collected(_unpacked(chunks), bytes_max)
        case other:
            raise SourceError(f"packed by a method that was not asked for ({other[:20]!r})")


def gunzip(data: bytes, bytes_max: int) -> bytes:
    """A gzip file, unpacked within the limit.

    Raises:
        SourceError: it is damaged or larger.
    """
    return _collected(_unpacked([data]), bytes_max)


def _collected(chunks: Iterable[bytes], bytes_max: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > bytes_max:
            raise SourceError(too_large(bytes_max))
    return bytes(body)


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """In steps of bounded size, whatever the ratio."""
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        for chunk in chunks:
            rest = chunk
            while rest and not unpacker.eof:
                yield unpacker.decompress(rest, _STEP_BYTES)
                rest = unpacker.unconsumed_tail
        yield unpacker.flush()
    except zlib.error as error:
        raise SourceError("damaged: the answer cannot be unpacked") from error
    if not unpacker.eof:
        raise SourceError("damaged: the answer ends too early")
