"""Which way sentences say that something goes, for questions that ask just that."""

from __future__ import annotations

import pytest

from rag.reading.candidates import Candidate, candidates_of
from rag.reading.excerpts import Excerpt
from rag.reading.matching import WordWeights
from rag.reading.question import profile_question
from rag.trust.directions import direction_asked, direction_of
from rag.trust.disagreements import find_sides
from tests.builders import article, hit

WEIGHTS = WordWeights({})


def sentence(text: str, key: str = "a") -> Candidate:
    (one,) = candidates_of(Excerpt((hit(article(text, key=key)),)))
    return one


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("Is the gap to Norway getting smaller or bigger?", ("smaller", "bigger")),
        ("Did the price of wheat rise?", ("rise",)),
        ("Who measured the gap?", ()),
    ],
)
def test_a_question_offers_two_directions_one_or_none(question: str, offered: tuple[str, ...]) -> None:
    assert direction_asked(profile_question(question)) == offered


def test_a_sentence_goes_one_way_and_says_with_which_word() -> None:
    question = profile_question("Is the gap to Norway getting smaller or bigger?")
    (value,) = direction_of(question, sentence("The gap to Norway will widen, she predicts."), WEIGHTS)
    assert (value.text, value.is_stated_in("It widens.")) == ("widen", True)


@pytest.mark.parametrize(
    "text",
    [
        "The gap to Norway did not widen last year.",
        "The gap to Norway widened and then shrank again.",
        "The gap to Sweden will widen, she predicts.",
        "Norway measured the gap twice in ten years.",
    ],
)
def test_denials_both_ways_and_other_things_give_no_direction(text: str) -> None:
    question = profile_question("Is the gap to Norway getting smaller or bigger?")
    assert direction_of(question, sentence(text), WEIGHTS) == []


def test_two_articles_that_go_opposite_ways_are_two_sides() -> None:
    question = profile_question("Is the gap to Norway getting smaller or bigger?")
    candidates = [
        sentence("The gap to Norway shrank by a third, the bank says.", "a"),
        sentence("The gap to Norway will widen, the union says.", "b"),
        sentence("The gap to Norway has narrowed, the ministry says.", "c"),
    ]
    sides = find_sides(question, candidates, WEIGHTS)
    assert [[value.text for value in side.values] for side in sides] == [["shrank", "narrowed"], ["widen"]]
