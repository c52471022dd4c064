from __future__ import annotations

import pytest

from rag.evaluation.metrics.intervals import interval, paired_difference, ratio_interval


def test_a_mean_lies_inside_its_interval_and_the_interval_narrows_with_more_questions() -> None:
    few, many = interval([0.0, 1.0] * 10), interval([0.0, 1.0] * 200)
    assert few
    assert many
    assert few.value == many.value == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high


def test_a_ratio_divides_sums_and_does_not_average_ratios() -> None:
    found = ratio_interval([(1.0, 1.0), (0.0, 9.0)])
    assert found
    assert found.value == pytest.approx(0.1)


def test_the_same_values_give_the_same_interval() -> None:
    values = [0.0, 1.0, 1.0, 0.5] * 9
    assert interval(values) == interval(values)


def test_nothing_below_the_line_is_no_figure() -> None:
    assert interval([]) is None
    assert ratio_interval([(0.0, 0.0)]) is None


@pytest.mark.parametrize(("above", "low", "high"), [(1.0, 0.8843, 1.0), (0.0, 0.0, 0.1157)])
def test_a_share_without_spread_has_the_exact_border(above: float, low: float, high: float) -> None:
    found = ratio_interval([(above, 1.0)] * 30, is_share=True)
    assert found
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_a_rate_without_spread_has_the_same_border_as_its_share() -> None:
    share = ratio_interval([(0.0, 3.0)] * 30, is_share=True)
    rate = ratio_interval([(0.0, 3.0)] * 30, is_share=True, scale=100)
    most = ratio_interval([(300.0, 3.0)] * 30, is_share=True, scale=100)
    assert share is not None
    assert rate is not None
    assert most is not None
    assert (rate.low, rate.high) == (0.0, pytest.approx(100 * share.high))
    assert (most.low, most.high) == (pytest.approx(100 - rate.high), 100.0)


def test_questions_that_answer_alike_make_a_sure_difference() -> None:
    found = paired_difference([0.0, 1.0] * 30, [0.0, 1.0] * 25 + [1.0, 1.0] * 5)
    assert found
    assert found.value == pytest.approx(5 / 60)
    assert 0 < found.low < found.value < found.high


def test_no_difference_is_no_difference() -> None:
    assert paired_difference([0.0, 1.0] * 20, [0.0, 1.0] * 20) == (0.0, 0.0, 0.0, 1.0)


def test_a_difference_of_ratios_pairs_what_stands_above_and_below() -> None:
    a, b = [(1.0, 2.0), (3.0, 3.0)] * 10, [(0.0, 2.0), (3.0, 3.0)] * 10
    found = paired_difference(a, b)
    assert found
    assert found.value == pytest.approx(-0.2)
    assert found.p < 0.01


def test_an_undefined_side_has_no_difference() -> None:
    assert paired_difference([(0.0, 0.0)], [(1.0, 1.0)]) is None
    with pytest.raises(ValueError, match="2 questions"):
        paired_difference([1.0, 0.0], [1.0])


def test_more_questions_than_fit_into_one_block_are_drawn_alike() -> None:
    found = interval([0.0, 1.0] * 1500, resamples=400)
    assert found
    assert found.low == pytest.approx(0.482, abs=0.004)
