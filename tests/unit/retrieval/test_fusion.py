from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.fusion import fuse

HALVES = {"dense": 0.5, "lexical": 0.5}

# Scores nearer to each other than rounding may tie; these never are.
scores = st.integers(-1_000_000, 1_000_000).map(lambda thousandths: thousandths / 1000)
ranking = st.lists(st.tuples(st.text("abcdef", min_size=1, max_size=2), scores), max_size=12)
Found = dict[str, list[tuple[str, float]]]
rankings = st.fixed_dictionaries({"dense": ranking, "lexical": ranking})


def test_nothing_found_fuses_to_nothing() -> None:
    assert fuse({}, {}) == []
    assert fuse({"dense": [], "lexical": []}, HALVES) == []


def test_scores_of_different_scales_are_added_as_shares_of_their_range() -> None:
    dense = [("a", 0.9), ("b", 0.5), ("c", 0.1)]
    lexical = [("b", 20.0), ("d", 15.0), ("c", 10.0)]

    fused = fuse({"dense": dense, "lexical": lexical}, HALVES)

    assert [(hit.id, round(hit.score, 6)) for hit in fused] == [
        ("b", 0.75),
        ("a", 0.5),
        ("d", 0.25),
        ("c", 0.0),
    ]


def test_a_candidate_keeps_its_scores_as_they_came_and_lacks_those_it_never_got() -> None:
    fused = fuse({"dense": [("a", 0.9), ("b", 0.1)], "lexical": [("b", 7.0)]}, HALVES)

    assert {hit.id: hit.parts for hit in fused} == {"a": {"dense": 0.9}, "b": {"dense": 0.1, "lexical": 7.0}}


def test_a_single_candidate_counts_as_the_best_of_its_ranking() -> None:
    assert [hit.score for hit in fuse({"dense": [("a", -3.0)]}, {"dense": 1.0})] == [1.0]


def test_candidates_that_score_the_same_all_count_as_best_and_go_by_id() -> None:
    fused = fuse({"lexical": [("b", 2.0), ("a", 2.0)]}, {"lexical": 0.5})

    assert [(hit.id, hit.score) for hit in fused] == [("a", 1.0), ("b", 1.0)]


def test_weights_count_relative_to_each_other() -> None:
    found = {"dense": [("a", 1.0), ("b", 0.0)], "lexical": [("b", 1.0), ("a", 0.0)]}

    fused = fuse(found, {"dense": 3.0, "lexical": 1.0})

    assert [(hit.id, hit.score) for hit in fused] == [("a", 0.75), ("b", 0.25)]


@pytest.mark.parametrize("weights", [{}, {"dense": -1.0}, {"dense": 0.0}])
def test_weights_that_weigh_nothing_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="weight"):
        fuse({"dense": [("a", 1.0)]}, weights)


@given(rankings)
def test_every_candidate_comes_out_once_with_a_score_from_zero_to_one(
    found: Found,
) -> None:
    fused = fuse(found, HALVES)

    ids = [hit.id for hit in fused]
    assert sorted(ids) == sorted({candidate for ranking in found.values() for candidate, _ in ranking})
    assert all(0.0 <= hit.score <= 1.0 for hit in fused)


@given(rankings)
def test_the_order_is_by_score_then_id_and_does_not_depend_on_the_order_given(
    found: Found,
) -> None:
    fused = fuse(found, HALVES)

    assert fused == sorted(fused, key=lambda hit: (-hit.score, hit.id))
    turned = {name: list(reversed(ranking)) for name, ranking in reversed(found.items())}
    assert [hit.id for hit in fuse(turned, HALVES)] == [hit.id for hit in fused]


@given(ranking)
def test_one_ranking_alone_keeps_its_order(only: list[tuple[str, float]]) -> None:
    highest: dict[str, float] = {}
    for candidate, score in only:
        highest[candidate] = max(score, highest.get(candidate, score))

    fused = fuse({"dense": only}, {"dense": 1.0})

    assert [highest[hit.id] for hit in fused] == sorted(highest.values(), reverse=True)
