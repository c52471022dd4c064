"""Many askers of one server, in a process of their own, so that only the server's work is in its way.

python -m benchmarks.askers '{"base": "http://…", "askers": 32, "seconds": 60, "first": 0}'
prints what came of it as JSON.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from benchmarks.load_questions import load_question

_MOST_SECONDS = 120.0  # for one answer
_SLOW_PAUSE = 1.0  # seconds between two bytes
_SLOW_BUFFER = 4096  # bytes that the slow readers' side of the connection takes in
_SLOW_ADDRESS = "127.0.0.2"  # so that they have a place of their own in the queue
_ACCEPTED = {"Accept": "application/json, text/event-stream"}


@dataclass(frozen=True)
class Wanted:
    """Who asks what for how long."""

    base: str
    askers: int
    seconds: float
    first: int  # number of the first question
    idle: int = 0  # event streams that are held open meanwhile
    slow: int = 0  # readers of answers meanwhile that take a byte a second


@dataclass(frozen=True)
class Asked:
    """What came of it; `held` streams and slow readers were still connected at the end."""

    seconds: float
    latencies: list[float]
    errors: dict[str, int] = field(default_factory=dict)
    held: int = 0


def asked(wanted: Wanted) -> Asked:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.askers", json.dumps(asdict(wanted))]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Asked(**json.loads(done.stdout))


async def ask(wanted: Wanted) -> Asked:
    """All askers at once, until the time is up; answers begun by then are waited for."""
    numbers = itertools.count(wanted.first)
    latencies: list[float] = []
    errors: Counter[str] = Counter()
    async with AsyncExitStack() as stack:
        limits = httpx.Limits(max_connections=None)
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=wanted.base, timeout=_MOST_SECONDS, limits=limits)
        )
        streams = [await stack.enter_async_context(idle_stream(client)) for _ in range(wanted.idle)]
        begun = [asyncio.Event() for _ in range(wanted.slow)]
        readers = [asyncio.create_task(_read_slowly(wanted.base, next(numbers), one)) for one in begun]
        await asyncio.gather(*(one.wait() for one in begun))
        began = time.perf_counter()

        async def asker() -> None:
            while time.perf_counter() < began + wanted.seconds:
                await _ask_once(client, load_question(next(numbers)), latencies, errors)

        await asyncio.gather(*(asker() for _ in range(wanted.askers)))
        took = time.perf_counter() - began
        held = sum(not stream.is_closed for stream in streams) + sum(not one.done() for one in readers)
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
    return Asked(took, latencies, dict(errors), held)


async def _ask_once(
    client: httpx.AsyncClient, question: str, latencies: list[float], errors: Counter[str]
) -> None:
    began = time.perf_counter()
    try:
        response = await client.post("/api/ask", json={"question": question, "model": "extractive"})
    except httpx.HTTPError as error:
        errors[type(error).__name__] += 1
        return
    if response.status_code == 200:
        latencies.append(time.perf_counter() - began)
    else:
        errors[str(response.status_code)] += 1


@asynccontextmanager
async def idle_stream(client: httpx.AsyncClient) -> AsyncIterator[httpx.Response]:
    """The event stream of a session at ``/mcp``, on which nothing but heartbeats comes."""
    hello: dict[str, Any] = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "load", "version": "1"},
        },
    }
    greeted = await client.post("/mcp", json=hello, headers=_ACCEPTED)
    greeted.raise_for_status()
    session = {"Mcp-Session-Id": greeted.headers["mcp-session-id"]}
    async with client.stream("GET", "/mcp", headers=session | {"Accept": "text/event-stream"}) as stream:
        stream.raise_for_status()
        yield stream


async def _read_slowly(base: str, number: int, begun: asyncio.Event) -> None:
    """Ask for a long stream of events and take one byte of it a second, until cancelled."""
    address = urlsplit(base)
    asking = {"question": load_question(number), "stream": True, "top_k": 50, "keep": False}
    body = json.dumps(asking).encode()
    head = (
        f"POST /api/ask HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    loop = asyncio.get_running_loop()
    with socket.socket() as connection:
        connection.setblocking(False)
        connection.bind((_SLOW_ADDRESS, 0))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SLOW_BUFFER)
        await loop.sock_connect(connection, (address.hostname, address.port))
        await loop.sock_sendall(connection, head.encode() + body)
        is_open = True
        while is_open:
            is_open = bool(await loop.sock_recv(connection, 1))
            begun.set()
            await asyncio.sleep(_SLOW_PAUSE)


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(ask(Wanted(**json.loads(sys.argv[1])))))))
