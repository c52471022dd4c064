from __future__ import annotations

import time

import pytest

from rag.conversation import standalone_question
from rag.domain import Turn

COMPANY = Turn("What is DeepSeek?", "DeepSeek is a Chinese company that Liang Wenfeng founded.")
CHIPS = Turn("How many chips did DeepSeek use?", "About 2,000.")
COST = Turn("How much did it cost to train R1?", "About $6 million.")
PRAISE = Turn("Did Sam Altman praise DeepSeek's model?", "Yes.")
STOCKS = Turn("How did U.S. stocks react to DeepSeek?", "They fell.")


def test_without_history_a_question_stays_as_it_is() -> None:
    assert standalone_question("and what about it?", ()) == "and what about it?"


@pytest.mark.parametrize(
    "question",
    ["What is Nvidia?", "How many chips did OpenAI use?", "Did IT departments react?", "So-called experts?"],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    assert standalone_question(question, (COMPANY,)) == question


@pytest.mark.parametrize(
    ("question", "last", "expected"),
    [
        ("Who founded it?", COMPANY, "Who founded DeepSeek?"),
        ("And who founded it?", COMPANY, "Who founded DeepSeek?"),
        ("What did he say?", COMPANY, "What did Liang Wenfeng say?"),
        ("What did her company do?", COMPANY, "What did Liang Wenfeng’s company do?"),
        ("Who asked her about OpenAI?", COMPANY, "Who asked Liang Wenfeng about OpenAI?"),
        ("What are its models?", COMPANY, "What are DeepSeek’s models?"),
    ],
)
def test_a_pronoun_takes_the_name_of_the_last_turn(question: str, last: Turn, expected: str) -> None:
    assert standalone_question(question, (last,)) == expected


def test_two_pronouns_do_not_take_the_same_name() -> None:
    assert standalone_question("When did he praise it?", (PRAISE,)) == "When did Sam Altman praise DeepSeek?"


@pytest.mark.parametrize(
    ("question", "last", "expected"),
    [
        ("What about OpenAI?", COMPANY, "What is OpenAI?"),
        ("and how about Elon Musk", PRAISE, "Did Elon Musk praise DeepSeek's model?"),
        ("What about Japan?", STOCKS, "How did Japan stocks react to DeepSeek?"),
        ("What about training costs?", CHIPS, "How many chips did DeepSeek use, training costs?"),
    ],
)
def test_what_about_asks_the_last_question_again(question: str, last: Turn, expected: str) -> None:
    assert standalone_question(question, (last,)) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Why?", "Why? (What is DeepSeek?)"),
        ("but how", "How? (What is DeepSeek?)"),
        ("Is that true?", "Is that true? (What is DeepSeek?)"),
        ("And?", "What is DeepSeek?"),
    ],
)
def test_a_question_too_short_to_search_for_carries_the_last_one(question: str, expected: str) -> None:
    assert standalone_question(question, (COMPANY,)) == expected


def test_how_many_counts_what_the_last_question_counted() -> None:
    assert standalone_question("How many did others use?", (CHIPS,)) == "How many chips did others use?"


def test_how_much_after_how_many_counts_nothing() -> None:
    assert standalone_question("How much did it cost?", (CHIPS,)) == "How much did DeepSeek cost?"


def test_an_auxiliary_verb_is_not_what_was_counted() -> None:
    assert standalone_question("And how much did OpenAI spend?", (COST,)) == "How much did OpenAI spend?"


def test_the_last_question_is_read_as_a_follow_up_itself() -> None:
    history = (COMPANY, Turn("Who founded it?", "He did."))
    assert standalone_question("Why?", history) == "Why? (Who founded DeepSeek?)"


def test_a_chain_of_short_questions_carries_the_full_one_only_once() -> None:
    history = (COMPANY, Turn("Why?", "For a reason."))
    assert standalone_question("When?", history) == "When? (What is DeepSeek?)"


@pytest.mark.parametrize("filling", [" ", "a ", "? ", "It ", "(", "what about ", "A", "\n"])
def test_a_long_question_and_history_take_no_time(filling: str) -> None:
    long = "What about x" + filling * 4000 + "y"
    started = time.process_time()
    standalone_question(long, (Turn(long, long),) * 50)
    assert time.process_time() - started < 2
