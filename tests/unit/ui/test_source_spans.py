"""Which characters of an article are marked, and for which passage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UsageError
from ui.web.source.spans import check, spans_of, stretches

SPAN = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: range(min(pair), max(pair)))


def pieces(deciding: range, *others: range) -> list[tuple[int, int, int, bool]]:
    return [(one.start, one.end, one.passage, one.is_deciding) for one in stretches(deciding, others)]


def test_passages_are_numbered_in_the_order_of_the_text() -> None:
    assert pieces(range(10, 20), range(30, 40), range(5)) == [
        (0, 5, 1, False),
        (10, 20, 2, True),
        (30, 40, 3, False),
    ]


def test_where_spans_overlap_the_deciding_one_has_the_characters() -> None:
    assert pieces(range(10, 20), range(5, 15)) == [(5, 10, 1, False), (10, 20, 2, True)]


def test_a_passage_around_the_deciding_one_stays_one_passage() -> None:
    assert pieces(range(10, 20), range(30)) == [(0, 10, 1, False), (10, 20, 2, True), (20, 30, 1, False)]


def test_a_span_inside_the_deciding_one_is_no_passage_of_its_own() -> None:
    assert pieces(range(10, 20), range(12, 15), range(10, 20), range(3, 3)) == [(10, 20, 1, True)]


def test_without_a_deciding_span_the_others_are_marked() -> None:
    assert pieces(range(0), range(3, 6)) == [(3, 6, 1, False)]


@given(SPAN, st.lists(SPAN, max_size=6))
def test_every_wanted_character_is_marked_once_and_no_other(deciding: range, others: list[range]) -> None:
    marked = [place for one in stretches(deciding, others) for place in range(one.start, one.end)]
    assert sorted(marked) == sorted({place for span in (deciding, *others) for place in span})
    assert marked == sorted(marked)
    assert {place for one in stretches(deciding, others) if one.is_deciding for place in one.span} == set(
        deciding
    )


def test_spans_are_read_from_an_address() -> None:
    assert spans_of("120-180,300-340") == (range(120, 180), range(300, 340))
    assert spans_of("") == ()


@pytest.mark.parametrize("written", ["12", "1-2,", "a-b", "-1-2", "1-2;3-4", "9999999999-1"])
def test_anything_else_is_refused_in_words(written: str) -> None:
    with pytest.raises(UsageError, match="no list of spans"):
        spans_of(written)


@pytest.mark.parametrize("span", [range(5, 3), range(11), range(11, 12)])
def test_a_span_outside_the_text_is_refused(span: range) -> None:
    with pytest.raises(UsageError, match="not within the article"):
        check(span, 10)


def test_a_span_up_to_the_end_passes() -> None:
    check(range(10), 10)
