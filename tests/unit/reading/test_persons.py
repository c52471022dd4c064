from __future__ import annotations

import pytest

from rag.reading.candidates import read_sentence
from rag.reading.persons import names_person


@pytest.mark.parametrize(
    "sentence",
    [
        "Liang Wenfeng set up DeepSeek.",
        "It was President Lincoln who signed.",
        "The deal is good, and Trump said so.",
        "It fell after Microsoft and Elon Musk met.",
    ],
)
def test_a_person_is_named(sentence: str) -> None:
    assert names_person(read_sentence(sentence), ())


@pytest.mark.parametrize(
    "sentence",
    [
        "OpenAI and Google have led for years.",
        "Taiwan AI Labs disagrees.",
        "The shares of Nvidia and Microsoft fell.",
        "The firm launched in January 2025.",
        "Nobody knows.",
    ],
)
def test_no_person_is_named(sentence: str) -> None:
    assert not names_person(read_sentence(sentence), ())


def test_a_person_of_the_question_is_no_news() -> None:
    assert not names_person(read_sentence("Liang Wenfeng set it up."), ("liang", "wenfeng"))
