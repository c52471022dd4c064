"""Dates: what is found, which days it covers, and which dates agree."""

from __future__ import annotations

from datetime import date
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.dates import DateMention, dates_agree, find_dates

FRIDAY = date(2025, 1, 31)


def only(text: str, reference: date | None = None) -> DateMention:
    mentions = find_dates(text, reference)
    assert len(mentions) == 1, mentions
    return mentions[0]


@pytest.mark.parametrize(
    ("text", "expression", "first", "last"),
    [
        ("Released on January 20, 2025, it rose", "January 20, 2025", "2025-01-20", "2025-01-20"),
        ("on 20 January 2025", "20 January 2025", "2025-01-20", "2025-01-20"),
        ("on Monday, Jan. 27, 2025", "Monday, Jan. 27, 2025", "2025-01-27", "2025-01-27"),
        ("on 2025-01-29.", "2025-01-29", "2025-01-29", "2025-01-29"),
        ("on 29/01/2025", "29/01/2025", "2025-01-29", "2025-01-29"),
        ("on 01/02/2025", "01/02/2025", "2025-01-01", "2025-12-31"),
        ("January 20–22, 2025", "January 20–22, 2025", "2025-01-20", "2025-01-22"),
        ("2025年1月27日", "2025年1月27日", "2025-01-27", "2025-01-27"),
        ("in Q4 2023", "Q4 2023", "2023-10-01", "2023-12-31"),
        ("the third quarter of 2024", "third quarter of 2024", "2024-07-01", "2024-09-30"),
        ("the first half of 2024", "first half of 2024", "2024-01-01", "2024-06-30"),
        ("in February 2024", "February 2024", "2024-02-01", "2024-02-29"),
        ("in early February 2025", "early February 2025", "2025-02-01", "2025-02-10"),
        ("Since 2019,the", "2019", "2019-01-01", "2019-12-31"),
        ("in late 2024", "late 2024", "2024-09-01", "2024-12-31"),
        ("the 1990s", "1990s", "1990-01-01", "1999-12-31"),
        ("2019-2023", "2019-2023", "2019-01-01", "2023-12-31"),
        ("in 1812", "1812", "1812-01-01", "1812-12-31"),
    ],
)
def test_date_with_a_year_covers_its_days(text: str, expression: str, first: str, last: str) -> None:
    mention = only(text)
    assert text[mention.start : mention.end] == expression
    assert (mention.first, mention.last) == (date.fromisoformat(first), date.fromisoformat(last))
    assert not mention.relative


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("He said so yesterday.", "2025-01-30", "2025-01-30"),
        ("on Monday", "2025-01-27", "2025-01-27"),
        ("on Friday", "2025-01-31", "2025-01-31"),
        ("last Friday", "2025-01-24", "2025-01-24"),
        ("next Monday", "2025-02-03", "2025-02-03"),
        ("last week", "2025-01-20", "2025-01-26"),
        ("this month", "2025-01-01", "2025-01-31"),
        ("last month", "2024-12-01", "2024-12-31"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("last quarter", "2024-10-01", "2024-12-31"),
        ("two days earlier", "2025-01-29", "2025-01-29"),
        ("three years ago", "2022-01-01", "2022-12-31"),
    ],
)
def test_relative_date_is_resolved_from_the_reference(text: str, first: str, last: str) -> None:
    mention = only(text, FRIDAY)
    assert mention.relative
    assert (mention.first, mention.last) == (date.fromisoformat(first), date.fromisoformat(last))
    assert only(text).first is None


def test_date_without_a_year_takes_the_nearest_but_does_not_claim_it() -> None:
    mention = only("by January 26", FRIDAY)
    assert (mention.first, mention.year) == (date(2025, 1, 26), None)
    assert only("in December", FRIDAY).first == date(2024, 12, 1)
    assert only("by January 26").first is None


@pytest.mark.parametrize(
    "text",
    [
        "2,000 chips",
        "2000 chips",
        "$2025",
        "It may rise; may 5,000 come",
        "They march on",
        "Room 1812",
        "the third of them",
        "5 percent",
        "version 3.2019",
        "a sec",
    ],
)
def test_counts_and_verbs_are_no_dates(text: str) -> None:
    assert find_dates(text, FRIDAY) == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("January 29", "January 29, 2025"),
        ("January 29", "2025"),
        ("Jan. 29", "Q1 2025"),
        ("January 29", "late January"),
        ("in January", "January 29"),
        ("Q4 2023", "October 2023"),
        ("the 1990s", "in 1995"),
        ("yesterday", "May 29, 2020"),
    ],
)
def test_dates_that_do_not_contradict_each_other_agree(a: str, b: str) -> None:
    assert dates_agree(only(a), only(b))
    assert dates_agree(only(b), only(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("May 29", "January 29"),
        ("January 29, 2024", "January 29, 2025"),
        ("January 20", "January 27"),
        ("Q4 2023", "January 2023"),
        ("February 29", "2023"),
        ("2019", "2020"),
    ],
)
def test_dates_that_contradict_each_other_do_not_agree(a: str, b: str) -> None:
    assert not dates_agree(only(a), only(b))
    assert not dates_agree(only(b), only(a))


def test_day_that_no_calendar_has_leaves_the_month() -> None:
    assert all(mention.day is None for mention in find_dates("February 30, 2025"))


def test_guessed_year_contradicts_nothing() -> None:
    assert dates_agree(only("January 29", date(2023, 2, 1)), only("January 29, 2025"))


def test_resolved_weekday_contradicts_another_day() -> None:
    assert dates_agree(only("on Monday", FRIDAY), only("January 27, 2025"))
    assert not dates_agree(only("on Monday", FRIDAY), only("January 20, 2025"))


PIECE_WORDS = """
January Feb. May march 29 30 31 2025 2024 1999s 1990s , . - – / Q4 Q0 of first half quarter
last next this week year Monday yesterday ago two 0 00 999 days early late mid- '90s 0000-00-00
9999-12-31 20/13/2024 年 月 日
"""
PIECES = st.sampled_from(PIECE_WORDS.split())
REFERENCES = st.one_of(st.none(), st.dates())


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)), REFERENCES)
def test_dates_of_any_text_are_ordered_and_agree_symmetrically(text: str, reference: date | None) -> None:
    mentions = find_dates(text, reference)
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(text)
        assert (mention.first is None) == (mention.last is None)
        if mention.first and mention.last:
            assert mention.first <= mention.last
        end = mention.end
    for a, b in combinations_with_replacement(mentions[:6], 2):
        assert dates_agree(a, a)
        assert dates_agree(a, b) == dates_agree(b, a)
