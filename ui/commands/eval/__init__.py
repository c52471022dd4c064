"""`byline eval`: what answers are worth, measured without a judge model."""

from __future__ import annotations

import typer

from ui.commands.eval import compare, export, judge, label, make_questions, report, run, verifier

EXAMPLE = "byline eval run"

app = typer.Typer(
    name="eval",
    help="Measure answers: run question sets, compare runs, sign the figures.",
    no_args_is_help=True,
)

app.command(epilog=f"Example: {run.EXAMPLE}")(run.run)
app.command(epilog=f"Example: {compare.EXAMPLE}")(compare.compare)
app.command(epilog=f"Example: {report.EXAMPLE}")(report.report)
app.command(epilog=f"Example: {verifier.EXAMPLE}")(verifier.verifier)
app.command(epilog=f"Example: {judge.EXAMPLE}")(judge.judge)
app.add_typer(label.label, name="label", epilog=f"Example: {label.EXAMPLE}")
app.command("make-questions", epilog=f"Example: {make_questions.EXAMPLE}")(make_questions.make_questions)
app.command(epilog=f"Example: {export.EXAMPLE}")(export.export)
