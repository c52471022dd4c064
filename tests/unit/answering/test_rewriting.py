from __future__ import annotations

import pytest

from rag.answering.rewriting import rewriting_of
from rag.domain import Turn

HISTORY = (
    Turn(
        "How much did Nvidia lose on January 27?", "Nvidia lost nearly $600 billion in the U.S. market [1]."
    ),
    Turn("What did Liang Wenfeng say about DeepSeek-R1?", "He spoke of balancing cost [1]."),
)


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("What else did he say?", "What else did Liang Wenfeng say about DeepSeek-R1?"),
        ("And Tesla?", "How much did Tesla lose on January 27?"),
        ("and the American figure?", "How much did Nvidia lose in America?"),
        ("Why?", "Why did Nvidia lose nearly $600 billion?"),
        ("Why?", "For what reason did Nvidia lose $600 billion?"),
        ("What does R1 cost?", "What does DeepSeek-R1 cost?"),
        ("more on that", "Tell me more about what Liang Wenfeng said about DeepSeek-R1."),
        ("Who founded Mistral?", "Who founded Mistral?"),
        ("when was that", "When did Liang Wenfeng say that about DeepSeek-R1?"),
        ("Und Tesla?", "Wie viel hat Tesla verloren?"),
    ],
)
def test_a_question_made_of_what_was_said_is_taken(question: str, reply: str) -> None:
    history = (
        (*HISTORY, Turn("Wie viel hat Nvidia verloren?", "Viel.")) if question.startswith("Und") else HISTORY
    )
    assert rewriting_of(reply, question, history) == reply


@pytest.mark.parametrize(
    "reply",
    [
        '"Why did Nvidia lose $600 billion?"',
        "Question: Why did Nvidia lose $600 billion?",
        "\n“Why did Nvidia lose $600 billion?”\n",
        "Standalone question: Why did Nvidia lose $600 billion?",
    ],
)
def test_labels_and_quotation_marks_around_a_question_are_taken_off(reply: str) -> None:
    assert rewriting_of(reply, "Why?", HISTORY) == "Why did Nvidia lose $600 billion?"


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("Why?", ""),
        ("Why?", "Because of DeepSeek-R1."),
        ("Why?", "Nvidia is said to have lost it because of DeepSeek-R1."),
        ("Why?", "Why did Nvidia lose it?\nWhy did it?"),
        ("Why?", "Why did Nvidia lose it? Or did Nvidia not lose it?"),
        ("Why?", "Why did Nvidia lose it [1]?"),
        ("Why?", "Why did **Nvidia** lose it?"),
        ("Why?", "Why did Nvidia lose it? https://example.org"),
        ("Why?", "Why did Nvidia " + "lose it and " * 40 + "lose it?"),
        ("Why?", "Why did Intel lose $600 billion?"),
        ("Why?", "Intel lost why?"),
        ("Why?", "Why did Nvidia lose $700 billion?"),
        ("Why?", "Why did Nvidia lose $600 million?"),
        ("Why?", "Why did Nvidia lose on January 28?"),
        ("Why?", "When did Nvidia lose $600 billion?"),
        ("How many?", "How much did Nvidia lose?"),
        ("And Tesla?", "How much did Nvidia lose?"),
        ("And in 2024?", "How much did Nvidia lose?"),
        ("Did analysts doubt his accounting?", "What did Liang Wenfeng say about DeepSeek-R1?"),
        ("Who doubts it?", "I cannot answer this."),
    ],
)
def test_what_is_no_question_or_another_one_is_dropped(question: str, reply: str) -> None:
    assert rewriting_of(reply, question, HISTORY) is None


def test_a_long_question_may_stay_long() -> None:
    long = "What did Liang Wenfeng say " + "about the cost " * 40 + "?"
    assert rewriting_of(long, long, HISTORY) == long
