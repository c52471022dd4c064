"""`byline keys`: API keys made, listed and revoked."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ui.access.caller import SCOPES, Scope
from ui.terminal import console, messages, show_json, show_rows
from ui.wiring import Wiring

EXAMPLE = "byline keys add newsroom --scope read --scope ask"

keys = typer.Typer(no_args_is_help=True, help="Make, list and revoke the keys of the API.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")]


class ScopeName(StrEnum):
    """What a key may do."""

    read = "read"
    ask = "ask"
    write = "write"
    admin = "admin"


ScopeWish = Annotated[
    list[ScopeName] | None,
    typer.Option("--scope", help="What it may do; repeat it for several. Without: read and ask."),
]
_USUAL = (ScopeName.read, ScopeName.ask)


@keys.command("add", epilog=f"Example: {EXAMPLE}")
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is for: letters, digits, dots, hyphens.")],
    *,
    scope: ScopeWish = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and print it, this once."""
    from ui.access.keys import KeyFile

    wiring: Wiring = context.obj
    wished = {str(one) for one in scope or _USUAL}
    scopes: tuple[Scope, ...] = tuple(one for one in SCOPES if one in wished)
    secret = KeyFile(wiring.settings({}).data_dir).add(name, scopes)
    if as_json:
        show_json({"name": name, "scopes": scopes, "key": secret})
        return
    typer.echo(secret)
    messages().print(f"The key {name!r} may {', '.join(scopes)}. Keep it: it is not shown again.")


@keys.command("list", epilog="Example: byline keys list --json")
def list_keys(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the keys: what each is called and may do, never the key itself."""
    from ui.access.keys import KeyFile

    wiring: Wiring = context.obj
    found = KeyFile(wiring.settings({}).data_dir).keys()
    if as_json:
        shown = [{"name": key.name, "scopes": key.scopes, "created": key.created} for key in found]
        show_json({"keys": shown})
    elif found:
        show_rows(console(), [(key.name, f"{', '.join(key.scopes)}; made {key.created}") for key in found])
    else:
        messages().print("There are no keys: only this machine can be served.")


@keys.command("revoke", epilog="Example: byline keys revoke newsroom")
def revoke(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The key's name.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Revoke a key; running servers refuse it from now on."""
    from ui.access.keys import KeyFile

    wiring: Wiring = context.obj
    file = KeyFile(wiring.settings({}).data_dir)
    file.revoke(name)
    left = len(file.keys())
    if as_json:
        show_json({"revoked": name, "left": left})
        return
    messages().print(f"The key {name!r} is revoked.")
    if not left:
        messages().print("It was the last: without keys, servers on this machine's loopback need none.")
