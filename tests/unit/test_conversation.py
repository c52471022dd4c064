from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.conversations import conversations, is_understood
from rag.answering.composition import SOURCES_DIFFER
from rag.answering.refusal import Refusal
from rag.conversation import standalone_question
from rag.conversation.answers import stated
from rag.domain import AbstainReason, Turn

GOLDEN = Path(__file__).parents[2] / "corpus" / "questions.jsonl"
TELLING_WORDS = [
    "and",
    "What",
    "about",
    "it",
    "he",
    "the",
    "A",
    "Tesla",
    "In",
    "2024",
    "U.S.",
    "one",
    "?",
    ",",
    "(",
    ">",
]
COMPANY = Turn("What is DeepSeek?", "DeepSeek is a Chinese company that Liang Wenfeng founded.")
CHIPS = Turn("How many chips did DeepSeek use?", "About 2,000.")
COST = Turn("How much did it cost to train R1?", "About $6 million.")
PRAISE = Turn("Did Sam Altman praise DeepSeek's model?", "Yes.")
STOCKS = Turn("How did U.S. stocks react to DeepSeek?", "They fell.")
LEADERS = Turn("Which companies led AI?", "OpenAI, Google and Meta led AI for years.")
UNRELATED = (
    Turn("Who sang Carmen in Vienna?", "Elina Garanca sang Carmen at the State Opera [1]."),
    Turn("What did Josh Hawley say about Google and Apple?", "Senator Josh Hawley warned of both [1]."),
)
UNDERSTOOD_ON_FIRST_SIGHT = 43  # of the held-out conversations, when they were first looked at


def odd_golden_questions() -> list[str]:
    """Questions with no history on odd lines; the even ones are kept for measuring."""
    with GOLDEN.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, 0, None, 2)]
    return [row["question"] for row in rows if not row.get("history")]


@pytest.mark.parametrize("row", conversations("tuning"), ids=lambda row: row["question"])
def test_a_follow_up_is_understood_from_its_conversation(row: Mapping[str, Any]) -> None:
    assert is_understood(row)


def test_conversations_that_nothing_was_tuned_on_are_mostly_understood() -> None:
    rows = conversations("held_out")
    assert len(rows) == 45
    assert sum(is_understood(row) for row in rows) >= UNDERSTOOD_ON_FIRST_SIGHT


@pytest.mark.parametrize("question", odd_golden_questions())
def test_a_golden_question_stays_as_it_is_whatever_was_said_before(question: str) -> None:
    assert standalone_question(question, UNRELATED) == question


def test_without_history_a_question_stays_as_it_is() -> None:
    assert standalone_question("and what about it?", ()) == "and what about it?"


@pytest.mark.parametrize(
    "question",
    [
        "What is Nvidia?",
        "How many chips did OpenAI use?",
        "Did IT departments react?",
        "So-called experts?",
        "What is distillation?",
        "distillation",
        "What time is it in Sydney?",
        "Who moved his court from Warsaw to Krakow in 1596?",
        "Whose ideas grew radical during his imprisonment?",
        "How many sources of law are there?",
        "Is it easier or harder to change the law?",
        "Did Paul Baran write the program with the goal of selling it?",
        "Who runs the lab that sees a campaign, and what is his name?",
    ],
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
        ("Have they any models?", COMPANY, "Has DeepSeek any models?"),
        ("Are they worried?", LEADERS, "Are OpenAI, Google and Meta worried?"),
    ],
)
def test_a_pronoun_takes_the_name_of_the_last_turn(question: str, last: Turn, expected: str) -> None:
    assert standalone_question(question, (last,)) == expected


def test_two_pronouns_do_not_take_the_same_name() -> None:
    assert standalone_question("When did he praise it?", (PRAISE,)) == "When did Sam Altman praise DeepSeek?"


def test_a_pronoun_that_finds_no_name_carries_the_last_question() -> None:
    last = Turn("Did the strike end?", "No.")
    assert standalone_question("Who began it?", (last,)) == "Who began it? (Did the strike end?)"


def test_a_person_of_an_earlier_turn_is_remembered() -> None:
    history = (Turn("Who founded DeepSeek?", "Liang Wenfeng did."), Turn("Where is Hangzhou?", "In China."))
    assert standalone_question("What did he study?", history) == "What did Liang Wenfeng study?"


