"""A bare name or figure is judged as an answer to the question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.fragments import as_claim

FOUNDER = "Who founded DeepSeek?"
COST = "How much did it cost to train DeepSeek-V3?"


@pytest.mark.parametrize(
    ("text", "question", "claim"),
    [
        ("Microsoft", FOUNDER, "Microsoft founded DeepSeek."),
        ("Liang Wenfeng.", FOUNDER, "Liang Wenfeng founded DeepSeek."),
        ("$5.576 million", COST, "$5.576 million did it cost to train DeepSeek-V3."),
        ("In January 2025", "When was R1 released?", "In January 2025 was R1 released."),
        ("OpenAI: $78 million", "What did GPT-4 cost?", "OpenAI: $78 million did GPT-4 cost."),
    ],
)
def test_a_name_or_figure_alone_is_joined_with_what_was_asked(text: str, question: str, claim: str) -> None:
    assert as_claim(text, question) == claim


@pytest.mark.parametrize(
    "text",
    ["Liang Wenfeng founded DeepSeek.", "It cost $6 million.", "Yes.", "A hedge fund", "", "…"],
)
def test_a_sentence_stays_as_it_is(text: str) -> None:
    assert as_claim(text, FOUNDER) == text


@pytest.mark.parametrize("question", ["", "Who?", "?", "Did Microsoft found it?", "Tell me about Microsoft."])
def test_a_question_that_asks_for_no_name_or_figure_adds_nothing(question: str) -> None:
    assert as_claim("Microsoft", question) == "Microsoft"


@given(st.text(), st.text())
def test_no_text_is_lost(text: str, question: str) -> None:
    assert text.strip(" .?!:;") in as_claim(text, question)
