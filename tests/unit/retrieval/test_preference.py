from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from llama_index.core.schema import NodeWithScore

from rag.domain import ArticleId, Passage, PassageId
from rag.interfaces import ArticleFilter, Preference
from rag.retrieval.fusion import Fused
from rag.retrieval.nodes import describe, node_of
from rag.retrieval.preference import PreferWanted, narrowed, preferred_shares

JANUARY = Preference(since=date(2025, 1, 1), until=date(2025, 1, 31))
NEWEST = Preference(is_newest_first=True)


def node(key: str, score: float, published: str | None = None, publisher: str | None = None) -> NodeWithScore:
    found = node_of(Passage(PassageId(key), ArticleId(key), 0, 1, "x"), Fused(PassageId(key), score, {}))
    describe(found, published=published, publisher=publisher, title=key)
    return found


def shares(preference: Preference, *published: str | None) -> list[float]:
    articles: list[dict[str, Any]] = [{"published": day, "publisher": None} for day in published]
    return preferred_shares(articles, preference)


def order(preference: Preference, *nodes: NodeWithScore) -> list[str]:
    return [found.node_id for found in PreferWanted(preference).postprocess_nodes(list(nodes))]


def test_without_a_preference_nothing_is_touched() -> None:
    found = PreferWanted(Preference()).postprocess_nodes([node("a", 0.1), node("b", 0.9)])
    assert [(one.node_id, one.score) for one in found] == [("a", 0.1), ("b", 0.9)]


def test_asked_for_the_latest_the_newer_of_two_good_passages_comes_first() -> None:
    nodes = [node("old", 0.9, "2024-03-01"), node("new", 0.85, "2025-05-29")]
    assert order(Preference(), *nodes) == ["old", "new"]
    assert order(NEWEST, *nodes) == ["new", "old"]


def test_newness_does_not_lift_what_hardly_matches() -> None:
    assert order(NEWEST, node("old", 0.9, "2024"), node("new", 0.2, "2025")) == ["old", "new"]


def test_an_undated_article_stands_between_those_inside_and_those_outside() -> None:
    assert shares(JANUARY, "2025-01-15", None, "2025-02-01") == [1.0, 0.5, 0.0]


def test_a_date_known_to_the_month_is_inside_if_any_of_its_days_is() -> None:
    preference = Preference(since=date(2025, 1, 20), until=date(2025, 1, 25))
    assert shares(preference, "2025-01", "2025", "2024-12") == [1.0, 1.0, 0.0]


def test_the_newest_counts_most_and_the_undated_least() -> None:
    assert shares(NEWEST, "2025-01-01", "2025-03-01", None, "2025-02-01") == [0.0, 1.0, 0.0, 0.5]


def test_where_all_are_of_one_day_none_is_newer() -> None:
    assert shares(NEWEST, "2025-01-01", "2025-01-01") == [1.0, 1.0]


def test_a_publisher_that_is_preferred_comes_first() -> None:
    nodes = [node("a", 0.8, publisher="The Daily"), node("b", 0.75, publisher="CGTN")]
    assert order(Preference(publishers=("CGTN",)), *nodes) == ["b", "a"]


@pytest.mark.parametrize("preference", [Preference(), NEWEST])
def test_what_names_no_limit_narrows_nothing(preference: Preference) -> None:
    assert narrowed(ArticleFilter(collections=("news",)), preference) is None


def test_a_preference_narrows_within_the_filter() -> None:
    where = ArticleFilter(("news",), (), date(2025, 1, 10), None)
    assert narrowed(where, JANUARY) == ArticleFilter(("news",), (), date(2025, 1, 10), date(2025, 1, 31))


def test_a_preference_outside_the_filter_narrows_nothing() -> None:
    assert narrowed(ArticleFilter(since=date(2025, 3, 1)), JANUARY) is None
