"""`byline ingest`: articles from files, folders and the web into the library."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.domain import DEFAULT_COLLECTION
from ui.progress import shown_progress
from ui.stopping import stopping
from ui.terminal import console, show_json, show_rows, tell_receivers
from ui.wiring import Wiring, fetcher_of

if TYPE_CHECKING:
    from ingest.pipeline import Ingestion, IngestReport
    from ingest.sources import SourceOptions
    from rag.settings import Settings
    from rag.stores import Stores

EXAMPLE = "byline ingest articles/ --collection economy"
INTERRUPTED = 130
STOPPING = "Stopping after the current batch; press Ctrl-C again to end at once."
GO_ON = "Stopped. Nothing is lost: run the same command again, and it goes on where it was."
_SHOWN = 20  # sources, titles or ids that are named one by one


def ingest(
    context: typer.Context,
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE…", help="Files, folders, web addresses; - reads standard input."),
    ],
    *,
    collection: Annotated[
        str, typer.Option("--collection", "-c", help="Where the articles belong.")
    ] = DEFAULT_COLLECTION,
    prune: Annotated[bool, typer.Option("--prune", help="Remove articles whose files have gone.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Fail if anything was quarantined.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Look again and again, until Ctrl-C.")] = False,
    every: Annotated[
        float, typer.Option("--every", min=1, metavar="SECONDS", help="Pause between two looks.")
    ] = 60,
    title: Annotated[str | None, typer.Option(help="Title, whatever the source says.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher, whatever the source says.")] = None,
    author: Annotated[str | None, typer.Option(help="Author, whatever the source says.")] = None,
    published: Annotated[
        str | None, typer.Option(help="Date (YYYY, YYYY-MM or YYYY-MM-DD), whatever the source says.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language, whatever the source says.")] = None,
    url: Annotated[str | None, typer.Option(help="Address, whatever the source says.")] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help="What a table or JSON Lines calls a field."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The counts, for programs.")] = False,
) -> None:
    """Bring articles into the library. What has not changed is left as it is."""
    overrides = {
        "title": title,
        "publisher": publisher,
        "author": author,
        "published": published,
        "language": language,
        "url": url,
    }
    from ingest.lock import writer_lock
    from rag.settings import embedding_hosts

    wiring: Wiring = context.obj
    with wiring.stored() as stores, stopping(lambda: typer.echo(STOPPING, err=True)) as stop:
        with writer_lock(stores.settings.data_dir):
            pass  # whoever has to wait is told at once, not after the model has been loaded
        reading = _reading(overrides, mapping or [], stores.settings)
        tell_receivers(embedding_hosts(stores.settings), "Passages")
        ingestion = _ingestion(stores)
        try:
            run = partial(_run, ingestion, sources, collection, reading, prune=prune, stop=stop)
            if watch:
                _watch(run, stop, every, as_json=as_json)
                return
            report = run()
        finally:
            ingestion.index.close()
    _tell(report)
    if as_json:
        show_json(report_json(report))
    else:
        _show(report, prune=prune)
    _end(report, strict=strict)


def report_json(report: IngestReport) -> dict[str, Any]:
    """A report as the contract's JSON object."""
    return report.counts() | {
        "rejected": [asdict(rejected) for rejected in report.rejected],
        "gone": list(report.gone),
        "unfound": list(report.unfound),
        "passages": report.passages,
        "seconds": report.seconds,
        "interrupted": report.is_interrupted,
    }


def _reading(overrides: dict[str, str | None], mapping: list[str], settings: Settings) -> SourceOptions:
    from ingest.overrides import Overrides
    from ingest.readers import FieldMapping
    from ingest.sources import SourceOptions

    return SourceOptions(
        overrides=Overrides(**overrides), mapping=FieldMapping.parse(mapping), fetcher=fetcher_of(settings)
    )


def _ingestion(stores: Stores) -> Ingestion:
    from ingest.passages import SPLITTER_FINGERPRINT
    from ingest.pipeline import Ingestion

    index = stores.open_index(SPLITTER_FINGERPRINT)
    return Ingestion(stores.library, index, stores.embedder, stores.settings.data_dir)


def _run(
    ingestion: Ingestion,
    sources: list[str],
    collection: str,
    reading: SourceOptions,
    *,
    prune: bool,
    stop: threading.Event,
) -> IngestReport:
    with shown_progress() as show:
        return ingestion.run(sources, collection, show, reading=reading, prune=prune, stop=stop)


def _watch(run: partial[IngestReport], stop: threading.Event, every: float, *, as_json: bool) -> None:
    from ingest.watching import watch

    def on_pass(report: IngestReport) -> None:
        if as_json:
            typer.echo(json.dumps(report_json(report), ensure_ascii=False))
        elif report.new or report.changed or report.removed:
            _show(report, prune=False)

    watch(run, on_pass, lambda said: typer.echo(f"not now: {said}", err=True), stop, every_seconds=every)
    raise typer.Exit(INTERRUPTED)


def _tell(report: IngestReport) -> None:
    """What a person should look at, on standard error."""
    for rejected in report.rejected:
        typer.echo(f"quarantined: {rejected.source}: {rejected.reason}", err=True)
    for source, warning in report.warnings:
        typer.echo(f"note: {source}: {warning}", err=True)
    for found in report.unfound[:_SHOWN]:
        typer.echo(f"warning: a search for its title does not find {found!r}", err=True)


def _show(report: IngestReport, *, prune: bool) -> None:
    screen = console()
    show_rows(screen, [(name, f"{value:>9,}") for name, value in report.counts().items()])
    screen.print(f"{report.passages:,} passages written in {report.seconds:.1f} s.")
    if report.gone and not prune:
        screen.print(f"{len(report.gone):,} articles are in the library, but their files have gone.")
        screen.print("  --prune removes them.")


def _end(report: IngestReport, *, strict: bool) -> None:
    if report.is_interrupted:
        typer.echo(GO_ON, err=True)
        raise typer.Exit(INTERRUPTED)
    if strict and report.quarantined:
        raise typer.Exit(1)
