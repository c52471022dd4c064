"""`byline library check, rebuild, export, backup, restore`: the library kept sound, and moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from rag.errors import IndexMismatchError
from ui.terminal import console, messages, show_json, show_rows
from ui.wiring import Wiring

if TYPE_CHECKING:
    from rag.adapters.chroma_index import ChromaIndex
    from rag.stores import Stores

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")]
OnCollection = Annotated[
    list[str] | None, typer.Option("--collection", "-c", help="Only of this collection.")
]


def add_to(library: typer.Typer) -> None:
    """Add these commands to `byline library`."""
    library.command("check", epilog="Example: byline library check")(check)
    library.command("rebuild", epilog="Example: byline library rebuild")(rebuild)
    library.command("export", epilog="Example: byline library export articles.jsonl")(export)
    library.command("backup", epilog="Example: byline library backup library-2025-03-01.db")(backup)
    library.command("restore", epilog="Example: byline library restore library-2025-03-01.db")(restore)


def current_index(stores: Stores) -> ChromaIndex:
    """The library's index, of what ingestion makes."""
    from ingest.passages import SPLITTER_FINGERPRINT

    return stores.open_index(SPLITTER_FINGERPRINT)


def check(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Compare library and index, mend what can be mended, and tell."""
    from ingest.upkeep import check as check_all

    wiring: Wiring = context.obj
    with wiring.stored() as stores:
        index = current_index(stores)
        try:
            report = check_all(stores.library, index, stores.embedder, stores.settings.data_dir)
            runs = [asdict(run) for run in stores.library.runs(limit=5)]
        finally:
            index.close()
    if as_json:
        show_json(asdict(report) | {"runs": runs})
    else:
        _show(asdict(report))
        show_rows(console(), [(f"run {run['number']}, {run['started_at']}", run["outcome"]) for run in runs])
    if report.problems:
        raise typer.Exit(1)


def rebuild(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Make passages and index anew from the library, without fetching anything."""
    from ingest.rebuilding import rebuild as rebuild_all

    wiring: Wiring = context.obj
    with wiring.stored() as stores, _bar("Rebuilding") as show:
        data_dir = stores.settings.data_dir
        report = rebuild_all(stores.library, stores.embedder, _beside(stores), data_dir, show)
    _tell(asdict(report), as_json=as_json)


def export(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where to write; standard output unless given.")] = None,
    *,
    collection: OnCollection = None,
) -> None:
    """Write the articles as JSON Lines, which `byline ingest` takes back."""
    from ingest.exporting import exported_lines, write_lines
    from rag.interfaces import ArticleFilter

    wiring: Wiring = context.obj
    with wiring.stored() as stores:
        lines = exported_lines(stores.library, ArticleFilter(collections=tuple(collection or ())))
        if file is None:
            for line in lines:
                typer.echo(line)
            return
        count = write_lines(lines, file)
    typer.echo(f"{count:,} articles written to {file}.", err=True)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Write library and vectors to one file, also while a server runs or an ingestion does."""
    from ingest.backups import back_up

    wiring: Wiring = context.obj
    with wiring.stored() as stores, _index_if_it_fits(stores) as index:
        report = back_up(stores.library, index, file)
    _tell(asdict(report) | {"path": str(report.path)}, as_json=as_json)


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that `byline library backup` has written.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the articles that there are.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the library."""
    from ingest.backups import restore as put_back

    wiring: Wiring = context.obj
    with wiring.stored() as stores, _bar("Restoring") as show:
        put = partial(put_back, stores.library, stores.embedder, _beside(stores), file)
        report = put(stores.settings.data_dir, force=force, on_article=show)
    _tell(asdict(report), as_json=as_json)


@contextmanager
def _index_if_it_fits(stores: Stores) -> Iterator[ChromaIndex | None]:
    """The index; None if it was made with something else, for then its vectors are of no use."""
    try:
        index = current_index(stores)
    except IndexMismatchError:
        yield None
        return
    try:
        yield index
    finally:
        index.close()


def _beside(stores: Stores) -> Callable[[str], ChromaIndex]:
    """What opens an index of a given name."""
    from ingest.passages import SPLITTER_FINGERPRINT

    return lambda name: stores.open_index(SPLITTER_FINGERPRINT, name)


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """What shows how many articles are done; nothing where there is no terminal."""
    screen = messages()
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell(report: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(report)
    else:
        _show(report)


def _show(report: dict[str, Any]) -> None:
    rows = [(name.replace("_", " ").removeprefix("is "), _value(value)) for name, value in report.items()]
    show_rows(console(), rows)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:.1f}"
        case tuple() | list():
            return "; ".join(map(str, value)) or "none"
        case _:
            return str(value)
