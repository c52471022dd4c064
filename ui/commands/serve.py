"""`byline serve`: the chat page and the API."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.ask import OnUnsupportedWish
from ui.wiring import Wiring

EXAMPLE = "byline serve --port 8000"


def serve(
    context: typer.Context,
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    on_unsupported: OnUnsupportedWish = None,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="The API alone, beside the process that owns the library.")
    ] = False,
) -> None:
    """Serve the chat page and the API until stopped."""
    from ui.server import serve as serve_until_stopped

    wiring: Wiring = context.obj
    flags = {
        "host": host,
        "port": port,
        "on_unsupported": on_unsupported,
        "api.read_only": read_only or None,
    }
    serve_until_stopped(wiring.settings(flags), wiring)
