"""`byline eval report`: a run as one HTML file, as Markdown or as JSON."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, assert_never

import typer
from rich.text import Text

from rag.errors import UsageError
from ui.terminal import console, messages
from ui.wiring import Wiring

if TYPE_CHECKING:
    from rag.evaluation.reports.outline import Outline

EXAMPLE = "byline eval report golden --out report.html"
STANDARD_OUTPUT = "-"


class Format(StrEnum):
    """What a report is written as."""

    html = "html"
    markdown = "markdown"
    json = "json"


def report(
    context: typer.Context,
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run's name or folder, or RUN:CONFIGURATION.")],
    *,
    form: Annotated[
        Format,
        typer.Option("--format", help="html: one page, nothing outside it; markdown: for a pull request."),
    ] = Format.html,
    out: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Where to write it; - is standard output, the place of Markdown and JSON unless told "
            "otherwise. HTML goes beside the run.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write what a run found: figures with intervals, every failed sentence, every question.

    The JSON also serves `byline eval compare` as a baseline.
    """
    from rag.evaluation.comparisons.scored_runs import chosen_of, found_place
    from rag.evaluation.reports.outline import outline
    from rag.evaluation.reports.tables import unfinished
    from rag.evaluation.runs.records import read_run

    wiring: Wiring = context.obj
    place, configuration = found_place(run, wiring.settings({}).data_dir / "evaluations")
    told = outline(chosen_of(read_run(place), configuration))
    for note in unfinished(told):
        messages().print(Text(f"{note} The same `byline eval run` goes on."), style="yellow", soft_wrap=True)
    text = _written(told, form)
    if out == STANDARD_OUTPUT or (out is None and form is not Format.html):
        typer.echo(text.encode(), nl=False)
        return
    path = Path(out) if out else place / "report.html"
    _write(path, text)
    console().print(Text(f"{len(told.asked):,} questions in {path}"), soft_wrap=True)


def _written(told: Outline, form: Format) -> str:
    match form:
        case Format.html:
            from rag.evaluation.reports.page import report_page

            return report_page(told)
        case Format.markdown:
            from rag.evaluation.reports.markdown import report_markdown

            return report_markdown(told)
        case Format.json:
            from rag.evaluation.reports.figures import report_lines

            return report_lines(told)
    assert_never(form)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.", "Name a file in a folder that is there."
        ) from error
