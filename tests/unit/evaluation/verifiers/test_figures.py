"""Figures of a checker, on judgements made up so that every figure is known."""

from __future__ import annotations

import pytest

from rag.evaluation.verifiers.figures import Judgement, calibration, estimates, in_columns
from rag.evaluation.verifiers.measuring import cost_of, measure
from rag.evaluation.verifiers.outcome import Wish
from rag.evaluation.verifiers.thresholds import at_thresholds, for_precision, for_recall


def judgement(is_true: bool, score: float, source: str = "s", kind: str = "k") -> Judgement:
    return Judgement(source, kind, is_true, score, score >= 0.5, 10)


# By score: false 0.1, false 0.2, true 0.3, false 0.6, true 0.7, true 0.9.
SIX = [
    judgement(is_true, score, source)
    for source, (is_true, score) in zip(
        "aabbcc",
        [(False, 0.1), (False, 0.2), (True, 0.3), (False, 0.6), (True, 0.7), (True, 0.9)],
        strict=True,
    )
]


def value(judgements: list[Judgement], name: str) -> float:
    found = estimates(in_columns(judgements), resamples=20)[name]
    assert found is not None
    return found.value


def test_the_figures_are_of_what_is_not_supported() -> None:
    assert value(SIX, "auroc") == pytest.approx(8 / 9)
    assert value(SIX, "precision") == pytest.approx(2 / 3)
    assert value(SIX, "recall") == pytest.approx(2 / 3)
    assert value(SIX, "f1") == pytest.approx(2 / 3)
    assert value(SIX, "balanced_accuracy") == pytest.approx(2 / 3)
    assert value(SIX, "passed_wrong") == pytest.approx(1 / 3)
    assert value(SIX, "length_auroc") == 0.5


def test_passing_everything_is_worth_nothing() -> None:
    blind = [judgement(n % 3 > 0, 0.9, str(n)) for n in range(30)]
    assert value(blind, "auroc") == value(blind, "balanced_accuracy") == 0.5
    assert value(blind, "f1") == 0.0
    assert estimates(in_columns(blind), resamples=5)["precision"] is None


def test_of_one_class_nothing_is_defined() -> None:
    assert set(estimates(in_columns([judgement(True, 0.5)])).values()) == {None}


def test_intervals_draw_sources_so_that_copies_of_one_source_add_nothing() -> None:
    copies = [Judgement(one.source, one.kind, one.is_true, one.score, one.passes, 1) for one in SIX * 10]
    few, many = (estimates(in_columns(rows))["recall"] for rows in (SIX, copies))
    assert few is not None
    assert many is not None
    assert (few.low, few.high) == pytest.approx((many.low, many.high))


def test_a_threshold_is_chosen_for_precision_or_for_recall() -> None:
    columns = in_columns(SIX)
    precise, complete = for_precision(columns, 1.0), for_recall(columns, 1.0)
    assert precise is not None
    assert complete is not None
    assert (precise.threshold, precise.recall) == (0.3, pytest.approx(2 / 3))
    assert (complete.threshold, complete.precision) == (0.7, 0.75)
    assert for_precision(in_columns([judgement(True, 0.1), judgement(False, 0.9)]), 0.9) is None


def test_a_threshold_marks_what_is_below_it() -> None:
    none, some = at_thresholds(in_columns(SIX), [0.0, 0.3])
    assert (some.marked, some.precision, some.recall) == (2, 1.0, pytest.approx(2 / 3))
    assert some.balanced_accuracy == pytest.approx(5 / 6)
    assert some.precision_interval == (1.0, 1.0)
    assert some.recall_interval is not None
    assert some.recall_interval[0] < 2 / 3 < some.recall_interval[1]
    assert (none.precision, none.precision_interval) == (None, None)


def test_calibration_is_the_distance_between_score_and_share() -> None:
    rows = [judgement(n < 9, 0.95, str(n)) for n in range(10)]
    found = calibration(in_columns(rows))
    assert found.ece == pytest.approx(0.05)
    assert [one.n for one in found.bins] == [0] * 9 + [10]
    assert found.bins[-1].share_supported == 0.9


def test_what_is_measured_has_its_figures_at_the_top_of_the_json() -> None:
    told = measure(SIX, "sentence", 0.5).as_json()
    assert told["auroc"] == pytest.approx(8 / 9)
    assert set(told) >= {"balanced_accuracy", "f1", "intervals", "calibration", "at_thresholds"}
    assert told["kinds"] == {"k": {"n": 6, "supported": 3, "passed": 3}}
    assert Wish(recall=1.0).chosen(measure(SIX, "sentence", 0.5)) is not None
    assert Wish().chosen(measure(SIX, "sentence", 0.5)) is None


def test_the_cost_is_in_milliseconds() -> None:
    assert cost_of([0.001, 0.002, 0.003]).median_ms == 2.0
