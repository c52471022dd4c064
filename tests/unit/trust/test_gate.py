from __future__ import annotations

from rag.trust.gate import decide
from tests.builders import candidate, read, scored

FITTING = {"sentence_similarity": 0.9, "asked_kind": 1.0, "stated_figures": 1.0, "cover_nearby": 1.0}
STRANGE = {"sentence_similarity": 0.05, "stated_figures": 1.0}


def test_without_a_sentence_there_is_nothing_to_answer_from() -> None:
    decision = decide(read("Who won?"), [], 0.0)
    assert not decision.is_answerable
    assert decision.probability == 0.0


def test_a_sentence_that_fits_in_every_way_is_enough() -> None:
    found = candidate("Training DeepSeek cost $6 million.")
    decision = decide(
        read("What did training DeepSeek cost?", scored(found, 0.95, FITTING)), [found.hit], 0.5
    )
    assert decision.is_answerable
    assert decision.uncovered == ()


def test_a_question_about_somebody_unknown_is_less_answerable_and_the_name_is_told() -> None:
    found = candidate("Training DeepSeek cost $6 million.")
    known = decide(read("What did training DeepSeek cost?", scored(found, 0.5, FITTING)), [found.hit], 0.5)
    unknown = decide(read("What did training Mistral cost?", scored(found, 0.5, FITTING)), [found.hit], 0.5)
    assert unknown.probability < known.probability
    assert unknown.uncovered == ("Mistral",)


def test_a_question_that_shares_nothing_with_the_passages_is_refused() -> None:
    found = candidate("Training DeepSeek cost $6 million.")
    asked = read("How do I make a sourdough starter?", scored(found, 0.02, STRANGE))
    decision = decide(asked, [found.hit], 0.5)
    assert not decision.is_answerable
    assert set(decision.uncovered) >= {"sourdough", "starter"}


def test_the_threshold_decides() -> None:
    found = candidate("Training DeepSeek cost $6 million.")
    asked = read("What did training DeepSeek cost?", scored(found, 0.5, FITTING))
    assert decide(asked, [found.hit], 0.0).is_answerable
    assert not decide(asked, [found.hit], 1.0).is_answerable


def test_a_date_that_no_sentence_gives_is_uncovered() -> None:
    found = candidate("Training DeepSeek cost $6 million in 2025.")
    asked = read(
        "What did DeepSeek cost in March 2021?", scored(found, 0.5, {**FITTING, "stated_figures": 0})
    )
    assert "March 2021" in decide(asked, [found.hit], 0.5).uncovered


def test_the_chief_of_another_company_is_refused() -> None:
    found = candidate("Tim Cook is the chief executive of Apple.")
    asked = read("Who is the chief executive of Nvidia?", scored(found, 0.5, {**FITTING, "asked_kind": 1.0}))
    right = candidate("Jensen Huang is the chief executive of Nvidia.")
    known = read("Who is the chief executive of Nvidia?", scored(right, 0.5, FITTING))
    assert decide(asked, [found.hit], 0.37).probability < decide(known, [right.hit], 0.37).probability
    assert "Nvidia" in decide(asked, [found.hit], 0.37).uncovered


def test_who_holds_an_office_that_no_likely_sentence_mentions_is_not_answered() -> None:
    found = candidate("Nvidia lost $600 million when Sam Altman praised DeepSeek.")
    asked = read("Who is the CEO of Nvidia?", scored(found, 0.9, FITTING))
    assert not decide(asked, [found.hit], 0.0).is_answerable
    held = candidate("Jensen Huang, the CEO of Nvidia, praised DeepSeek.")
    assert decide(
        read("Who is the CEO of Nvidia?", scored(held, 0.9, FITTING)), [held.hit], 0.0
    ).is_answerable
