from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.reading.candidates import Candidate
from rag.reading.question import profile_question
from rag.trust.disagreements import Side, as_disagreement, find_sides
from tests.builders import EVEN_WEIGHTS, candidate

COST = "How much did it cost to train DeepSeek's model?"


def sides(question: str, *sentences: Candidate | str) -> list[Side]:
    candidates = [candidate(one) if isinstance(one, str) else one for one in sentences]
    return find_sides(profile_question(question), candidates, EVEN_WEIGHTS)


def values(found: Sequence[Side]) -> list[list[str]]:
    return [[value.text for value in side.values] for side in found]


def test_different_sums_for_the_same_thing_are_two_sides() -> None:
    found = sides(COST, "Training DeepSeek cost $6 million.", "Training DeepSeek cost $1.3 billion.")
    assert values(found) == [["$6 million"], ["$1.3 billion"]]


def test_a_precise_sum_agrees_with_one_that_is_rounded_or_bounded() -> None:
    found = sides(
        COST,
        "Training DeepSeek cost $5.576 million.",
        "Training DeepSeek cost under $6 million.",
        "Training DeepSeek cost about $6 million.",
    )
    assert len(found) == 1
    assert len(found[0].sources) == 3


def test_what_somebody_else_spent_is_no_side() -> None:
    found = sides(
        COST,
        "Training DeepSeek cost $6 million, while OpenAI spent $78 million.",
        "Training DeepSeek cost $6 million, compared to $100 million at rivals.",
        "OpenAI spent $80 million to train GPT-4.",
    )
    assert values(found) == [["$6 million", "$6 million"]]


def test_a_clause_about_others_does_not_speak_for_the_one_asked_about() -> None:
    found = sides(COST, "DeepSeek trained its model at a cost of $6 million; other firms paid $100 million.")
    assert values(found) == [["$6 million"]]


def test_the_asked_ones_figure_counts_in_a_sentence_that_begins_with_others() -> None:
    found = sides(COST, "While OpenAI spent $78 million, training DeepSeek cost $6 million.")
    assert values(found) == [["$6 million"]]


def test_a_figure_disputed_two_sentences_later_is_a_side() -> None:
    disputed = candidate(
        "The true training cost was $1.3 billion, the blog wrote.",
        before=["DeepSeek is a young company.", "Its figures were doubted at once."],
    )
    found = sides(COST, "Training DeepSeek cost $6 million.", disputed)
    assert values(found) == [["$6 million"], ["$1.3 billion"]]


def test_a_figure_after_a_sentence_about_somebody_else_is_no_side() -> None:
    theirs = candidate(
        "The training cost was $78 million.", before=["DeepSeek is a young company.", "OpenAI is older."]
    )
    assert values(sides(COST, theirs)) == []


def test_a_figure_of_another_kind_or_for_something_else_is_no_side() -> None:
    assert sides(COST, "Training DeepSeek took 2,000 chips.", "DeepSeek shares rose $5 million.") == []


def test_a_sum_that_the_question_states_itself_is_no_answer() -> None:
    assert sides("Why did training DeepSeek cost $6 million?", "Training DeepSeek cost $6 million.") == []
    question = "Did training DeepSeek cost $6 million, or how much did it cost?"
    found = sides(question, "Training DeepSeek cost $6 million.", "Training DeepSeek cost $90 million.")
    assert values(found) == [["$90 million"]]


def test_different_dates_are_sides_and_partial_ones_agree() -> None:
    found = sides(
        "When was R1 released?",
        "R1 was released on January 20, 2025.",
        "R1 was released in January 2025.",
        "R1 was released on January 27.",
    )
    assert values(found) == [["January 20, 2025", "January 2025"], ["January 27"]]


def test_a_relative_date_is_no_side() -> None:
    assert sides("When was R1 released?", "R1 was released last week.") == []


def test_different_counts_of_the_thing_counted_are_sides() -> None:
    found = sides(
        "How many chips did DeepSeek use?",
        "DeepSeek used 2,000 specialized chips.",
        "DeepSeek used 50,000 chips.",
        "DeepSeek used 200 employees.",
    )
    assert len(found) == 2


