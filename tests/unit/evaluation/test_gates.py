"""Gates: what they mean, and when they fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.errors import UsageError
from rag.evaluation.comparisons.comparing import Compared, Comparison
from rag.evaluation.comparisons.gates import judge_gate, judge_gates, read_gate

DROP = Compared(
    "faithfulness",
    "higher",
    n=100,
    before=0.95,
    after=0.90,
    after_low=0.85,
    after_high=0.94,
    difference=-0.05,
    low=-0.08,
    high=-0.02,
    p=0.001,
)
UNSURE = replace(DROP, low=-0.11, high=0.01, p=0.12)
NOTHING = Comparison("a", "b", ("q1",), (), (), (), (), (), (DROP,), (), 0)


def fails(gate: str, row: Compared = DROP) -> bool:
    return judge_gate(read_gate(gate), {row.metric: row}).failed


@pytest.mark.parametrize(
    ("gate", "failed"),
    [
        ("faithfulness < -0.04", True),
        ("faithfulness < -4%", True),
        ("faithfulness < -0.06", False),
        ("faithfulness < 0.92", True),
        ("faithfulness<=.9", True),
        ("faithfulness < 0.9", False),
        ("faithfulness > +0.01", False),
        ("faithfulness < 0.95 significantly", True),
        ("faithfulness < 0.92 significantly", False),
        ("faithfulness < -0.01 significantly", True),
        ("faithfulness < -0.04 significantly", False),
        ("faithfulness worse", True),
        ("faithfulness worse by 0.04", True),
        ("faithfulness worse by 6%", False),
    ],
)
def test_a_number_with_a_sign_is_a_change_and_one_without_is_a_figure(gate: str, failed: bool) -> None:
    assert fails(gate) == failed


def test_worse_needs_more_than_chance_and_the_bad_direction() -> None:
    assert not fails("faithfulness worse", UNSURE)
    assert not fails("faithfulness worse", replace(DROP, difference=0.05))
    assert fails("latency worse", replace(DROP, metric="latency", direction="lower", difference=5.0))
    assert not fails("words worse", replace(DROP, metric="words", direction="neither"))


def test_a_figure_that_cannot_be_computed_fails() -> None:
    undefined = Compared("faithfulness", "higher", 0, before=0.9, after=None)
    outcome = judge_gate(read_gate("faithfulness worse"), {"faithfulness": undefined})
    assert outcome.failed
    assert outcome.sentence == "faithfulness cannot be computed for the second run."


@pytest.mark.parametrize(
    "text", ["", "faithfulness", "faithfulness < ", "faithfulness = 3", "< 3", "a < 3 maybe"]
)
def test_what_follows_no_rule_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_gate(text)
    assert "answered_correct_supported < -0.05" in refused.value.hint


def test_a_metric_that_does_not_exist_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UsageError) as refused:
        judge_gate(read_gate("faithfullness worse"), {"faithfulness": DROP})
    assert refused.value.hint == "Did you mean 'faithfulness'?"


def test_a_gate_tells_what_it_saw() -> None:
    outcome = judge_gate(read_gate("faithfulness worse"), {"faithfulness": DROP})
    assert outcome.sentence == (
        "faithfulness went from 0.950 to 0.900 (-0.050, 95 % interval -0.080 to -0.020, p 0.001)."
    )


def test_no_gate_passes_where_answers_are_missing() -> None:
    gate = read_gate("faithfulness worse by 0.5")
    assert not any(outcome.failed for outcome in judge_gates([gate], NOTHING))
    left_out = replace(NOTHING, only_before=("q2",))
    failed = replace(NOTHING, failed_after=("q1",))
    for missing in (left_out, failed, replace(NOTHING, shared=())):
        assert any(outcome.failed for outcome in judge_gates([gate], missing))
    assert (
        judge_gates([gate], left_out)[0].sentence == "1 (q2) is not in the second run as the first asked it."
    )


def test_without_gates_nothing_is_judged() -> None:
    assert judge_gates([], replace(NOTHING, only_before=("q2",))) == ()
