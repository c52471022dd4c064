"""How suggested questions read."""

from __future__ import annotations

import pytest

from rag.suggesting.wording import LONGEST, are_alike, is_fit, phrasings


def test_place_and_date_at_the_end_can_be_left_out() -> None:
    assert phrasings("Who founded Acme in Lyon, in 1990?") == (
        "Who founded Acme?",
        "Who founded Acme in Lyon?",
        "Who founded Acme in Lyon, in 1990?",
    )


def test_who_says_it_is_left_out() -> None:
    asked = phrasings("According to Acme, how much did training Orbit-3 cost?")
    assert asked == ("How much did training Orbit-3 cost?",)


@pytest.mark.parametrize(
    "question",
    [
        "What did it cost to build?",
        "Who founded the company?",
        "What did Ann Lee say about the article?",
        "Who called Acme “a sign?",
        "Who founded Acme and",
        "How much did the bridge cost?",
        f"Who founded Acme {'and Orbit ' * 12}?",
    ],
)
def test_what_nobody_would_understand_alone_is_not_shown(question: str) -> None:
    assert not is_fit(question)


def test_a_pronoun_that_stands_for_the_speaker_may_stay() -> None:
    assert is_fit("When did Acme say it was closing its mill in Lyon?")
    assert not is_fit("When did the mill say it was closing its gates?")


def test_no_wording_is_longer_than_a_suggestion_may_be() -> None:
    long = "Who told the Lyon Gazette that Acme’s mill shows how a small town can live from paper and glass?"
    assert all(len(wording) <= LONGEST for wording in phrasings(long))


def test_questions_in_nearly_the_same_words_are_alike() -> None:
    assert are_alike("How much did it cost to train Orbit-3?", "How much did training Orbit-3 cost?")
    assert not are_alike("Who founded Acme?", "How much did Orbit-3 cost?")
