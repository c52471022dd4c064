from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from rag.constraints import nearest_names, understand
from rag.domain import Constraints, Question
from rag.errors import UnknownNameError, UsageError
from rag.interfaces import ArticleFilter, Understood
from tests.builders import article
from tests.fakes import DictLibrary


def library(*collections: str, publishers: Sequence[str] = ("The Daily",)) -> DictLibrary:
    held = DictLibrary()
    for collection in collections:
        for publisher in publishers:
            held.replace_article(article("Text.", collection=collection, publisher=publisher), [])
    return held


def understood(question: str = "Who won?", held: DictLibrary | None = None, **wishes: Any) -> Understood:
    return understand(Question(question, **wishes), question, held or library("default"), date(2026, 1, 5))


def limits(question: str = "Who won?", held: DictLibrary | None = None, **wishes: Any) -> Constraints:
    return understood(question, held, **wishes).constraints


def test_the_demo_is_searched_while_it_is_the_only_collection() -> None:
    assert limits(held=library("demo")).collections == ("demo",)


def test_the_demo_is_left_out_as_soon_as_there_is_another_collection() -> None:
    assert limits(held=library("demo", "sports", "news")).collections == ("news", "sports")


def test_the_demo_is_searched_when_asked_for() -> None:
    assert limits(held=library("demo", "news"), collections=("demo",)).collections == ("demo",)


def test_a_collection_asked_for_twice_is_searched_once() -> None:
    assert limits(collections=("default", "default")).collections == ("default",)


def test_an_unknown_collection_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no collection 'sport'") as caught:
        limits(held=library("sports", "demo"), collections=("sport",))
    assert "'sports'" in caught.value.hint


def test_an_unknown_collection_of_an_empty_library_says_that_it_is_empty() -> None:
    with pytest.raises(UnknownNameError) as caught:
        limits(held=DictLibrary(), collections=("sports",))
    assert "byline ingest" in caught.value.hint


def test_names_that_are_like_nothing_get_some_of_those_that_are_there() -> None:
    assert nearest_names("zzz", ["alpha", "beta"]) == "There is 'alpha', 'beta'."


def test_a_publisher_is_found_in_any_case_and_by_a_part_of_its_name() -> None:
    held = library("default", publishers=("Byline digest of CGTN", "Reuters"))
    assert limits(held=held, publishers=("cgtn",)).publishers == ("Byline digest of CGTN",)
    assert limits(held=held, publishers=("REUTERS",)).publishers == ("Reuters",)


def test_a_part_that_two_publishers_share_is_unknown() -> None:
    held = library("default", publishers=("Daily Mail", "Daily Star"))
    with pytest.raises(UnknownNameError) as caught:
        limits(held=held, publishers=("Daily",))
    assert "'Daily Mail'" in caught.value.hint


def test_publishers_are_those_of_the_collections_searched() -> None:
    held = library("demo", publishers=("CGTN",))
    held.replace_article(article("Text.", collection="news", publisher="Reuters"), [])
    with pytest.raises(UnknownNameError):
        limits(held=held, publishers=("CGTN",))


@pytest.mark.parametrize(
    ("written", "since", "as_of"),
    [
        ("2025-01-28", "2025-01-28", "2025-01-28"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2024", "2024-01-01", "2024-12-31"),
        (" 2024 ", "2024-01-01", "2024-12-31"),
    ],
)
def test_a_month_or_year_begins_on_its_first_and_ends_on_its_last_day(
    written: str, since: str, as_of: str
) -> None:
    understood = limits(since=written, as_of=written)
    assert (understood.since, understood.as_of) == (since, as_of)


@pytest.mark.parametrize("written", ["", "yesterday", "2025-02-30", "28.01.2025", "2025-13", "0000"])
@pytest.mark.parametrize("wish", ["since", "as_of"])
def test_what_is_no_date_is_refused_with_an_example(written: str, wish: str) -> None:
    with pytest.raises(UsageError, match="is no date") as caught:
        limits(**{wish: written})
    assert "YYYY-MM-DD" in caught.value.hint


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UsageError, match="empty"):
        limits(since="2025-02", as_of="2025-01")


def test_the_filter_has_the_same_limits() -> None:
    where = understood(since="2025-01", as_of="2025-01").where
    assert where == ArticleFilter(("default",), (), date(2025, 1, 1), date(2025, 1, 31))


def test_what_the_request_says_outweighs_the_words() -> None:
    stated = limits("What was reported in January 2025?", since="2025-03", as_of="2025-04-30")
    assert (stated.since, stated.until, stated.as_of) == ("2025-03-01", None, "2025-04-30")
    held = library("default", publishers=("CGTN", "Reuters"))
    assert limits("According to CGTN, who won?", held, publishers=("Reuters",)).publishers == ("Reuters",)


def test_words_narrow_a_range_of_the_request_where_days_are_left() -> None:
    stated = understood("What was reported in January 2025?", since="2025-01-20", as_of="2025-04-30")
    assert (stated.constraints.since, stated.constraints.until) == ("2025-01-20", "2025-01-31")
    assert stated.where == ArticleFilter(("default",), (), date(2025, 1, 20), date(2025, 1, 31))


def test_the_questions_own_as_of_is_the_clock() -> None:
    asked = limits("What was reported last week?", as_of="2025-01-22")
    assert (asked.since, asked.until, asked.as_of) == ("2025-01-13", "2025-01-19", "2025-01-22")


def test_articles_without_a_date_that_a_range_leaves_out_are_counted() -> None:
    held = library("default")
    for _ in range(2):
        held.replace_article(article("Text.", published=None), [])
    assert understood(held=held, since="2025").notes == ("2 articles without a date were left out.",)
    assert understood(held=held).notes == ()


def test_where_no_article_names_its_publisher_the_hint_says_so() -> None:
    held = DictLibrary()
    held.replace_article(article("Text.", publisher=None), [])
    with pytest.raises(UnknownNameError, match="no publisher") as caught:
        understand(Question("Who won?", publishers=("CGTN",)), "Who won?", held, date(2026, 1, 5))
    assert "names its publisher" in caught.value.hint
