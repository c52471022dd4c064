from __future__ import annotations

import pytest

from rag.trust.claims import claims_something, clauses, read_claim

QUESTION = "How much did DeepSeek's training cost?"


@pytest.mark.parametrize(
    "text",
    ["Here is what the sources say:", "## Costs", "**Training costs**", "Cost:", "According to the sources:"],
)
def test_headings_and_announcements_claim_nothing(text: str) -> None:
    assert not claims_something(text, QUESTION)


@pytest.mark.parametrize(
    "text",
    ["$6 million", "Yes.", "Liang Wenfeng", "DeepSeek's training did not cost much.",
     "## Training cost $6 million", "DeepSeek's training cost money.", "Cost: $6 million:", "Nobody knows.",
     "DeepSeek did not train:", "Sure.", "Of course.",
     "I hope this helps you know that DeepSeek copied OpenAI.", "Let me know if Trump has won.",
     "Let me know if you need more than 2048 chips."],
)  # fmt: skip
def test_whatever_may_be_false_is_a_claim(text: str) -> None:
    assert claims_something(text, QUESTION)


@pytest.mark.parametrize(
    "text",
    ["I hope this helps!", "Sure, I can answer your question based on the given passages.",
     "Let me know if you have any further questions or if there's anything else I can assist you with.",
     "Please don’t hesitate to ask."],
)  # fmt: skip
def test_courtesies_claim_nothing(text: str) -> None:
    assert not claims_something(text, QUESTION)


def test_a_claim_is_read_without_framing_figures_and_dates() -> None:
    claim = read_claim("According to the article, DeepSeek spent $6 million in January 2025.")
    assert claim.stems == ("deepseek", "spend")
    assert len(claim.figures) == len(claim.dates) == 1


def test_each_word_counts_once() -> None:
    assert read_claim("Chips, chips and more chips fell.").stems == ("chip", "fall")


def test_a_relative_date_has_a_place_and_is_no_date() -> None:
    claim = read_claim("Shares fell yesterday.")
    assert claim.dates == ()
    assert claim.date_spans == ((12, 21),)


@pytest.mark.parametrize(
    "reference",
    ["(Passage 3)", "(passages 1 and 2)", "[source 2]", "as article 4", "in documents 1, 2 and 3", "step 2"],
)
def test_a_number_that_tells_where_is_no_figure(reference: str) -> None:
    assert read_claim(f"Nvidia shares sank {reference}.").figures == ()


def test_a_conversion_in_brackets_says_the_same_twice() -> None:
    assert [figure.value for figure in read_claim("Bake at 400 degrees (205 degrees).").figures] == [400]


def test_a_share_in_brackets_after_a_name_is_a_figure() -> None:
    assert len(read_claim("Most of them (60 percent in all) fell.").figures) == 1


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("He said, “We will deliver better models.”", ("We will deliver better models.",)),
        ('He said, "We will deliver better models."', ("We will deliver better models.",)),
        ("Il a dit « nous livrons de bons modèles »", (" nous livrons de bons modèles ",)),
        ("The “wake-up call” came.", ()),
        ("“a b c d", ()),
    ],
)
def test_quotations_are_of_three_words_or_more(text: str, quotations: tuple[str, ...]) -> None:
    assert read_claim(text).quotations == quotations


def test_a_denial_is_read_as_one() -> None:
    assert read_claim("The company has not published its data.").is_negated
    assert not read_claim("The company has published its data.").is_negated


def test_a_compound_sentence_is_split_into_its_clauses() -> None:
    assert clauses("Nvidia's shares fell sharply; Broadcom's shares rose slightly.") == [
        "Nvidia's shares fell sharply;",
        "Broadcom's shares rose slightly.",
    ]
    assert clauses("Nvidia's shares fell sharply, while Broadcom's shares rose slightly.") == [
        "Nvidia's shares fell sharply, while",
        "Broadcom's shares rose slightly.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It fell, and rose.",
        "Nvidia's shares fell sharply, while others rose.",
        "Apples and pears are fruit.",
        "7",
    ],
)
def test_short_asides_and_lists_are_no_clauses(text: str) -> None:
    assert clauses(text) == [text]


@pytest.mark.parametrize("text", ["", " ", "…! ??", "中文", "7" * 10_000, "a " * 5_000, "; " * 5_000])
def test_anything_can_be_read_and_split(text: str) -> None:
    assert "".join("".join(clauses(text)).split()) == "".join(text.split())
    assert isinstance(read_claim(text).stems, tuple)
