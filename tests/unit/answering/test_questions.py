from __future__ import annotations

import time

import pytest

from rag.answering.questions import MAX_QUESTION, check_question, is_question
from rag.errors import QuestionError


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x07"])
def test_an_empty_question_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(QuestionError, match="empty") as caught:
        check_question(text)
    assert "example" in caught.value.hint


def test_a_question_of_a_hundred_thousand_characters_is_refused_at_once() -> None:
    started = time.process_time()
    with pytest.raises(QuestionError, match="100,000 characters"):
        check_question("a" * 100_000)
    assert time.process_time() - started < 2


def test_the_longest_question_that_is_allowed_is_allowed() -> None:
    assert check_question("a" * MAX_QUESTION + "   ") == "a" * MAX_QUESTION


def test_control_characters_and_lone_surrogates_become_spaces() -> None:
    assert check_question(" Who\x00founded\x1b[31m it\ud800?\n") == "Who founded [31m it ?"


def test_line_breaks_and_other_scripts_stay() -> None:
    assert check_question("谁创立了\nDeepSeek？") == "谁创立了\nDeepSeek？"


@pytest.mark.parametrize(
    "text",
    ["Hi", "hello!", "Good morning", "thanks a lot", "Thank you very much.", "ok", "test", "?", "…", "🙂"],
)
def test_a_greeting_or_mere_punctuation_is_no_question(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize(
    "text", ["Hi, who founded DeepSeek?", "deepseek", "R1?", "Why?", "Thanksgiving", "谁？"]
)
def test_anything_with_a_word_in_it_is_a_question(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("filling", ["ok ", "thanks!!!! ", " ", "how are you ", "a"])
def test_a_long_text_is_told_apart_at_once(filling: str) -> None:
    started = time.process_time()
    is_question((filling * 4000)[:MAX_QUESTION] + "x")
    assert time.process_time() - started < 2
