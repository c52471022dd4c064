"""The tools over standard input and output, for programs that start Byline themselves."""

from __future__ import annotations

import signal

import anyio
from mcp.server.stdio import stdio_server

from ui.mcp.server import build_server
from ui.parts import Parts


def serve_stdio(byline: Parts) -> None:
    """Serve until standard input is closed; nothing but the protocol goes to standard output."""
    # A thread waits for the next line and cannot be woken; nothing is written, so Ctrl-C may end all at once.
    former = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        anyio.run(_serve, byline)
    finally:
        signal.signal(signal.SIGINT, former)


async def _serve(byline: Parts) -> None:
    server = build_server(byline)
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
