"""The figures of `byline eval verifier` for a person at a terminal."""

from __future__ import annotations

from rich.text import Text

from rag.evaluation.judges.agreement import Agreement
from rag.evaluation.verifiers.figures import Calibration, Estimate
from rag.evaluation.verifiers.measuring import Measured
from rag.evaluation.verifiers.outcome import JudgeOutcome, Outcome, Wish
from rag.evaluation.verifiers.thresholds import AtThreshold, Borders
from ui.terminal import console, messages, show_rows

_NAMES = {
    "auroc": "AUROC",
    "balanced_accuracy": "balanced accuracy",
    "f1": "F1",
    "precision": "precision: marks that are right",
    "recall": "recall: found of what is not supported",
    "passed_wrong": "passed, but not supported",
    "length_auroc": "AUROC of the length alone",
    "ece": "expected calibration error",
}
_MEASURES = {
    "sentence": "verifier, by sentence; what passes has the verdict “supported”",
    "answer": "verifier, by answer; it passes where all its sentences are supported more likely than not",
    "question": "evidence gate, by question and text; what passes is taken as answered by the text",
}
_EVERY = 2  # second step of the thresholds is printed; JSON has all
_WIDTH = 30  # characters of a full bar


def warn_if_seen(outcome: Outcome) -> None:
    """Say on standard error where the fit has seen the data."""
    if outcome.seen:
        is_gate = outcome.measured.unit == "question"
        what = "the gate" if is_gate else "the verifier"
        advice = "" if is_gate else " Add --cross-validate for figures that may be stated."
        messages().print(
            f"{outcome.labelled.file}: {outcome.seen:,} of {outcome.judged:,} were used to fit {what}, or "
            f"their evidence was: these figures flatter it.{advice}",
            style="yellow",
        )


def show_outcome(outcome: Outcome, wish: Wish, *, cross_validated: bool) -> None:
    """Print the figures; a judge's agreement stands before its figures."""
    screen = console()
    labelled = outcome.labelled
    how = "refitted without each source in turn" if cross_validated else "as it is"
    screen.print(Text(f"{labelled.file} ({labelled.format}, {labelled.rows:,} rows), {how}", style="bold"))
    for measured in (outcome.measured, outcome.sentences):
        if measured:
            _show_measured(measured, wish)
    cost = outcome.cost
    screen.print(f"Cost: {cost.median_ms:.1f} ms each, median; {cost.p95_ms:.1f} ms, 95th percentile.")
    if outcome.judge:
        _show_judge(outcome.judge)
    screen.print()


def _show_measured(measured: Measured, wish: Wish) -> None:
    screen = console()
    screen.print(Text(f"\n{_MEASURES[measured.unit]}", style="bold"))
    screen.print(
        f"{measured.n:,} of {measured.sources:,} sources; {measured.not_supported:,} not supported. "
        f"{_at(measured.threshold)}"
    )
    show_rows(screen, [(_NAMES[name], _estimate(one)) for name, one in measured.figures.items()])
    screen.print("\nMarked below a threshold of the score:")
    for place, step in enumerate(measured.steps):
        if place % _EVERY or step.threshold == measured.threshold:
            screen.print(f"  {_step(step)}")
    _show_choice(measured, wish)
    _show_calibration(measured.reliability)


def _at(threshold: float | None) -> str:
    return f"Threshold {threshold:g}." if threshold is not None else "Thresholds are those of each fit."


def _estimate(one: Estimate | None) -> str:
    return f"{one.value:.3f}  ({one.low:.3f} to {one.high:.3f})" if one else "undefined"


def _step(step: AtThreshold) -> str:
    return (
        f"{step.threshold:.3f}: {step.marked:,} marked, "
        f"right {_share(step.precision)}{_between(step.precision_interval)}, "
        f"found {_share(step.recall)}{_between(step.recall_interval)}"
    )


def _between(borders: Borders | None) -> str:
    return f" ({borders[0]:.0%} to {borders[1]:.0%})" if borders else ""


def _share(value: float | None) -> str:
    return f"{value:.1%}" if value is not None else "undefined"


def _show_choice(measured: Measured, wish: Wish) -> None:
    if wish == Wish():
        return
    chosen = wish.chosen(measured)
    if chosen:
        console().print(Text(f"Chosen: {_step(chosen)}", style="green"))
    else:
        console().print(Text("No threshold gives that.", style="yellow"))


def _show_calibration(reliability: Calibration) -> None:
    screen = console()
    screen.print("\nCalibration: share supported, by score")
    for one in reliability.bins:
        if one.share_supported is not None:
            bar = "█" * round(one.share_supported * _WIDTH)
            screen.print(
                f"  {one.low:.1f}–{one.high:.1f}  {bar:<{_WIDTH}} {one.share_supported:6.1%} of {one.n:,}"
            )
    screen.print()


def _show_judge(judge: JudgeOutcome) -> None:
    screen = console()
    screen.print(Text(f"\nLanguage model as judge: {judge.model}", style="bold"))
    rows = [
        ("agreement with people, Cohen's kappa", in_words(judge.with_labels)),
        ("agreement with the verifier, Cohen's kappa", in_words(judge.with_verifier)),
    ]
    rows += [(f"failed: {code}", f"{count:,}") for code, count in judge.failed.items()]
    if judge.measured:
        names = ("balanced_accuracy", "f1", "precision", "recall")
        rows += [(_NAMES[name], _estimate(judge.measured.figures[name])) for name in names]
    show_rows(screen, rows)


def in_words(found: Agreement) -> str:
    """``0.61 (0.42 to 0.78), 85.0% alike of 120``."""
    if found.kappa is None or found.low is None or found.high is None:
        return f"undefined of {found.n:,}"
    return (
        f"{found.kappa:.2f} ({found.low:.2f} to {found.high:.2f}), "
        f"{_share(found.observed)} alike of {found.n:,}"
    )
