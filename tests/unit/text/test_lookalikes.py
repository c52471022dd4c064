"""Words that look Latin and are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.lookalikes import disguised_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ореn AI said so.", ("Ореn",)),
        ("OpenAI said so.", ()),
        ("The СЕО of ΝVIDIA said so.", ("СЕО", "ΝVIDIA")),
        ("Nvidiа and Nvidiа again.", ("Nvidiа",)),
        ("The newspaper Правда said so.", ()),
        ("Газета «Правда» сказала это.", ()),
        ("СССР", ()),
        ("A length of 5 μm and an α of 0.05.", ()),
        ("Müller, Łódź and Dvořák said so.", ()),
        ("梁文锋 founded 深度求索.", ()),
        ("", ()),
    ],
)
def test_words_in_disguise_are_found_and_words_of_other_scripts_are_not(
    text: str, found: tuple[str, ...]
) -> None:
    assert disguised_words(text) == found


@given(st.text())
def test_every_word_found_stands_in_the_text(text: str) -> None:
    assert all(word in text and not word.isascii() for word in disguised_words(text))
