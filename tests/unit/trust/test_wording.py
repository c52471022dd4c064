from __future__ import annotations

import pytest

from rag.trust.claims import read_claim
from rag.trust.matches import Comparison, compare
from rag.trust.wording import absent, misquoted, turned, unsaid
from tests.builders import evidence

SOURCE = "Nvidia shares fell 17% on Monday. “We will deliver much better models,” Altman wrote."


def compared(claim: str, source: str = SOURCE) -> Comparison:
    found = compare(read_claim(claim), evidence(source), ())
    assert found
    return found


@pytest.mark.parametrize(
    "claim",
    [
        "Altman wrote, “We will deliver much better models.”",
        'Altman wrote, "we will deliver much better models"',
        "Altman wrote, “We will  deliver much better models…”",
        "Altman wrote nothing.",
    ],
)
def test_a_quotation_of_the_sources_own_words_is_in_order_whatever_its_typography(claim: str) -> None:
    assert misquoted(read_claim(claim), evidence(SOURCE)) == ()


def test_each_quotation_that_no_source_has_is_named() -> None:
    claim = read_claim("He wrote “we deliver better chips” and “nobody else can do it”.")
    assert misquoted(claim, evidence(SOURCE)) == (
        "quotes “we deliver better chips”; the sources do not have these words",
        "quotes “nobody else can do it”; the sources do not have these words",
    )
    assert len(misquoted(claim, evidence())) == 2


def test_words_that_the_source_lacks_are_named_as_written_four_at_most() -> None:
    assert unsaid(compared("Nvidia shares fell Dramatically.")) == ("the source does not say “Dramatically”",)
    (issue,) = unsaid(
        compared("Nvidia shares fell after aliens landed near Paris yesterday evening, singing.")
    )
    assert issue == "the source does not say “aliens”, “landed”, “near”, “Paris”"
    assert unsaid(compared("Nvidia shares fell.")) == ()


def test_what_nothing_says_is_named_values_first() -> None:
    assert absent(compared("Aliens paid $7 million.")) == (
        "says $7 million; not in the sources",
        "the sources do not say “Aliens”, “paid”",
    )


def test_where_every_word_is_somewhere_it_is_no_sentence_that_says_it() -> None:
    assert absent(compared("Nvidia shares fell.")) == ("no sentence of the sources says this",)


def test_a_word_with_the_opposite_in_its_place_is_named_with_both_sides() -> None:
    assert turned(compared("Nvidia shares rose 17% on Monday.")) == ("says “rose”; the source says “fell”",)


@pytest.mark.parametrize(
    "claim",
    ["Nvidia shares fell 17% on Monday.", "Nvidia shares dropped 17% on Monday.",
     "Nvidia shares did not rise 17% on Monday.", "7", "中文"],
)  # fmt: skip
def test_without_an_opposite_in_its_place_nothing_is_turned(claim: str) -> None:
    assert turned(compared(claim)) == ()
