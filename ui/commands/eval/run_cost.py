"""What a run will cost is said before it starts, and waits for a yes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from rag.errors import UsageError
from rag.evaluation.runs.expected_cost import expected_cost
from rag.evaluation.runs.question_set import GoldenQuestion

if TYPE_CHECKING:
    from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Expense:
    """What is still to be asked of a configuration."""

    name: str
    questions: Sequence[GoldenQuestion]
    settings: Settings
    writes: bool
    has_draft: bool


def confirm_cost(expenses: Sequence[Expense], *, is_confirmed: bool) -> None:
    """Say how many tokens will go to endpoints that may charge for them, and ask whether they may.

    Raises:
        UsageError: if there is nobody to ask.
        typer.Exit: if the answer is no.
    """
    is_paid = False
    for one in expenses:
        cost = expected_cost(one.questions, one.settings, writes=one.writes, has_draft=one.has_draft)
        if not (cost.hosts and one.questions):
            continue
        is_paid = True
        typer.echo(
            f"{one.name}: {len(one.questions):,} questions to {', '.join(cost.hosts)}, "
            f"about {cost.tokens_in:,} tokens in and {cost.tokens_out:,} out.",
            err=True,
        )
    if not is_paid or is_confirmed:
        return
    if not sys.stdin.isatty():
        raise UsageError(
            "This may cost money, and there is nobody to ask.", "Give --yes if the tokens named may be spent."
        )
    if not typer.confirm("Go on?", err=True):
        raise typer.Exit(1)
