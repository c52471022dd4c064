from __future__ import annotations

import pytest

from rag.reading.question_parts import question_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What did R1 cost and who paid for its marketing?",
            ["What did R1 cost?", "Who paid for R1’s marketing?"],
        ),
        ("What does R1 cost and is it open source?", ["What does R1 cost?", "Is R1 open source?"]),
        (
            "What did Sam Altman say, and when?",
            ["What did Sam Altman say?", "When? (What did Sam Altman say)"],
        ),
        (
            "What does o1 cost per token and what does R1?",
            ["What does o1 cost per token?", "What does R1? (What does o1 cost per token)"],
        ),
        ("Who built it; who paid for the bridge?", ["Who built it?", "who paid for the bridge?"]),
    ],
)
def test_a_question_is_taken_apart_where_each_part_asks(question: str, parts: list[str]) -> None:
    assert [part.text for part in question_parts(question)] == parts


@pytest.mark.parametrize(
    "question",
    [
        "Who founded DeepSeek?",
        "What do Sam Altman and Elon Musk think?",
        "What did she say and do?",
        "Who founded it and is the CEO?",
        "What is the difference between what Altman said and what Musk said?",
        "What happened to the man who built it and who sold it?",
        "What was the bot called when people asked it, which they did?",
        "He came and who knows?",
        "",
        "and who?",
    ],
)
def test_everything_else_stays_whole(question: str) -> None:
    assert question_parts(question) == ()


def test_a_part_keeps_the_words_of_the_question() -> None:
    assert (
        question_parts("What did R1 cost and who paid for its launch?")[1].written
        == "who paid for its launch"
    )


def test_a_long_chain_is_taken_apart_four_times_at_most() -> None:
    assert len(question_parts(" and ".join(["who won the cup"] * 9) + "?")) == 4
