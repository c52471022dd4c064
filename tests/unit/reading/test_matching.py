from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.candidates import candidates_of
from rag.reading.excerpts import Excerpt
from rag.reading.matching import (
    FEATURES,
    WordWeights,
    coverage,
    is_version,
    match_features,
    names_versions,
    nearby_stems,
    own_stems,
    uncovered_words,
)
from rag.reading.question import profile_question
from rag.reading.retrieved_reading import word_weights
from rag.text.synonyms import groups_of
from tests.builders import EVEN_WEIGHTS, candidate, excerpt, hit


def features(question: str, sentence: str, **fields: object) -> dict[str, float]:
    found = candidate(sentence, **fields)  # type: ignore[arg-type]
    return match_features(profile_question(question), found, EVEN_WEIGHTS, 0.5, 0.5)


def test_coverage_is_the_weighted_share_of_the_wanted_words() -> None:
    weights = WordWeights({"chip": 0.2, "h800": 0.8})
    assert coverage(["chip", "h800"], {"h800"}, weights) == pytest.approx(0.8)


def test_where_no_word_is_wanted_all_are_covered() -> None:
    assert coverage([], {"chip"}, EVEN_WEIGHTS) == 1.0


def test_a_synonym_counts_but_less_than_the_word_itself() -> None:
    assert groups_of("cost") & groups_of("price")
    assert 0 < coverage(["cost"], {"price"}, EVEN_WEIGHTS) < coverage(["cost"], {"cost"}, EVEN_WEIGHTS)


def test_a_word_that_no_group_holds_has_no_synonyms() -> None:
    assert groups_of("deepseek") == frozenset()
    assert uncovered_words(["deepseek", "cost"], {"price"}) == ["deepseek"]


def test_a_word_nobody_has_seen_weighs_most() -> None:
    weights = word_weights({"the": 10, "deepseek": 9, "lasagne": 0}, 10)
    assert weights.of("lasagn") == pytest.approx(1.0)
    assert weights.of("deepseek") < 0.5
    assert weights.of("unseen") == 1.0


def test_each_feature_lies_between_zero_and_one() -> None:
    found = features("How much did R1 cost in January 2025, $6 million?", "R1 cost $6 million.")
    assert tuple(found) == FEATURES
    assert all(0 <= value <= 1 for value in found.values())


@given(st.text(max_size=60), st.text(max_size=120))
def test_features_stay_in_bounds_for_any_text(question: str, text: str) -> None:
    for found in candidates_of(excerpt(text)):
        values = match_features(profile_question(question), found, EVEN_WEIGHTS, -1.0, -1.0)
        assert all(0 <= value <= 1 + 1e-9 for value in values.values())


def test_a_fitting_sentence_covers_more_than_one_that_is_about_something_else() -> None:
    question = "How much did training R1 cost?"
    right = features(question, "Training R1 cost $6 million.")
    wrong = features(question, "Nvidia fell on Monday.")
    assert right["cover_sentence"] == 1.0 > wrong["cover_sentence"]
    assert right["asked_kind"] == 1.0 > wrong["asked_kind"]
    assert right["bigrams"] > wrong["bigrams"]


def test_a_figure_that_the_question_states_must_be_stated() -> None:
    question = "Who lost 17%?"
    assert features(question, "Nvidia lost 17 percent.")["stated_figures"] == 1.0
    assert features(question, "Tesla lost 2%.")["stated_figures"] == 0.0


def test_the_sentence_before_lends_its_words() -> None:
    found = candidate("It fell 17%.", before=["Nvidia had a bad day."])
    assert "nvidia" not in found.reading.stems
    assert "nvidia" in nearby_stems(found)


def test_only_a_pronoun_takes_the_words_of_the_sentence_before() -> None:
    before = ["Nvidia had a bad day."]
    assert "nvidia" in own_stems(candidate("It fell 17%.", before=before))
    assert "nvidia" not in own_stems(candidate("Tesla fell 2%.", before=before))


@pytest.mark.parametrize(
    ("stemmed", "version"), [("r1", True), ("h800", True), ("2023", False), ("chip", False)]
)
def test_versions_are_letters_with_a_number(stemmed: str, version: bool) -> None:
    assert is_version(stemmed) is version


def test_what_is_said_of_a_sibling_version_is_about_something_else() -> None:
    question = profile_question("What did R1 cost?")
    assert names_versions(question, candidate("R1 cost little."))
    assert names_versions(question, candidate("The model cost little."))
    assert not names_versions(question, candidate("V3 cost $6 million."))
    assert names_versions(profile_question("What did the model cost?"), candidate("V3 cost $6 million."))


def test_headings_and_bullets_are_no_part_of_a_candidate() -> None:
    found = hit("# Money\n\n- Training cost $6 million.\n- Chips were few.")
    sentences = candidates_of(Excerpt((found,)))
    assert [one.text for one in sentences] == ["Training cost $6 million.", "Chips were few."]
    assert all(found.article.text[one.start : one.end] == one.text for one in sentences)


def test_a_candidate_knows_three_sentences_before_it_nearest_first() -> None:
    found = candidate("Five fell.", before=["One fell.", "Two fell.", "Three fell.", "Four fell."])
    assert [one.text for one in found.earlier] == ["Four fell.", "Three fell.", "Two fell."]
    assert candidate("One fell.").before is None
