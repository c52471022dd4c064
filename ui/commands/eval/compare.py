"""`byline eval compare`: two runs on the same questions, what differs, and gates that fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from rag.errors import UsageError
from ui.terminal import console, show_json
from ui.wiring import Wiring

if TYPE_CHECKING:
    from rag.evaluation.comparisons.comparing import Change, Compared, Comparison
    from rag.evaluation.comparisons.gates import Outcome

EXAMPLE = 'byline eval compare before after --fail-if "answered_correct_supported worse"'
_HEADINGS = ("metric", "A", "B", "B − A", "95 % interval", "p", "lost, won", "finds")
_IDS = 12  # ids named in a line


def compare(
    context: typer.Context,
    before: Annotated[
        str, typer.Argument(metavar="A", help="A run by name or folder, RUN:CONFIGURATION, or a JSON report.")
    ],
    after: Annotated[str, typer.Argument(metavar="B", help="The same; what is held against A.")],
    *,
    fail_if: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GATE",
            help="Exit with 1 where this holds. METRIC < -0.05: a change, for it has a sign; METRIC < 0.9: "
            "B's own figure; METRIC worse: p < 0.05 in its bad direction; METRIC worse by 0.02. The first "
            "two may end in: significantly. May be given several times.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Compare two runs question by question: paired differences, what changed, and what could be seen.

    Exit code 1: a gate failed.
    """
    from rag.evaluation.comparisons.comparing import compare_runs
    from rag.evaluation.comparisons.gates import judge_gates, read_gate
    from rag.evaluation.comparisons.scored_runs import read_scored_run

    wiring: Wiring = context.obj
    gates = [read_gate(text) for text in fail_if or ()]
    runs = wiring.settings({}).data_dir / "evaluations"
    comparison = compare_runs(read_scored_run(before, runs), read_scored_run(after, runs))
    if not comparison.shared:
        raise UsageError(
            f"{comparison.before} and {comparison.after} have no question in common.",
            "Compare runs of the same question set.",
        )
    outcomes = judge_gates(gates, comparison)
    if as_json:
        show_json(comparison_json(comparison, outcomes))
    else:
        _show(comparison, outcomes)
    if any(outcome.failed for outcome in outcomes):
        raise typer.Exit(1)


def comparison_json(comparison: Comparison, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The comparison as a JSON object; metrics by name."""
    metrics = {row.metric: asdict(row) | {"significant": row.is_significant} for row in comparison.metrics}
    changes = [
        {
            "id": change.before.id,
            "kind": change.before.kind,
            "question": change.before.question,
            "direction": change.direction,
            "before": {"outcome": change.before.outcome, "line": change.before.line},
            "after": {"outcome": change.after.outcome, "line": change.after.line},
        }
        for change in comparison.changes
    ]
    whole = asdict(comparison) | {"metrics": metrics, "changes": changes}
    passed = not any(outcome.failed for outcome in outcomes)
    return {"schema": 1, **whole, "gates": [asdict(outcome) for outcome in outcomes], "passed": passed}


def _show(comparison: Comparison, outcomes: Sequence[Outcome]) -> None:
    from rag.evaluation.metrics.measures import HEADLINE

    screen = console()
    screen.print(Text(f"A  {comparison.before}\nB  {comparison.after}"))
    _show_questions(comparison)
    defined = [row for row in comparison.metrics if row.before is not None or row.after is not None]
    shown = [row for row in defined if row.difference or row.metric == HEADLINE]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, heading in enumerate(_HEADINGS):
        table.add_column(heading, justify="right" if place else "left", no_wrap=bool(place), overflow="fold")
    for row in shown:
        table.add_row(*(Text(cell) for cell in _cells(row)), style="bold" if row.is_significant else None)
    screen.print(table)
    for meaning, names in (
        ("The same in both", [row.metric for row in defined if row.difference == 0 and row not in shown]),
        ("Only in A", [row.metric for row in defined if row.after is None]),
        ("Only in B", [row.metric for row in defined if row.before is None]),
    ):
        if names:
            screen.print(Text(f"\n{meaning}: {', '.join(names)}."))
    screen.print(
        Text(
            "\nfinds: the smallest loss that these questions show four times in five (two-sided, 5 %).\n"
            f"Of {len(defined)} metrics one in twenty is marked by chance: choose beforehand which decides.",
            style="bright_black",
        )
    )
    for change in comparison.changes:
        _show_change(change)
    if comparison.other_words:
        screen.print(Text(f"\n{comparison.other_words} answers begin otherwise, with the same outcome."))
    for outcome in outcomes:
        _show_outcome(outcome)


def _show_questions(comparison: Comparison) -> None:
    screen = console()
    screen.print(Text(f"{len(comparison.shared)} questions in both"))
    for ids, meaning in (
        (comparison.only_before, "only in A"),
        (comparison.only_after, "only in B"),
        (comparison.reworded_questions, "asked in other words"),
        (comparison.failed_before, "failed in A"),
        (comparison.failed_after, "failed in B"),
    ):
        if ids:
            named = ", ".join(ids[:_IDS]) + (" …" if len(ids) > _IDS else "")
            screen.print(Text(_plain(f"{len(ids)} {meaning}: {named}"), style="yellow"))
    screen.print()


def _cells(row: Compared) -> tuple[str, ...]:
    from rag.evaluation.metrics.measures import MEASURES

    digits = 3 if MEASURES[row.metric].unit == "percent" else 1

    def figure(value: float | None, sign: str = "") -> str:
        return "" if value is None else f"{value:{sign},.{digits}f}"

    return (
        row.metric + (" *" if row.is_significant else ""),
        figure(row.before) or "—",
        figure(row.after) or "—",
        figure(row.difference, "+"),
        "" if row.low is None else f"{figure(row.low, '+')} to {figure(row.high, '+')}",
        "" if row.p is None else "<.001" if row.p < 0.001 else f"{row.p:.3f}",
        "" if row.worse is None else f"{row.worse}, {row.better}",
        figure(row.detectable),
    )


def _show_change(change: Change) -> None:
    colours = {"worse": "red", "better": "green", "other": "yellow"}
    head = Text(f"\n{change.direction}", style=colours[change.direction])
    screen = console()
    screen.print(head.append(_plain(f"  {change.before.id}  {change.before.question}"), style="default"))
    for name, one in (("A", change.before), ("B", change.after)):
        screen.print(Text(_plain(f"  {name} {one.outcome}: {one.line}")))


def _show_outcome(outcome: Outcome) -> None:
    word, colour = ("failed", "red") if outcome.failed else ("passed", "green")
    screen = console()
    screen.print(Text(f"\n{word}", style=colour).append(f"  {outcome.gate}", style="default"))
    screen.print(Text(_plain(f"  {outcome.sentence}")), soft_wrap=True)


def _plain(text: str) -> str:
    """A stranger's text without what would steer the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
