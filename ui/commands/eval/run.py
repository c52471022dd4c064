"""`byline eval run`: a question set put to one or several configurations, or answers made elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import UsageError
from ui.wiring import Wiring

if TYPE_CHECKING:
    from ui.commands.eval.run_kept import Finished

EXAMPLE = 'byline eval run questions.jsonl --configuration extractive --configuration "big: llm.model=big"'


def run(
    context: typer.Context,
    questions: Annotated[
        Path | None,
        typer.Argument(
            metavar="QUESTIONS.jsonl",
            help="Questions with what a right answer holds; the golden ones where all articles are built-in.",
            show_default=False,
        ),
    ] = None,
    *,
    configuration: Annotated[
        list[str] | None,
        typer.Option(
            "--configuration",
            metavar="NAME: KEY=VALUE …",
            help="Settings under a name; may be repeated. `extractive` by itself is quotations only.",
        ),
    ] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="A setting for all of them; may be repeated."),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Answers of another system, as JSON Lines, instead of asking."),
    ] = None,
    library: Annotated[
        str | None,
        typer.Option(metavar="demo", help="Ask the built-in articles by themselves, not your own library."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name of the run; the date and time if left out.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the run; in the data folder if left out.")
    ] = None,
    concurrency: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Questions asked at a time; 1 for quotations, 4 for an endpoint."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask again what was asked before.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask a paid endpoint without confirmation.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
) -> None:
    """Measure answers: ask each question once, keep the answers, and show the figures with intervals.

    A run that was stopped goes on where it was when the same command is given again.
    """
    from ui.commands.eval.run_asked import run_asked
    from ui.commands.eval.run_elsewhere import run_elsewhere
    from ui.commands.eval.run_kept import Request

    wiring: Wiring = context.obj
    request = Request(
        questions=questions,
        configurations=tuple(configuration or ()),
        settings=tuple(setting or ()),
        library=library,
        name=name,
        out=out,
        concurrency=concurrency,
        is_fresh=fresh,
        is_confirmed=yes,
    )
    if answers:
        if library or setting or len(request.configurations) > 1:
            raise UsageError(
                "--answers goes with a question set and one --configuration NAME, nothing else.",
                "Leave out --library and --set.",
            )
        finished = run_elsewhere(wiring, request, answers)
    else:
        finished = run_asked(wiring, request)
    _tell(finished, as_json=as_json)


def _tell(finished: Finished, *, as_json: bool) -> None:
    from dataclasses import asdict

    from ui.commands.eval.run_shown import show_figures
    from ui.terminal import show_json

    if as_json:
        figures = {
            name: {metric: asdict(one) for metric, one in found.items()}
            for name, found in finished.figures.items()
        }
        first = next(iter(figures.values()))
        show_json(
            {
                "schema": 1,
                "name": finished.name,
                "folder": str(finished.folder),
                "questions": finished.questions,
                "metrics": first,
                "configurations": figures,
            }
        )
    else:
        show_figures(finished.figures)
    typer.echo(f"The run is in {finished.folder}.", err=True)
