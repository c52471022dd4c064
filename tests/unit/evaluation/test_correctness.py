"""Whether an answer says what was expected of it."""

from __future__ import annotations

import pytest

from rag.evaluation.metrics.correctness import expected_and_present, holds_fact, says_gold_answer
from rag.trust.verifier import WeighedCheck


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It cost $6 million.", "$6 million"),
        ("It cost US$0.6 billion.", "$600 million"),
        ("Nvidia fell 17 percent.", "17%"),
        ("About 2,000 chips were used.", "2,000"),
        ("Liang Wenfeng’s company", "liang wenfeng"),
        ("a state-owned bank", "state owned"),
        ("Launched in 2023.", "2023"),
        ("It fell on January 27.", "January 27"),
    ],
)
def test_a_fact_is_found_however_it_is_written(text: str, fact: str) -> None:
    assert holds_fact(text, [fact])


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It cost $5.576 million.", "$6 million"),
        ("It cost $16 million.", "$6 million"),
        ("It cost 6 million euros.", "$6 million"),
        ("Nvidia fell 17.5%.", "17%"),
        ("They used 12,000 chips.", "2,000"),
        ("An antitrust case.", "trust"),
        ("He fell.", "Liang Wenfeng"),
        ("Launched in 2024. [2023]", "January 2023"),
    ],
)
def test_a_fact_is_not_found_inside_another(text: str, fact: str) -> None:
    assert not holds_fact(text, [fact])


def test_one_alternative_is_enough() -> None:
    assert holds_fact("It took one week.", ["a week", "one week"])
    assert not holds_fact("It took a month.", ["a week", "one week"])


def test_the_number_of_a_citation_is_no_fact() -> None:
    assert not holds_fact("Nvidia fell. [2]", ["2"])


def test_facts_and_patterns_are_counted_together() -> None:
    row = {"facts": [["$6 million"], ["Hangzhou"]], "patterns": [r"17\s?%|17 percent"]}
    assert expected_and_present(row, "It cost $6 million; shares fell 17 percent.") == (3, 2)


def test_the_number_of_a_citation_matches_no_pattern() -> None:
    assert expected_and_present({"patterns": ["17"]}, "Shares fell. [17]") == (1, 0)


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("Shares of Nvidia sank by 17 percent on January 27. [1]", True),
        ("Shares of Nvidia sank by 3 percent on January 27.", False),
        ("Liang Wenfeng founded DeepSeek in Hangzhou.", False),
    ],
)
def test_a_gold_answer_is_said_in_other_words_or_not_at_all(text: str, is_right: bool) -> None:
    gold = "Nvidia's shares sank 17 percent on January 27."
    assert says_gold_answer(gold, text, WeighedCheck()) is is_right


def test_all_claims_of_a_gold_answer_are_wanted() -> None:
    gold = "Liang Wenfeng founded DeepSeek. Nvidia's shares sank 17 percent."
    assert not says_gold_answer(gold, "Liang Wenfeng founded DeepSeek.", WeighedCheck())
