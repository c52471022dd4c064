from __future__ import annotations

import numpy as np
import pytest

from benchmarks.ranking_metrics import bootstrap, ndcg, paired, recall, reciprocal_rank


def test_a_ranking_with_all_that_is_wanted_first_gains_everything() -> None:
    assert ndcg(["a", "b", "c"], {"a", "b"}) == 1
    assert ndcg(["c", "d"], {"a"}) == 0


def test_what_is_found_later_gains_less() -> None:
    assert ndcg(["x", "a"], {"a"}) == pytest.approx(1 / np.log2(3))
    assert ndcg(["x"] * 10 + ["a"], {"a"}) == 0


def test_recall_counts_what_is_wanted_down_to_the_depth() -> None:
    assert recall(["a", "x", "b"], {"a", "b"}, 2) == 0.5
    assert recall(["a", "x", "b"], {"a", "b"}, 3) == 1


def test_the_reciprocal_rank_is_that_of_the_first_found() -> None:
    assert reciprocal_rank(["x", "a", "b"], {"a", "b"}) == 0.5
    assert reciprocal_rank([], {"a"}) == 0


def test_the_interval_holds_the_mean_and_is_the_same_every_time() -> None:
    values = np.linspace(0, 1, 50)
    interval = bootstrap(values)
    assert interval.value == pytest.approx(0.5)
    assert interval.low < interval.value < interval.high
    assert bootstrap(values) == interval


def test_pairing_sees_a_difference_that_unpaired_intervals_hide() -> None:
    values = np.linspace(0, 1, 50)
    difference = paired(values + 0.01, values)
    assert difference.low == pytest.approx(0.01)
    assert str(difference) == "0.010 (0.010 to 0.010)"
