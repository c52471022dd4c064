from __future__ import annotations

from importlib.resources import files

import pytest

from rag.text.places import place_stems
from rag.text.words import content_stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S. stocks fell.", "America"),
        ("The US agreed.", "American"),
        ("Chinese chips", "China"),
        ("It was made in China.", "Chinese"),
        ("the UK's banks", "British"),
        ("the European Union", "EU"),
    ],
)
def test_a_place_is_known_by_its_other_names(one: str, other: str) -> None:
    assert set(content_stems(other)) <= place_stems(one)


@pytest.mark.parametrize(
    "text",
    ["", "They told us so.", "a china plate", "Americanism", "中国", "Китай", "2025", "Georgia on my mind"],
)
def test_no_name_of_a_place_no_stems(text: str) -> None:
    assert place_stems(text) == frozenset()


def test_the_longest_name_is_taken() -> None:
    assert "korea" in place_stems("South Korean firms")
    assert place_stems("South Korean firms") != place_stems("North Korean firms")
    assert "niger" not in place_stems("Nigeria")


def test_all_places_of_a_text_are_found() -> None:
    both = place_stems("France and Germany agreed.")
    assert both == place_stems("The French") | place_stems("The Germans")
    assert {"franc", "german"} <= both


def test_ten_thousand_characters_are_read() -> None:
    assert place_stems("U.S. " * 2_000) == place_stems("U.S.")


def test_no_name_stands_for_two_places() -> None:
    lines = files("rag.text").joinpath("places.txt").read_text(encoding="utf-8").splitlines()
    names = [name for line in lines if not line.startswith("#") for name in line.split("|")]
    assert len(names) == len(set(names))
    assert all(name == name.strip() and name for name in names)
