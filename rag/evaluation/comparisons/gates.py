"""Gates: sentences such as ``faithfulness < 0.9`` that a comparison must not fulfil.

The grammar, in which the first word is the name of a metric::

    gate   = METRIC OP NUMBER ["significantly"]
           | METRIC "worse" ["by" NUMBER]
    OP     = "<" | "<=" | ">" | ">="
    NUMBER = a number, with "%" for hundredths

A NUMBER with a sign is a change from the first run to the second (``< -0.05``), one without a sign is the
second run's own figure (``< 0.9``). "significantly" asks that the whole 95 % interval lie on that side.
"worse" means that the metric moved in its bad direction with p < 0.05; with "by", that it also moved by more
than the number.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from rag.errors import UsageError
from rag.evaluation.comparisons.comparing import Compared, Comparison

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NUMBER = r"(?P<{0}>[+-]?(?:\d+\.?\d*|\.\d+)%?)"
_BOUND = re.compile(
    rf"\s*(?P<metric>\w+)\s*(?P<op><=?|>=?)\s*{_NUMBER.format('bound')}(?:\s+(?P<surely>significantly))?\s*"
)
_WORSE = re.compile(rf"\s*(?P<metric>\w+)\s+worse(?:\s+by\s+{_NUMBER.format('margin')})?\s*")
_SHOWN = 10  # ids in a sentence
_HINT = 'Examples: "answered_correct_supported < -0.05", "faithfulness < 0.9", "refusal_f1 worse".'


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition under which a comparison fails."""

    text: str  # as it was given
    metric: str
    comparison: str | None  # None: "worse"
    bound: float  # of a change, of a figure, or the margin of "worse"
    of_change: bool
    surely: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a gate, in a sentence."""

    gate: str
    failed: bool
    sentence: str


def read_gate(text: str) -> Gate:
    """A gate from its words.

    Raises:
        UsageError: it does not follow the grammar.
    """
    if found := _BOUND.fullmatch(text):
        number = found["bound"]
        return Gate(
            text.strip(),
            found["metric"],
            found["op"],
            _number(number),
            of_change=number[0] in "+-",
            surely=found["surely"] is not None,
        )
    if found := _WORSE.fullmatch(text):
        margin = abs(_number(found["margin"])) if found["margin"] else 0.0
        return Gate(text.strip(), found["metric"], None, margin, of_change=True, surely=True)
    raise UsageError(f"{text!r} is no gate.", _HINT)


def _number(text: str) -> float:
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def judge_gates(gates: Sequence[Gate], comparison: Comparison) -> tuple[Outcome, ...]:
    """What becomes of each gate, after two that stand in front of all: no answer may be missing.

    Without these, a second run that answered only its easy questions would pass.

    Raises:
        UsageError: a gate names no metric.
    """
    if not gates:
        return ()
    by_name = {row.metric: row for row in comparison.metrics}
    before, failed = len(comparison.shared), comparison.newly_failed
    left_out = comparison.only_before + comparison.reworded_questions
    return (
        Outcome(
            "every question of the first run is in the second",
            failed=bool(left_out) or not before,
            sentence=f"{_named(left_out)} not in the second run as the first asked it."
            if left_out
            else f"{before} questions are in both runs.",
        ),
        Outcome(
            "no question fails that was answered before",
            failed=bool(failed),
            sentence=f"{_named(failed)} without an answer in the second run only."
            if failed
            else "No question failed in the second run only.",
        ),
        *(judge_gate(gate, by_name) for gate in gates),
    )


def _named(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:_SHOWN])
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return f"{len(ids)} ({shown}{more}) {'is' if len(ids) == 1 else 'are'}"


def judge_gate(gate: Gate, compared: Mapping[str, Compared]) -> Outcome:
    """Whether the gate fails. A figure that cannot be computed fails, for nothing shows that it holds.

    Raises:
        UsageError: no metric has this name.
    """
    row = compared.get(gate.metric)
    if row is None:
        near = get_close_matches(gate.metric, compared, n=1)
        known = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(compared)}."
        raise UsageError(f"No metric is called {gate.metric!r}.", known)
    if row.after is None or (gate.of_change and row.difference is None):
        where = "the second run" if row.after is None else "the questions of both runs"
        return Outcome(gate.text, failed=True, sentence=f"{row.metric} cannot be computed for {where}.")
    failed = _is_worse(gate, row) if gate.comparison is None else _is_beyond(gate, row)
    return Outcome(gate.text, failed, _told(row))


def _is_worse(gate: Gate, row: Compared) -> bool:
    loss = row.loss
    return loss is not None and loss > gate.bound and row.is_significant


def _is_beyond(gate: Gate, row: Compared) -> bool:
    beyond = _OPERATORS[gate.comparison or "<"]
    value = row.difference if gate.of_change else row.after
    if value is None or not beyond(value, gate.bound):
        return False
    if not gate.surely:
        return True
    low, high = (row.low, row.high) if gate.of_change else (row.after_low, row.after_high)
    nearest = high if (gate.comparison or "<").startswith("<") else low
    return nearest is not None and beyond(nearest, gate.bound)


def _told(row: Compared) -> str:
    """Where a metric stands, or stood and stands, in a sentence."""
    if row.difference is None:
        return f"{row.metric} is {row.after:.3f} in the second run."
    return (
        f"{row.metric} went from {row.before:.3f} to {row.after:.3f} ({row.difference:+.3f}, "
        f"95 % interval {row.low:+.3f} to {row.high:+.3f}, p {row.p:.3f})."
    )
