"""How far an ingestion has come: a bar on a terminal, plain lines elsewhere; on standard error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from ui.terminal import messages

if TYPE_CHECKING:
    from ingest.report import Progress

LINE_EVERY_SECONDS = 5.0


@contextmanager
def shown_progress() -> Iterator[Callable[[Progress], None]]:
    """What shows each step; nothing is shown of a run that is over at once."""
    screen = messages()
    if not screen.is_terminal:
        yield _Lines().show
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("sources"))
    left = (TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    with Bar(*columns, *left, console=screen, transient=True) as bar:
        shown = _Shown(bar, bar.add_task("Reading", total=None, rate=""))
        yield shown.show


class _Shown:
    def __init__(self, bar: Bar, task: TaskID) -> None:
        self._bar = bar
        self._task = task
        self._started = time.monotonic()

    def show(self, progress: Progress) -> None:
        self._bar.update(
            self._task,
            completed=progress.files_done,
            total=progress.files,
            rate=_rate(progress, self._started),
        )


class _Lines:
    def __init__(self) -> None:
        self._started = self._told = time.monotonic()

    def show(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._told < LINE_EVERY_SECONDS:
            return
        self._told = now
        done = f"{progress.files_done:,} of {progress.files:,} sources"
        typer.echo(
            f"{done}, {_rate(progress, self._started)}{_left(progress, now - self._started)}", err=True
        )


def _rate(progress: Progress, started: float) -> str:
    seconds = max(time.monotonic() - started, 0.001)
    return f"{progress.articles:,} articles, {progress.articles / seconds:,.1f} a second"


def _left(progress: Progress, seconds: float) -> str:
    if not progress.files_done:
        return ""
    left = seconds / progress.files_done * (progress.files - progress.files_done)
    return f", {left / 60:.0f} min left" if left >= 90 else f", {left:.0f} s left"
