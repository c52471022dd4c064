from __future__ import annotations

import time

import pytest

from rag.reading.question import profile_question
from rag.reading.question_kinds import asked_kind, wants_list


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who founded DeepSeek?", "person"),
        ("By whom was it founded?", "person"),
        ("Which company made it?", "name"),
        ("When was R1 released?", "date"),
        ("What year was it founded?", "date"),
        ("How long did training take?", "duration"),
        ("How much did it cost to train R1?", "money"),
        ("What is the price of the app?", "money"),
        ("What did OpenAI spend on GPT-4?", "money"),
        ("What share of the market does Nvidia have?", "percent"),
        ("How many chips did DeepSeek use?", "count"),
        ("Where is DeepSeek based?", "place"),
        ("Why did stocks fall?", "reason"),
        ("How was it trained?", "manner"),
        ("Is the ban working?", "yes_no"),
        ("Tell me about DeepSeek", "thing"),
        ("", "thing"),
    ],
)
def test_the_wording_tells_what_kind_of_thing_is_asked_for(question: str, kind: str) -> None:
    assert asked_kind(question) == kind


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("How many chips did DeepSeek use?", "chip"),
        ("How many specialized chips were needed?", "chip"),
        ("how many people work there?", "person"),
        ("How many did they buy?", ""),
        ("Who counted the chips?", ""),
    ],
)
def test_what_is_counted_is_the_noun_after_how_many(question: str, counted: str) -> None:
    assert profile_question(question).counted == counted


def test_words_that_only_ask_are_left_out() -> None:
    assert profile_question("Please tell me exactly what R1 cost, sir").stems == ("r1", "cost")


def test_each_word_counts_once() -> None:
    assert profile_question("Chips, chips and chip makers").stems.count("chip") == 1


def test_names_are_words_with_a_capital_or_a_digit_inside() -> None:
    assert profile_question("Did OpenAI and Nvidia use h800 chips?").names == {"openai", "nvidia", "h800"}


def test_months_and_plain_abbreviations_are_no_names() -> None:
    assert profile_question("Did the CEO speak of AI in January 2025?").names == frozenset()


def test_names_that_people_write_small_are_known_from_the_corpus() -> None:
    assert "deepseek" in profile_question("who founded deepseek?", frozenset({"deepseek"})).names


def test_a_plain_word_is_no_name_even_if_the_corpus_only_has_it_with_a_capital() -> None:
    assert profile_question("what did it cost?", frozenset({"cost"})).names == frozenset()


def test_how_many_answers_are_wanted_is_no_figure_to_look_for() -> None:
    profile = profile_question("Which two companies fell 17%?")
    assert [figure.unit for figure in profile.figures] == ["%"]


def test_a_follow_up_is_of_its_own_kind_but_has_the_words_of_both() -> None:
    profile = profile_question("Why? (Who founded DeepSeek?)")
    assert profile.asked == "reason"
    assert profile.stems == ("found", "deepseek")


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Which companies fell?", True),
        ("Altman or Musk?", True),
        ("What were the main reasons?", True),
        ("Who founded DeepSeek?", False),
        ("Which is the cheapest?", False),
    ],
)
def test_a_list_is_wanted_where_the_wording_says_so(question: str, several: bool) -> None:
    assert wants_list(question) is several


@pytest.mark.parametrize("filling", [" ", ".", "a ", "how many ", "what ", "(", "A", "1,", "\n"])
def test_four_thousand_characters_are_read_at_once(filling: str) -> None:
    started = time.process_time()
    profile_question(("a" + filling * 4000)[:3999] + "b")
    assert time.process_time() - started < 2
