from __future__ import annotations

import pytest

from rag.reading.candidates import Candidate
from rag.reading.question import profile_question
from rag.trust.disagreements import find_sides
from rag.trust.stances import stance_of
from tests.builders import EVEN_WEIGHTS, candidate

QUESTION = "Did DeepSeek use OpenAI's output?"


def stance(sentence: Candidate | str, question: str = QUESTION) -> list[str]:
    one = candidate(sentence) if isinstance(sentence, str) else sentence
    return [value.text for value in stance_of(profile_question(question), one, EVEN_WEIGHTS)]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("DeepSeek used OpenAI's output.", ["yes"]),
        ("OpenAI says that DeepSeek used its output.", ["yes"]),
        ("DeepSeek did not use OpenAI's output.", ["no"]),
        ("DeepSeek denies that it used OpenAI's output.", ["no"]),
        ("There is no evidence that DeepSeek used OpenAI's output.", ["no"]),
        ("DeepSeek did not deny that it used OpenAI's output.", []),
        ("DeepSeek may have used OpenAI's output.", []),
        ("OpenAI is investigating whether DeepSeek used its output.", []),
        ("Did DeepSeek use OpenAI's output?", []),
        ("OpenAI used DeepSeek output.", []),
        ("OpenAI does not say how DeepSeek used its output.", []),
        ("DeepSeek used 2,000 chips and OpenAI noticed.", []),
        ("DeepSeek is a rival of OpenAI.", []),
    ],
)
def test_a_sentence_says_yes_or_no_or_leaves_it_open(sentence: str, said: list[str]) -> None:
    assert stance(sentence) == said


def test_a_denial_about_somebody_else_is_none() -> None:
    theirs = candidate("Tarn denied that it used hospital data.", before=["Orbisan is in the news."])
    assert stance(theirs, "Did Orbisan use hospital data?") == []


def test_a_yes_and_a_no_are_two_sides() -> None:
    said = [
        candidate("OpenAI says that DeepSeek used its output."),
        candidate("DeepSeek did not use OpenAI's output."),
    ]
    found = find_sides(profile_question(QUESTION), said, EVEN_WEIGHTS)
    assert [[value.text for value in side.values] for side in found] == [["yes"], ["no"]]


def test_a_question_that_denies_has_no_stances() -> None:
    assert stance("DeepSeek used OpenAI's output.", "Didn't DeepSeek use OpenAI's output?") == []
