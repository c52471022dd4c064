from __future__ import annotations

from importlib.resources import files

import pytest

from rag.text.words import stem
from rag.trust.opposites import opposite_in, points_somewhere, same_direction


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("rose", "fell"),
        ("rose", "sank"),
        ("increases", "reduced"),
        ("approved", "rejected"),
        ("legal", "illegal"),
        ("sufficient", "insufficient"),
        ("dependent", "independent"),
        ("happy", "unhappy"),
        ("stable", "unstable"),
    ],
)
def test_what_turns_a_statement_round_is_an_opposite_both_ways(word: str, other: str) -> None:
    one, two = stem(word), stem(other)
    assert opposite_in(one, {two}) == two
    assert opposite_in(two, {one}) == one
    assert not same_direction(one, {two})


@pytest.mark.parametrize(
    ("word", "other"), [("table", "unable"), ("art", "start"), ("come", "income"), ("rose", "soared")]
)
def test_other_words_are_none(word: str, other: str) -> None:
    assert opposite_in(stem(word), {stem(other)}) == ""


def test_a_word_that_has_its_like_has_no_opposite() -> None:
    theirs = {stem("climbed"), stem("fell")}
    assert same_direction(stem("rose"), theirs)
    assert opposite_in(stem("rose"), theirs) == ""


def test_of_several_opposites_the_first_by_spelling_is_named() -> None:
    assert opposite_in(stem("rose"), {stem("plunged"), stem("dropped")}) == "drop"


def test_a_word_without_an_opposite_points_nowhere_and_goes_with_itself_only() -> None:
    assert not points_somewhere("tabl")
    assert same_direction("tabl", {"tabl"})
    assert not same_direction("tabl", {"chair"})
    assert points_somewhere(stem("rose"))


@pytest.mark.parametrize("word", ["", "7", "中国", "рост", "x" * 10_000])
def test_whatever_is_no_english_word_points_nowhere(word: str) -> None:
    assert not points_somewhere(word)
    assert opposite_in(word, frozenset()) == ""
    assert opposite_in(word, {stem("fell"), "12"}) == ""


def test_every_line_of_the_list_has_two_sides() -> None:
    lines = files("rag.trust").joinpath("opposites.txt").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        sides = line.split("|")
        assert len(sides) == 2, line
        assert all(side.split() for side in sides), line
