"""In which way a model's reasoning arrives."""

from __future__ import annotations

import pytest

from rag.adapters.endpoint_probe import Observed
from rag.doctor.reasoning_style import begins_with, style_of

COUNTED = {"completion_tokens_details": {"reasoning_tokens": 9}}


@pytest.mark.parametrize(
    ("observed", "style"),
    [
        (Observed("Yes.", finish="stop"), "none"),
        (Observed("**Yes** and", finish="length"), "none"),
        (Observed("", "Hm.", "reasoning"), "reasoning"),
        (Observed("", "Hm.", "reasoning_content"), "reasoning_content"),
        (Observed("<think>Hm", finish="length"), "tags"),
        (Observed("<think>\n\n</think>\n\nYes.", finish="stop"), "none"),
        (Observed("Hm.</think>Yes.", finish="stop"), "lone_close"),
        (Observed("</think>Yes.", finish="stop"), "none"),
        (Observed("", finish="length", usage=COUNTED), "hidden"),
        (Observed("", finish="stop", usage={"completion_tokens_details": None}), "none"),
        (Observed("Okay, the user wants", finish="length"), None),
    ],
)  # fmt: skip
def test_the_style_is_told_from_one_answer(observed: Observed, style: str | None) -> None:
    assert style_of(observed, "yes") == style


def test_a_word_is_recognised_whatever_stands_around_it() -> None:
    assert begins_with(' "Yes!"', "yes")
    assert not begins_with("Okay, yes", "yes")
