"""`byline mcp`: the tools for other programs' models, on standard input and output."""

from __future__ import annotations

import typer

from ui.terminal import tell_receivers
from ui.wiring import Wiring

EXAMPLE = "byline mcp"


def mcp(context: typer.Context) -> None:
    """Offer ask, search, find_all, get_article and verify to a program that speaks MCP, until it hangs up.

    It starts this command itself and talks over standard input and output. `byline serve` offers the same
    tools over HTTP, at /mcp.
    """
    from ui.mcp.stdio import serve_stdio

    wiring: Wiring = context.obj
    with wiring.opened() as byline:
        tell_receivers([byline.receiving_host] if byline.receiving_host else [], "Questions and passages")
        serve_stdio(byline)
