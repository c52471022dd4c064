"""`byline ingest`: articles from files and folders into the library."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from rag.domain import DEFAULT_COLLECTION
from ui.terminal import console, counts, messages, show_json
from ui.wiring import Wiring, ingestion_of

if TYPE_CHECKING:
    from ingest.pipeline import Ingestion, IngestReport, Progress

EXAMPLE = "byline ingest articles/ --collection economy"

_COUNTS = ("new", "changed", "unchanged", "reprints", "quarantined", "removed")


def ingest(
    context: typer.Context,
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE…", help="Files and folders to read.")],
    *,
    collection: Annotated[
        str, typer.Option("--collection", "-c", help="Where the articles belong.")
    ] = DEFAULT_COLLECTION,
    as_json: Annotated[bool, typer.Option("--json", help="The counts, for programs.")] = False,
) -> None:
    """Bring articles into the library. What has not changed is left as it is."""
    wiring: Wiring = context.obj
    with wiring.opened(will_write=True) as byline:
        report = _run(ingestion_of(byline), sources, collection)
    for rejected in report.rejected:
        typer.echo(f"left out: {rejected.source}: {rejected.reason}", err=True)
    for source, warning in report.warnings:
        typer.echo(f"note: {source}: {warning}", err=True)
    numbers = {name: getattr(report, name) for name in _COUNTS}
    if as_json:
        left_out = [asdict(rejected) for rejected in report.rejected]
        show_json(numbers | {"rejected": left_out, "passages": report.passages, "seconds": report.seconds})
    else:
        console().print(f"{counts(numbers)}; {report.passages:,} passages in {report.seconds:.1f} s.")


def _run(ingestion: Ingestion, sources: list[str], collection: str) -> IngestReport:
    with messages().status("Reading…", spinner="dots") as status:

        def show(progress: Progress) -> None:
            files = f"{progress.files_done:,} of {progress.files:,} files"
            status.update(f"{files}, {progress.articles:,} articles, {progress.passages:,} passages")

        return ingestion.run(sources, collection, show)
