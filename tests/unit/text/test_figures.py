"""Figures: what is found, how it is normalised, and which of them agree."""

from __future__ import annotations

import time
from decimal import Decimal
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.figures import Figure, agree, find_figures


def only(text: str) -> Figure:
    figures = find_figures(text)
    assert len(figures) == 1, figures
    return figures[0]


@pytest.mark.parametrize(
    ("text", "expression", "value", "unit", "bound"),
    [
        ("erasing nearly $600 billion in value", "nearly $600 billion", "6E11", "USD", "about"),
        ("a total of $5.576 million.", "$5.576 million", "5576000", "USD", "exact"),
        ("with under $6 million.", "under $6 million", "6E6", "USD", "under"),
        ("for US$6m", "US$6m", "6E6", "USD", "exact"),
        ("about 6 million dollars", "about 6 million dollars", "6E6", "USD", "about"),
        ("a €5bn fine", "€5bn", "5E9", "EUR", "exact"),
        ("S$5 coins", "S$5", "5", "SGD", "exact"),
        ("just £3", "£3", "3", "GBP", "exact"),
        ("5.5 billion yuan", "5.5 billion yuan", "5.5E9", "CNY", "exact"),
        ("RMB 4 billion", "RMB 4 billion", "4E9", "CNY", "exact"),
        ("a 10-million-dollar deal", "10-million-dollar", "1E7", "USD", "exact"),
        ("27 cents", "27 cents", "0.27", "USD", "exact"),
        ("by nearly 17%, it", "nearly 17%", "17", "%", "about"),
        ("nearly 75 percent", "nearly 75 percent", "75", "%", "about"),
        ("some 75 per cent", "some 75 per cent", "75", "%", "about"),
        ("2 percentage points", "2 percentage points", "2", "percentage points", "exact"),
        ("180,000 H800 GPU hours", "180,000 H800 GPU hours", "180000", "GPU hours", "exact"),
        ("$2.2 per million tokens", "$2.2 per million tokens", "2.2", "USD per million tokens", "exact"),
        ("$2.2 per 1M tokens", "$2.2 per 1M tokens", "2.2", "USD per million tokens", "exact"),
        ("$100 a barrel", "$100 a barrel", "100", "USD per barrel", "exact"),
        ("at -5 degrees Celsius", "-5 degrees Celsius", "-5", "°C", "exact"),
        ("the 16,000 or more used", "16,000 or more", "16000", "", "at_least"),
        ("no more than 40 km away", "no more than 40 km", "40", "km", "at_most"),
        ("more than two years", "more than two years", "2", "years", "over"),
        ("two-thirds of voters", "two-thirds", "66.67", "%", "exact"),
        ("about a third of firms", "about a third", "33.33", "%", "about"),
        ("one in four Americans", "one in four", "25", "%", "exact"),
        ("half a million", "half a million", "500000", "", "exact"),
        ("twenty-one chips", "twenty-one", "21", "", "exact"),
        ("a dozen eggs", "a dozen", "12", "", "exact"),
        ("five hundred and six", "five hundred and six", "506", "", "exact"),
        ("two million three hundred thousand", "two million three hundred thousand", "2300000", "", "exact"),
        ("two thousand five hundred", "two thousand five hundred", "2500", "", "exact"),
        ("one week after its launch", "one week", "1", "weeks", "exact"),
        ("２，０００", "２，０００", "2000", "", "exact"),
        ("16\u00a0000 and 5 more"[:6], "16\u00a0000", "16000", "", "exact"),
        ("nearly\u00a0$600\u202fbillion", "nearly\u00a0$600\u202fbillion", "6E11", "USD", "about"),
    ],
)
def test_figure_is_normalised(text: str, expression: str, value: str, unit: str, bound: str) -> None:
    figure = only(text)
    assert text[figure.start : figure.end] == expression
    assert (figure.value, figure.unit, figure.bound) == (Decimal(value), unit, bound)


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("only around 2,000 specialized chips compared", "chips"),
        ("671B parameters", "parameters"),
        ("five people", "people"),
        ("as many as 50,000 GPUs", "gpus"),
        ("the 16,000 or more used by others", ""),
        ("12 Chinese technology companies", "companies"),
        ("a score of 12.", ""),
    ],
)
def test_plain_number_counts_the_noun_that_follows(text: str, noun: str) -> None:
    assert only(text).of == noun


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4, R1, o1, H800, H20 and DeepSeek-V3",
        "the iPhone 15 and the Boeing 737",
        "the Nikkei 225 and the S&P 500",
        "COVID-19, 5G, 3D, F-16s, zero-day",
        "from Q4 2023 to Q1 2025",
        "in 2019, since 2019,the 2024 election, the 1990s, 2019-2023",
        "In 2025 chips became scarce",
        "on January 27, on 20 January 2025, 2025-01-29, 01/02/2025, Jan. 20–22",
        "1. First item\n2. Second item",
        "It fell [1]. It rose [2, 3]. It stayed [[4]].",
        "at 10:30, at 9 a.m., 24/7, 1/18th",
        "call 010-85061466 or +1 212 555 1234",
        "the 20th, the third, the first",
        "page 5, Section 230, version 3",
        "one thing is clear, and no one minds",
        "https://example.com/2024/15/a-100",
        "version 1.2.3",
        "three years ago, two days earlier",
        "12345678901234567890123",
    ],
)
def test_names_dates_and_markers_are_no_figures(text: str) -> None:
    assert find_figures(text) == []


