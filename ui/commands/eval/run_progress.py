"""How far a run has come: a bar on a terminal, plain lines elsewhere; on standard error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from ui.progress import LINE_EVERY_SECONDS
from ui.terminal import messages


@contextmanager
def shown_asking(name: str, questions: int) -> Iterator[Callable[[], None]]:
    """What is called after each question, and tells how many are done and how long the others will take."""
    screen = messages()
    if not screen.is_terminal:
        yield _Lines(name, questions).advance
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=screen, transient=True) as bar:
        task = bar.add_task(name, total=questions)
        yield lambda: bar.advance(task)


class _Lines:
    def __init__(self, name: str, questions: int) -> None:
        self._name = name
        self._questions = questions
        self._done = 0
        self._started = self._told = time.monotonic()

    def advance(self) -> None:
        self._done += 1
        now = time.monotonic()
        if now - self._told < LINE_EVERY_SECONDS:
            return
        self._told = now
        left = (now - self._started) / self._done * (self._questions - self._done)
        time_left = f"{left / 60:.0f} min" if left >= 90 else f"{left:.0f} s"
        typer.echo(
            f"{self._name}: {self._done:,} of {self._questions:,} questions, {time_left} left", err=True
        )