def test_different_shares_are_sides() -> None:
    found = sides("What share did Nvidia lose?", "Nvidia lost a share of 17%.", "Nvidia lost a share of 12%.")
    assert values(found) == [["17%"], ["12%"]]


@pytest.mark.parametrize("question", ["How did DeepSeek save?", "Why did DeepSeek cost $6 million?"])
def test_a_reason_or_a_manner_has_no_sides(question: str) -> None:
    assert sides(question, "Training DeepSeek cost $6 million.", "DeepSeek cost $1.3 billion.") == []


def test_figures_as_of_different_years_are_two_states_and_no_sides() -> None:
    found = sides(
        "How many people does Velmora employ?",
        "In 2019, Velmora employed 300 people.",
        "Velmora employed 900 people in 2024.",
        "In 2019, Velmora employed 420 people.",
    )
    assert values(found) == [["300"], ["420"]]


def test_the_year_in_which_somebody_said_it_makes_no_other_state() -> None:
    found = sides(
        COST,
        "In 2024, DeepSeek said that training DeepSeek had cost $6 million.",
        "In 2025, SemiAnalysis estimated that training DeepSeek cost $1.3 billion.",
    )
    assert len(found) == 2


def test_a_date_before_its_subject_is_about_that_subject() -> None:
    theirs = candidate(
        "On 3 May 2021, the Osier Hospital opened its doors.", before=["The Marl Museum is in the news."]
    )
    own = "Opened on 7 June 2020, the Marl Museum drew a crowd."
    assert values(sides("When did the Marl Museum open?", own, theirs)) == [["7 June 2020"]]


def test_a_sentence_does_not_differ_from_itself_unless_it_sets_values_against_each_other() -> None:
    question = "How many residents does Marl have?"
    assert values(sides(question, "Marl has 1,740 residents in a county of 2,666 residents.")) == [["1,740"]]
    found = sides(
        question, "Marl has 1,740 residents, the mayor says, but Marl has 2,100 residents in our count."
    )
    assert values(found) == [["1,740"], ["2,100"]]


def test_a_question_whether_a_figure_is_so_has_the_figures_as_sides() -> None:
    found = sides(
        "Did training DeepSeek really cost $6 million?",
        "Training DeepSeek cost $6 million.",
        "Training DeepSeek cost $1.3 billion.",
    )
    assert values(found) == [["$6 million"], ["$1.3 billion"]]


def test_a_measure_is_a_figure_of_what_is_measured() -> None:
    found = sides(
        "What is the population of Marl?",
        "The population of Marl was 428.",
        "There were 517 people in Marl.",
        "Marl has a population that grew by 12%.",
    )
    assert values(found) == [["428"], ["517"]]


def test_the_sides_name_the_value_who_gives_it_and_its_citations() -> None:
    first = candidate("Training DeepSeek cost $6 million, Liang said.", publisher="The Daily")
    second = candidate("Training DeepSeek cost $1.3 billion.", publisher=None, title="A look back")
    found = sides(COST, first, second)
    numbers = {(one.hit.article.id, one.start, one.end): n for n, one in enumerate((first, second), 1)}
    disagreement = as_disagreement(COST, found, numbers)
    assert disagreement.about == COST.rstrip("?")
    assert [(claim.value, claim.by, claim.citations) for claim in disagreement.claims] == [
        ("$6 million", "Liang, in The Daily, 28 January 2025", (1,)),
        ("$1.3 billion", "A look back, 28 January 2025", (2,)),
    ]


def test_a_side_that_is_not_cited_is_not_claimed() -> None:
    first = candidate("Training DeepSeek cost $6 million.")
    found = sides(COST, first, "Training DeepSeek cost $1.3 billion.")
    disagreement = as_disagreement(COST, found, {(first.hit.article.id, first.start, first.end): 4})
    assert [claim.citations for claim in disagreement.claims] == [(4,)]


def test_a_sum_that_somebody_paid_for_the_thing_asked_is_a_side() -> None:
    found = sides(
        "What did GPT-4 cost to train?",
        "OpenAI paid $78 million to train GPT-4, the report says.",
        "Training GPT-4 cost an estimated $100 million.",
    )
    assert values(found) == [["$78 million"], ["an estimated $100 million"]]
