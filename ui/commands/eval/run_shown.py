"""The figures of a run on the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table
from rich.text import Text

from rag.evaluation.metrics.figures import Figure
from rag.evaluation.metrics.measures import ESTIMATED, MEASURES, Unit
from ui.terminal import console

Figures = Mapping[str, Figure]


def show_figures(configurations: Mapping[str, Figures]) -> None:
    """A table of every metric that is defined: value, 95 % interval and questions, by configuration."""
    screen = console()
    for heading, is_estimate in ((ESTIMATED.capitalize(), True), ("Counted", False)):
        table = Table(box=None, padding=(0, 2, 0, 0), title=heading, title_justify="left", title_style="bold")
        table.add_column("", no_wrap=True)
        for name in configurations:
            table.add_column(name, justify="right")
        for metric, measure in MEASURES.items():
            found = [figures.get(metric) for figures in configurations.values()]
            if measure.is_estimate == is_estimate and any(one and one.n for one in found):
                table.add_row(metric, *(_cell(one, measure.unit) for one in found))
        screen.print(table, soft_wrap=True)
        screen.print()
    for name, figures in configurations.items():
        notes = dict.fromkeys(figure.note for figure in figures.values() if figure.note)
        failed = max((figure.failed for figure in figures.values()), default=0)
        if failed:
            questions = "question" if failed == 1 else "questions"
            screen.print(Text(f"{name}: {failed:,} {questions} failed.", style="yellow"))
        for note in notes:
            screen.print(Text(f"{name}: {note}"))


def _cell(figure: Figure | None, unit: Unit) -> str:
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return "undefined"
    if unit == "percent":
        return f"{100 * figure.value:.1f} % ({100 * figure.low:.0f}–{100 * figure.high:.0f}) n {figure.n}"
    low, high = _number(figure.low), _number(figure.high)
    return f"{_number(figure.value)} ({low}–{high}) n {figure.n}"


def _number(value: float) -> str:
    return f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"
