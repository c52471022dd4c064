from __future__ import annotations

from rag.adapters.sqlite.frequencies import LEADING_PASSAGES, leading, telling


def test_common_words_are_left_out_unless_no_other_is_left() -> None:
    frequencies = {"rare": 3, "common": 900, "unheard": 0}

    assert telling(["rare", "common", "unheard"], frequencies, 5_000) == ["rare"]
    assert telling(["common", "unheard"], frequencies, 5_000) == ["common"]


def test_all_words_lead_while_they_lead_to_few_passages() -> None:
    assert leading(["b", "a"], {"a": LEADING_PASSAGES // 2, "b": LEADING_PASSAGES // 2}) == ["b", "a"]


def test_the_rarest_words_lead_and_at_least_one_does() -> None:
    frequencies = {"common": LEADING_PASSAGES, "rare": 10, "rarer": 5}

    assert leading(["common", "rare", "rarer"], frequencies) == ["rarer", "rare"]
    assert leading(["common"], {"common": 9 * LEADING_PASSAGES}) == ["common"]
