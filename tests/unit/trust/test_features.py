from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.trust.claims import read_claim
from rag.trust.features import features_of
from rag.trust.matches import compare
from tests.builders import evidence

SOURCE = "Nvidia shares fell nearly 17% on January 27, Reuters said."
ODD = st.text(
    st.sampled_from("aZ 019.,%$-–“”\"'()[]|#*\n\u200b\uff11аеС中文дни🙂٣é{};:=<>Nnot"), max_size=200
)


def features(claim: str, *texts: str) -> dict[str, float]:
    compared = compare(read_claim(claim), evidence(*texts), ())
    assert compared
    return features_of(compared)


def assert_shares(found: dict[str, float]) -> None:
    outside = {name: value for name, value in found.items() if not 0 <= value <= 1 or math.isnan(value)}
    assert outside == {}


@settings(max_examples=100, deadline=None)
@given(claim=ODD, source=ODD)
def test_every_feature_lies_between_0_and_1(claim: str, source: str) -> None:
    compared = compare(read_claim(claim), evidence(source, SOURCE), ())
    assert compared
    assert_shares(features_of(compared))


@pytest.mark.parametrize(
    "claim",
    ["", " ", "7", "17%", "2025", "中文", "Акции упали на 17%.", "…!", "not", "a" * 10_000, "7" * 10_000,
     "not " * 2_500, "17% " * 2_500, "January 27 " * 900, "Nvidia fell, and " * 580],
)  # fmt: skip
def test_so_it_is_for_long_short_and_foreign_claims(claim: str) -> None:
    found = features(claim, SOURCE)
    assert_shares(found)
    assert found.keys() == features(SOURCE, SOURCE).keys()


def test_a_sentence_beside_itself_is_covered_copied_and_clean() -> None:
    found = features(SOURCE, SOURCE)
    for name in ("cover_best", "cover_nearby", "cover_two", "cover_passage", "cover_all", "clean"):
        assert found[name] == 1.0, name
    assert (found["trigrams"], found["run"], found["bigrams"]) == (1.0, 1.0, 1.0)
    for name in ("missing_all", "missing_best", "missing_share", "values_missing", "answered", "names"):
        assert found[name] == 0.0, name


def test_cover_grows_from_one_sentence_to_all_that_was_read() -> None:
    found = features(
        "Nvidia shares sank after DeepSeek published its model in Hangzhou.",
        "Nvidia shares sank. DeepSeek published a model.",
        "Hangzhou is a city.",
    )
    assert found["cover_best"] <= found["cover_two"] <= found["cover_all"]
    assert found["cover_best"] <= found["cover_passage"] <= found["cover_all"]
    assert found["cover_passage"] < found["cover_all"] == 1.0


def test_words_and_values_that_nothing_has_are_missing() -> None:
    found = features("Aliens landed in Paris on May 3 with $7 million.", SOURCE)
    assert found["values_missing"] == 1.0
    assert found["missing_all"] == 3 / 5
    assert found["missing_share"] == 1.0
    assert found["has_values"] == 1.0


@pytest.mark.parametrize(
    ("claim", "feature"),
    [
        ("Nvidia shares fell nearly 71% on January 27, Reuters said.", "numbers"),
        ("Nvidia shares fell nearly 17% on March 3, Reuters said.", "dates"),
        ("Nvidia shares fell nearly 17% on January 27, Bloomberg said.", "names_missing"),
        ("Nvidia shares did not fall 17% on January 27.", "negations"),
        ("Nvidia shares did not fall 17% on January 27.", "denies_alone"),
        ("Nvidia shares rose nearly 17% on January 27, Reuters said.", "turned"),
        ("Nvidia shares rose nearly 17% on January 27, Reuters said.", "direction_against"),
        ("Nvidia shares may have fallen 17% on January 27.", "hedge_added"),
        ("All Nvidia shares fell 17% on January 27.", "absolute_added"),
        ("Nvidia shares fell nearly 17% on January 27.", "speaker_lost"),
    ],
)
def test_what_is_said_otherwise_shows_in_its_feature(claim: str, feature: str) -> None:
    assert features(SOURCE, SOURCE)[feature] == 0.0
    assert features(claim, SOURCE)[feature] > 0.0


def test_a_hedge_of_the_source_may_be_lost() -> None:
    assert features("Shares fell.", "Shares may have fallen.")["hedge_lost"] == 1.0
    assert features("Shares might have fallen.", "Shares may have fallen.")["hedge_lost"] == 0.0


def test_a_direction_that_is_shared_counts_less_the_farther_down_it_stands() -> None:
    near = features("Nvidia shares dropped.", "Nvidia shares fell.")["direction_same"]
    far = features("Nvidia shares fell.", "Nvidia shares were traded.", "The river fell.")["direction_same"]
    assert near == 1.0
    assert far == 0.5


def test_two_negations_in_place_of_none_turn_nothing() -> None:
    assert features("Shares did not rise.", "Shares fell.")["turned"] == 0.0
