from __future__ import annotations

import pytest

from rag.reading.candidates import Candidate
from rag.reading.question import profile_question
from rag.trust.disagreements import find_sides
from rag.trust.given_names import names_given
from tests.builders import EVEN_WEIGHTS, candidate

FOUNDER = "Who founded DeepSeek?"


def given(sentence: Candidate | str, question: str = FOUNDER) -> list[str]:
    one = candidate(sentence) if isinstance(sentence, str) else sentence
    return [value.text for value in names_given(profile_question(question), one)]


def sides(question: str, *sentences: Candidate | str) -> list[list[str]]:
    candidates = [candidate(one) if isinstance(one, str) else one for one in sentences]
    found = find_sides(profile_question(question), candidates, EVEN_WEIGHTS)
    return [[value.text for value in side.values] for side in found]


@pytest.mark.parametrize(
    "sentence",
    [
        "Liang Wenfeng founded DeepSeek in 2023.",
        "DeepSeek was founded in 2023 by Liang Wenfeng.",
        "DeepSeek was founded by the investor Liang Wenfeng.",
        "DeepSeek was founded by Chinese investor Liang Wenfeng.",
        "Liang Wenfeng, who founded DeepSeek, keeps quiet.",
        "Liang Wenfeng, the founder of DeepSeek, keeps quiet.",
        "DeepSeek's founder, Liang Wenfeng, keeps quiet.",
        "The founder of DeepSeek is Liang Wenfeng.",
    ],
)
def test_a_name_in_the_role_asked_for_is_given(sentence: str) -> None:
    assert given(sentence) == ["Liang Wenfeng"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Sam Altman praised DeepSeek.",
        "Sam Altman founded OpenAI before DeepSeek was known.",
        "DeepSeek was founded after OpenAI's founder, Sam Altman, had left.",
        "DeepSeek was not founded by Sam Altman.",
        "It is unclear whether Sam Altman founded DeepSeek.",
        "Its former founder Sam Altman left DeepSeek.",
        "DeepSeek was founded in 2023.",
    ],
)
def test_a_name_in_another_role_or_of_another_thing_is_not(sentence: str) -> None:
    assert given(sentence) == []


def test_different_names_in_the_same_role_are_two_sides() -> None:
    found = sides(FOUNDER, "Liang Wenfeng founded DeepSeek.", "DeepSeek was founded by Chen Yu.")
    assert found == [["Liang Wenfeng"], ["Chen Yu"]]


@pytest.mark.parametrize("other", ["Liang", "Dr. Liang Wenfeng", "Liang Wenfeng and Chen Yu"])
def test_a_short_name_a_title_or_a_partner_makes_no_other_side(other: str) -> None:
    assert len(sides(FOUNDER, "Liang Wenfeng founded DeepSeek.", f"DeepSeek was founded by {other}.")) == 1


def test_two_that_a_source_names_together_are_one_side() -> None:
    together = "DeepSeek was founded by Liang Wenfeng, head of the fund High-Flyer."
    assert len(sides(FOUNDER, together, "DeepSeek was founded by High-Flyer.")) == 1


def test_two_holders_in_different_years_are_two_states() -> None:
    question = "Who leads the Meadow party?"
    found = sides(
        question, "In 2019, Ada Holt led the Meadow party.", "Since 2023, Jon Bell leads the Meadow party."
    )
    assert found == [["Ada Holt"]]


def test_the_doer_is_known_by_the_deed() -> None:
    question = 'Who is the director of the film "Turkey Shoot"?'
    assert given("Turkey Shoot is an Australian film directed by Jon Hewitt.", question) == ["Jon Hewitt"]


def test_a_question_without_a_name_has_no_names_for_answers() -> None:
    assert given("Cheaper training helps American firms.", "Who benefits from cheaper training?") == []
