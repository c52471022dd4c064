"""`byline serve` in a process of its own, and questions to it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BYLINE = Path(sys.executable).parent / "byline"


@dataclass(frozen=True, slots=True)
class Served:
    """A server that is ready."""

    base: str  # its address
    pid: int
    seconds_to_ready: float


@contextmanager
def served(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    """A server on the library in a folder, for this block; with more settings where they are given."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    server = subprocess.Popen(
        [BYLINE, "serve", "--port", str(port)],
        env={**os.environ, "BYLINE_DATA_DIR": str(folder), **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        wait_until_ready(base)
        yield Served(base, server.pid, time.perf_counter() - began)
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until_ready(base: str) -> None:
    """Wait for half a minute at most.

    Raises:
        SystemExit: if it takes longer.
    """
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{base}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not become ready in 30 s")


def ask(base: str, question: str) -> float:
    """How long an answer takes, in milliseconds."""
    body = json.dumps({"question": question, "keep": False}).encode()
    request = urllib.request.Request(
        f"{base}/api/ask", data=body, headers={"Content-Type": "application/json"}
    )
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as response:
        response.read()
    return (time.perf_counter() - began) * 1000
