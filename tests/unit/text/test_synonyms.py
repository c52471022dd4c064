from __future__ import annotations

from rag.text.synonyms import groups_of, synonyms_of


def test_synonyms_are_the_members_of_all_groups_of_a_word() -> None:
    assert {"cost", "price"} <= synonyms_of("cost")
    assert all(groups_of(word) & groups_of("cost") for word in synonyms_of("cost"))


def test_a_word_in_no_group_has_no_synonyms() -> None:
    assert synonyms_of("deepseek") == frozenset()
