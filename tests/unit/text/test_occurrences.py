from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.occurrences import Phrase, fold


def found(query: str, text: str) -> list[str]:
    phrase = Phrase.parse(query)
    assert phrase
    return [text[span.start : span.end] for span in phrase.occurrences(text)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("r1", "R1, r1 and R12; DeepSeek-R1.", ["R1", "r1", "R1"]),
        ("DeepSeek", "DeepSeek’s model, DeepSeek's too, DeepSeeks not.", ["DeepSeek", "DeepSeek"]),
        ("don", "We don't know Don Quixote; don’ts.", ["Don"]),
        ("sam altman", "Sam\nAltman met Sam  Altman and Sam Altmann.", ["Sam\nAltman", "Sam  Altman"]),
        ("OpenAI's rules", "OpenAI’s rules", ["OpenAI’s rules"]),
        ("low-cost", "low–cost, low‑cost, low cost, low—cost", ["low–cost", "low‑cost", "low—cost"]),
        ('"just cause"', "a just cause", ["just cause"]),
        ('a "smart" model', "a “smart” model", ["a “smart” model"]),
        ("GPT-4", "GPT-4, GPT-4o, GPT-4.5, GPT-4.", ["GPT-4", "GPT-4"]),
        ("5", "2.5 and 5,000 and 5, or 5.", ["5", "5"]),
        ("Ivoire", "Côte d’Ivoire", ["Ivoire"]),
        ("U.S.", "the U.S. economy and the U.S.", ["U.S.", "U.S."]),
        ("C++", "C++ and C", ["C++"]),
        ("R&D", "R&D", ["R&D"]),
        ("foo", "foo_bar", ["foo"]),
        ("café", "CAFÉ, cafe", ["CAFÉ"]),
        ("cafe\u0301", "café", ["café"]),
        ("a a", "ba a a", ["a a"]),
        ("κόσμος", "ΚΌΣΜΟΣ", ["ΚΌΣΜΟΣ"]),
        ("зеркало", "«Зеркало» зеркалом", ["Зеркало"]),
        ("深度求索", "杭州深度求索公司", ["深度求索"]),
        ("DeepSeek", "深度求索DeepSeek公司", ["DeepSeek"]),
        ("DeepSeek公司", "深度求索DeepSeek公司的", ["DeepSeek公司"]),
        ("딥시크", "딥시크는 작다", ["딥시크"]),
        ("not there", "there, not", []),
        ("NEAR(a b)", "near a b", []),
        ("deep*", "deeper", []),
    ],
)
def test_a_phrase_is_found_as_whole_words_in_any_typography(
    query: str, text: str, expected: list[str]
) -> None:
    assert found(query, text) == expected


@pytest.mark.parametrize(
    "query", ["", "  ", "?!…", '"', '""', "*", "-", "\x00\x07", "\u200b", "_", "€", "\ud83d"]
)
def test_without_a_letter_or_digit_there_is_no_phrase(query: str) -> None:
    assert Phrase.parse(query) is None


def test_control_characters_part_words_and_half_characters_do_no_harm() -> None:
    assert found("Sam\x00Altman\x1b", "Sam Altman") == ["Sam Altman"]
    assert found("Sam\ud800", "Sam") == []


def test_marks_alone_are_no_words_for_an_index() -> None:
    phrase = Phrase.parse("war & peace -")
    assert phrase
    assert phrase.indexed_words == ("war", "peace")
    assert phrase.words == ("war", "&", "peace", "-")


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(min_size=1, max_size=12), st.text(max_size=40), st.text(max_size=40))
def test_a_phrase_between_spaces_is_always_found(query: str, before: str, after: str) -> None:
    phrase = Phrase.parse(query)
    if phrase:
        text = f"{before} {' '.join(phrase.words)} {after}"
        spans = list(phrase.occurrences(text))
        assert spans
        assert all(one.end <= other.start for one, other in pairwise(spans))
