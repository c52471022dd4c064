"""`byline config`: every setting, its value, and where it came from."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from ui.terminal import console, show_json
from ui.wiring import Wiring

EXAMPLE = "BYLINE_PORT=8000 byline config"


def config(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Show the settings. Secrets stay hidden."""
    from rag.settings import describe, variable_of

    wiring: Wiring = context.obj
    rows = describe(wiring.settings({}))
    if as_json:
        show_json(
            {
                name: {"value": value, "source": source, "variable": variable_of(name)}
                for name, value, source, _ in rows
            }
        )
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("setting", "value", "from", "meaning"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)
