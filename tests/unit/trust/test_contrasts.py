from __future__ import annotations

import pytest

from rag.text.words import content_stems
from rag.trust.contrasts import is_turned, most_replaced
from tests.builders import EVEN_WEIGHTS


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who won the northern league?", "Rovers won the southern league."),
        ("Who came third?", "Rovers came second."),
        ("What happened in March?", "In October the bridge fell."),
        ("Which exports rose?", "Exports fell last year."),
        ("Which attempt was unsuccessful?", "The attempt was successful."),
        ("Which plan was legal?", "The plan was illegal."),
    ],
)
def test_a_sentence_that_says_another_thing_of_the_kind_is_turned(question: str, sentence: str) -> None:
    assert is_turned(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who won the northern league?", "Rovers won the northern league."),
        ("Who won the northern league?", "Rovers won the northern, not the southern league."),
        ("Who runs it?", "Nobody knows."),
        ("", ""),
    ],
)
def test_a_sentence_that_has_the_word_itself_is_not(question: str, sentence: str) -> None:
    assert not is_turned(question, sentence)


def replaced(question: str, sentence: str) -> float:
    return most_replaced(content_stems(question), content_stems(sentence), EVEN_WEIGHTS)


def test_another_word_before_the_same_noun_replaces() -> None:
    assert replaced("Nobel committee", "The Olympic committee met.") == 1.0


def test_the_same_word_or_none_replaces_nothing() -> None:
    assert replaced("Nobel committee", "The Nobel committee met.") == 0.0
    assert replaced("Nobel committee", "Committee members met.") == 0.0
    assert replaced("committee", "The Olympic committee met.") == 0.0
