from __future__ import annotations

import pytest

from rag.evaluation.metrics.rankings import ranked_articles, ranking_counts


def ranked(*names: str) -> list[frozenset[str]]:
    return [frozenset({name}) for name in names]


def test_an_article_has_the_place_of_its_best_passage_and_all_its_names() -> None:
    contexts = [
        {"article_id": "1", "source": "flood", "url": None},
        {"article_id": "2", "source": "ferry", "url": "https://example.com/ferry"},
        {"article_id": "1", "source": "flood", "url": None},
    ]
    assert ranked_articles(contexts) == [{"1", "flood"}, {"2", "ferry", "https://example.com/ferry"}]


def test_a_perfect_ranking_is_worth_one() -> None:
    assert set(ranking_counts(ranked("a", "b", "c"), ["a", "b"]).values()) == {1.0}


def test_a_ranking_without_the_articles_is_worth_nothing() -> None:
    assert set(ranking_counts(ranked("a", "b"), ["z"]).values()) == {0.0}
    assert set(ranking_counts([], ["z"]).values()) == {0.0}


def test_each_figure_looks_as_deep_as_it_says() -> None:
    found = ranking_counts(ranked(*"abcdefghijkl"), ["f", "l"])
    assert (found["hit_at_k"], found["recall_at_k"]) == (0.0, 0.0)
    assert found["mrr"] == pytest.approx(1 / 6)
    assert found["ndcg"] == pytest.approx((1 / 2.807) / (1 + 1 / 1.585), abs=1e-3)


def test_an_article_named_twice_is_wanted_once() -> None:
    assert ranking_counts(ranked("a"), ["a", "a"])["recall_at_k"] == 1.0