@pytest.mark.parametrize(
    "question", ["Who doubts it?", "Is it credible?", "Does Nvidia agree?", "give me an example"]
)
def test_what_is_doubted_is_the_whole_statement(question: str) -> None:
    assert standalone_question(question, (CHIPS,)).endswith("? (How many chips did DeepSeek use?)")


@pytest.mark.parametrize(
    ("question", "last", "expected"),
    [
        ("What about OpenAI?", COMPANY, "What is OpenAI?"),
        ("and how about Elon Musk", PRAISE, "Did Elon Musk praise DeepSeek's model?"),
        ("What about Japan?", STOCKS, "How did Japan stocks react to DeepSeek?"),
        ("What about training costs?", CHIPS, "Training costs? (How many chips did DeepSeek use?)"),
        ("and in May?", Turn("What failed in March 2023?", "A bank."), "What failed in May 2023?"),
        ("and o3?", Turn("What does o1 cost?", "$60."), "What does o3 cost?"),
        ("and the Syrian one?", Turn("Did the Turkish strike end?", "No."), "Did the Syrian strike end?"),
        ("and of Airbus?", Turn("Who is the CEO of Boeing?", "Kelly Ortberg."), "Who is the CEO of Airbus?"),
    ],
)
def test_a_contrast_asks_the_last_question_again(question: str, last: Turn, expected: str) -> None:
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


def test_a_question_word_alone_takes_the_rest_of_the_last_question() -> None:
    assert standalone_question("When?", (PRAISE,)) == "When did Sam Altman praise DeepSeek's model?"


def test_after_a_no_the_question_word_does_not_claim_the_opposite() -> None:
    last = Turn("Did Nvidia buy DeepSeek?", "No, it did not.")
    assert standalone_question("Why?", (last,)) == "Why? (Did Nvidia buy DeepSeek?)"


def test_another_topic_is_not_joined_to_the_last_one() -> None:
    assert standalone_question("Something else: who founded it?", (COMPANY,)) == "Who founded it?"


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


@pytest.mark.parametrize("filling", [" ", "a ", "? ", "It ", "(", "what about ", "A", "\n", "and ", "> "])
def test_a_long_question_stays_as_it_is_and_a_long_one_before_it_is_cut(filling: str) -> None:
    long = "What about x" + filling * 4000 + "y"
    history = (Turn(long, long),) * 50
    assert standalone_question(long, history) == long
    assert len(standalone_question("Why?", history)) < 400


@given(st.lists(st.text(max_size=40), min_size=3, max_size=3))
def test_no_text_is_too_odd(texts: list[str]) -> None:
    assert isinstance(standalone_question(texts[0], (Turn(texts[1], texts[2]),)), str)


@given(st.lists(st.sampled_from(TELLING_WORDS)))
def test_no_mixture_of_telling_words_is_too_odd(words: list[str]) -> None:
    text = " ".join(words)
    assert isinstance(standalone_question(text, (COMPANY, Turn(text, text), PRAISE)), str)
    assert isinstance(standalone_question(text, (Turn(text[::-1], text),)), str)


def test_of_an_answer_only_what_it_states_counts() -> None:
    answer = (
        f"{SOURCES_DIFFER}\n\nByline digest of CGTN, 2025:\n\n> Nvidia fell on Monday [27 January]. [1]"
        "\n>\n> It rose. [2]\n\nThe Daily:\n\n> - Tesla fell. [3]"
    )
    assert stated(answer) == "Nvidia fell on Monday. It rose. Tesla fell."


def test_an_answer_without_quotations_keeps_its_sentences() -> None:
    assert stated("Nvidia fell [1][2]. So did:\nTesla [3].") == "Nvidia fell. So did: Tesla."


@pytest.mark.parametrize("reason", ["no_evidence", "out_of_range", "empty_library", "not_a_question"])
def test_a_refusal_states_nothing(reason: AbstainReason) -> None:
    text = "".join(draft.before + draft.text for draft in Refusal(reason).write())
    assert stated(text) == ""


def test_a_possessive_takes_the_place_of_a_possessive() -> None:
    last = Turn("What happened to Nvidia's shares in late January?", "They fell.")
    assert standalone_question("and Tesla's?", (last,)) == "What happened to Tesla's shares in late January?"


def test_what_only_tells_what_is_counted_is_not_taken_for_the_thing_asked_about() -> None:
    before = Turn("How many GPU hours did training V3 take?", "V3 took 180,000 H800 GPU hours [1].")
    assert standalone_question("And what did it cost?", (before,)) == "What did V3 cost?"
