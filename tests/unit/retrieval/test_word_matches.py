from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.word_matches import BESIDE, WINDOW, match_words

FILLER = "other "


def test_words_that_stand_together_count_more_than_the_same_words_far_apart() -> None:
    together = "Nvidia lost a record sum."
    apart = "Nvidia spoke. " + FILLER * WINDOW + "Somebody lost a record."
    near, far = match_words("What record sum did Nvidia lose?", [together, apart])
    assert near.together > far.together > 0


def test_a_rare_word_of_the_question_counts_more_than_one_that_every_candidate_holds() -> None:
    passages = ["chips and tariffs", "chips and exports", "chips and imports"]
    tariffs, exports, _ = match_words("chips tariffs", passages)
    assert tariffs.together == 1
    assert exports.together < 0.5


def test_inflections_possessives_and_parts_of_compounds_are_the_same_word() -> None:
    passage = "The studies of DeepSeek-R1’s makers (“training”) ended."
    [match] = match_words("Which study did the R1 maker's train?", [passage])
    assert match.together == pytest.approx(1)


def test_irregular_forms_are_the_same_word() -> None:
    assert [match.together for match in match_words("Did shares fall?", ["Shares fell."])] == [1.0]
    assert [match.together for match in match_words("Who rose?", ["They will rise,"])] == [1.0]


def test_neighbours_of_the_question_are_looked_for_beside_each_other_in_either_order() -> None:
    beside, reversed_, apart = match_words(
        "Elon Musk", ["Elon Reeve Musk spoke.", "Musk, Elon", "Elon spoke " + FILLER * BESIDE + "to Musk."]
    )
    assert beside.beside == reversed_.beside == 1
    assert apart.beside == 0


def test_stop_words_between_neighbours_do_not_part_them() -> None:
    [match] = match_words("the price of oil", ["Oil had its price."])
    assert match.beside == 1


@pytest.mark.parametrize("question", ["", "who is it?", "?!", "“ ”"])
def test_a_question_without_a_word_to_look_for_matches_nothing(question: str) -> None:
    assert {(m.together, m.beside) for m in match_words(question, ["Some text.", ""])} == {(0.0, 0.0)}


def test_without_passages_there_is_nothing_to_match() -> None:
    assert match_words("Who won?", []) == []


@given(st.text(), st.lists(st.text(), max_size=4))
def test_any_text_gives_shares_from_zero_to_one(question: str, passages: list[str]) -> None:
    matches = match_words(question, passages)
    assert len(matches) == len(passages)
    assert all(0 <= match.together <= 1 and 0 <= match.beside <= 1 for match in matches)


@given(st.lists(st.sampled_from(["oil", "price", "rose", "Texas"]), min_size=1, max_size=8))
def test_a_passage_that_is_the_question_matches_it_whole(words: list[str]) -> None:
    text = " ".join(words)
    match, other = match_words(text, [text, "nothing of it"])
    assert match.together == pytest.approx(1)
    assert match.beside == float(len(set(words)) > 1)
    assert (other.together, other.beside) == (0.0, 0.0)
