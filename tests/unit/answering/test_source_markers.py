from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.source_markers import in_one_form, taken_out


@pytest.mark.parametrize(
    ("written", "text", "numbers"),
    [
        ("It cost $6 million [1].", "It cost $6 million.", (1,)),
        ("It cost $6 million. [1]", "It cost $6 million.", (1,)),
        ("It cost $6 million.[1][2]", "It cost $6 million.", (1, 2)),
        ("It [1] cost $6 million [2, 3].", "It cost $6 million.", (1, 2, 3)),
        ("It cost $6 million [1; 3 and 4].", "It cost $6 million.", (1, 3, 4)),
        ("It cost $6 million [1-3].", "It cost $6 million.", (1, 2, 3)),
        ("It cost $6 million【1】.", "It cost $6 million.", (1,)),
        ("It cost $6 million【2†source】.", "It cost $6 million.", (2,)),
        ("It cost $6 million [^1].", "It cost $6 million.", (1,)),
        ("It cost $6 million (1).", "It cost $6 million.", (1,)),
        ("It cost $6 million. (1)", "It cost $6 million.", (1,)),
        ("It cost $6 million [Source 1].", "It cost $6 million.", (1,)),
        ("It cost $6 million (Sources 1, 2).", "It cost $6 million.", (1, 2)),
        ("It cost $6 million [passage 12].", "It cost $6 million.", (12,)),
        ("It cost $6 million [ID:1].", "It cost $6 million.", (1,)),
        ("It cost $6 million [citation:3][citation:4].", "It cost $6 million.", (3, 4)),
        ("It cost $6 million [[2]].", "It cost $6 million.", (2,)),
        ("It cost $6 million [1](https://a.example/x).", "It cost $6 million.", (1,)),
        ("It cost $6 million [1] [1].", "It cost $6 million.", (1,)),
        # No markers, and left alone.
        ("It cost 6 million (2025).", "It cost 6 million (2025).", ()),
        ("He said [sic] it [the model] is [2025].", "He said [sic] it [the model] is [2025].", ()),
        ("There are (1) chips and (2) models.", "There are (1) chips and (2) models.", ()),
    ],
)  # fmt: skip
def test_markers_of_every_usual_form_are_read_and_taken_out(
    written: str, text: str, numbers: tuple[int, ...]
) -> None:
    assert taken_out(in_one_form(written + "\n").rstrip()) == (text, numbers)


@given(st.text(alphabet="[]()【】^1,2- .Sourceid:\n", max_size=60))
def test_bringing_markers_into_one_form_twice_changes_nothing(text: str) -> None:
    once = in_one_form(text)
    assert in_one_form(once) == once


def test_a_long_range_does_not_cite_everything() -> None:
    assert len(taken_out(in_one_form("All of it [1-999]."))[1]) <= 21