def test_range_is_a_lower_and_an_upper_bound_of_one_unit() -> None:
    low, high = find_figures("It costs $5 to 6 million.")
    assert (low.value, low.bound, low.unit) == (Decimal("5E6"), "at_least", "USD")
    assert (high.value, high.bound, high.unit) == (Decimal("6E6"), "at_most", "USD")
    assert [f.bound for f in find_figures("between 2 and 4 chips")] == ["at_least", "at_most"]
    assert [f.value for f in find_figures("5–6 billion tokens")] == [Decimal("5E9"), Decimal("6E9")]


def test_change_is_two_exact_figures() -> None:
    assert [f.bound for f in find_figures("It rose from 5% to 6%.")] == ["exact", "exact"]


def test_two_counts_joined_by_and_are_no_range() -> None:
    assert [f.bound for f in find_figures("2 dogs and 4 cats")] == ["exact", "exact"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("$5.576 million", "about $6 million"),
        ("$5.576 million", "under $6 million"),
        ("$6 million", "under $6 million"),
        ("about $6 million", "under $6 million"),
        ("$600 billion", "nearly $600 billion"),
        ("$589 billion", "nearly $600 billion"),
        ("around 2,000 chips", "2,048 chips"),
        ("16,000 or more", "16,384 chips"),
        ("17%", "nearly 17 percent"),
        ("16.97%", "17 percent"),
        ("three quarters of", "75 percent"),
        ("two thirds of", "67%"),
        ("one in four", "25%"),
        ("six million dollars", "$6m"),
        ("27 cents", "$0.27"),
        ("up to 50", "at least 50"),
        ("3 companies", "three company"),
    ],
)
def test_statements_of_one_fact_agree(a: str, b: str) -> None:
    assert agree(only(a), only(b))
    assert agree(only(b), only(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("$6 million", "$1.3 billion"),
        ("$6 million", "€6 million"),
        ("$6 million", "6 million"),
        ("$600 billion", "$640 billion"),
        ("under $6 million", "$7 million"),
        ("under $6 million", "$2 million"),
        ("over 2,000", "under 2,000"),
        ("over 2,000", "5,000"),
        ("17%", "18%"),
        ("100 percent", "96 percent"),
        ("2%", "2 percentage points"),
        ("2,000 chips", "2,000 tokens"),
        ("5 GPU hours", "5 hours"),
        ("$2.2 per million tokens", "$2.2"),
        ("10 people", "12 people"),
        ("about 2,000", "2,500"),
    ],
)
def test_statements_that_contradict_each_other_do_not_agree(a: str, b: str) -> None:
    assert not agree(only(a), only(b))
    assert not agree(only(b), only(a))


PIECE_WORDS = """
nearly $ € 600 5.576 million bn % percent - – to and between from chips two thirds half dozen
one in four 2025 January 27 Q4 per tokens , . ( ) [1] GPT R1 under over or more a an hundred ９
+
"""
PIECES = st.sampled_from(PIECE_WORDS.split()) | st.sampled_from(["\u00a0", "\n"])


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)))
def test_figures_of_any_text_are_ordered_and_agree_symmetrically(text: str) -> None:
    figures = find_figures(text)
    end = 0
    for figure in figures:
        assert end <= figure.start < figure.end <= len(text)
        assert figure.step > 0
        end = figure.end
    for a, b in combinations_with_replacement(figures[:6], 2):
        assert agree(a, a)
        assert agree(a, b) == agree(b, a)


@pytest.mark.parametrize(
    "piece", ["1", "1,", "a ", "five ", "half ", "$", "1 to ", "[1", "1-", "in 2025 ", "a@", "1.", " "]
)
def test_pathological_text_takes_linear_time(piece: str) -> None:
    text = piece * (6_000 // len(piece))
    started = time.perf_counter()
    find_figures(text)
    assert time.perf_counter() - started < 2
