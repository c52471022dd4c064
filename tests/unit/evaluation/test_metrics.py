"""The metrics move with what is wrong, and only with that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.evaluation.metrics.figures import BY_CONSTRUCTION, SAME_VERIFIER, Figure, figures
from rag.evaluation.metrics.measures import MEASURES, concerns, part_of
from rag.evaluation.runs.records import Record
from tests.broken_writers import (
    Writer,
    always_refuses,
    answers_unanswerable,
    cites_wrong_passage,
    invents_numbers,
    quotes_something_else,
    records_of,
    right,
)
from tests.runs import answer, record, sentence

_LENGTH = {"answer_words"}


def of(writer: Writer) -> dict[str, Figure]:
    return figures(records_of(writer))


def moved(writer: Writer) -> dict[str, tuple[float | None, float | None]]:
    """The metrics that differ from the right writer's, with both values."""
    before, after = of(right), of(writer)
    return {
        name: (before[name].value, after[name].value)
        for name in before
        if before[name].value != after[name].value and name not in _LENGTH
    }


def test_a_writer_that_is_always_right_has_perfect_figures() -> None:
    found = of(right)
    refusals = {"refusal_recall", "refusal_precision", "refusal_f1", "answered"}
    citations = {"citation_precision", "citation_recall"}
    support = {"answered_correct_supported", "faithfulness", "fully_supported"}
    perfect = {"correct", "fact_recall", *refusals, *citations, *support}
    assert {name: found[name].value for name in perfect} == dict.fromkeys(perfect, 1.0)
    assert found["unsupported_per_100"].value == found["contradicted_per_100"].value == 0.0


def test_invented_numbers_cost_correctness_and_faithfulness_but_no_refusals() -> None:
    found = moved(invents_numbers)
    assert found["answered_correct_supported"] == (1.0, 0.0)
    assert found["correct"] == found["fact_recall"] == found["faithfulness"] == (1.0, 0.0)
    assert found["citation_recall"] == found["citation_precision"] == (1.0, 0.0)
    assert not {"answered", "refusal_recall", "refusal_precision", "refusal_f1"} & set(found)


def test_a_wrong_citation_costs_the_citation_metrics_alone() -> None:
    assert moved(cites_wrong_passage) == {"citation_precision": (1.0, 0.0), "citation_recall": (1.0, 0.0)}


def test_answering_the_unanswerable_costs_the_refusal_metrics_alone() -> None:
    assert moved(answers_unanswerable) == {
        "refusal_recall": (1.0, 0.0),
        "refusal_precision": (1.0, None),
        "refusal_f1": (1.0, 0.0),
    }


def test_always_refusing_is_worth_nothing_in_the_headline() -> None:
    found = of(always_refuses)
    assert found["refusal_recall"].value == 1.0
    assert found["answered_correct_supported"].value == found["answered"].value == 0.0
    assert found["correct"].value == found["fact_recall"].value == 0.0
    assert found["refusal_precision"].value == pytest.approx(6 / 20)
    assert found["faithfulness"].value is None
    assert (found["faithfulness"].n, found["faithfulness"].undefined) == (0, 20)


def test_a_true_sentence_that_does_not_answer_costs_correctness_alone() -> None:
    assert moved(quotes_something_else) == {
        "answered_correct_supported": (1.0, 0.0),
        "correct": (1.0, 0.0),
        "fact_recall": (1.0, 0.0),
    }


def failed(record: Record) -> Record:
    counted = {"answered": 0.0, "answered_correct_supported": 0.0}
    return replace(
        record, answer=None, failed={"code": "endpoint", "sentence": "It is down."}, measures=counted
    )


def test_a_failed_question_is_not_served_and_is_not_scored_as_an_answer() -> None:
    records = records_of(right)
    found = figures([failed(records[0]), *records[1:]])
    assert found["answered_correct_supported"].value == pytest.approx(13 / 14)
    assert found["answered_correct_supported"].failed == found["faithfulness"].failed == 1
    assert (found["faithfulness"].value, found["faithfulness"].n) == (1.0, 13)
    assert found["faithfulness"].undefined == 6  # the refusals
    assert found["refusal_recall"].failed == 0  # it was no unanswerable question


def test_where_nothing_is_expected_a_failure_does_not_make_a_headline() -> None:
    rows = [{"id": "a", "question": "Who won?"}, {"id": "b", "question": "Who lost?"}]
    lost = {"code": "endpoint_busy", "sentence": "It is overloaded."}
    found = figures([record(rows[0], answer(sentence("Ann won."))), record(rows[1], None, failed=lost)])
    assert (found["answered_correct_supported"].value, found["answered_correct_supported"].n) == (None, 0)
    assert (found["answered"].value, found["answered"].failed) == (0.5, 1)


def test_no_unsupported_sentence_in_few_answers_leaves_room_for_some() -> None:
    found = of(right)["unsupported_per_100"]
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high is not None
    assert found.high > 0


def test_every_figure_counts_each_question_it_is_about_once() -> None:
    records = records_of(invents_numbers)
    for name, figure in figures(records).items():
        about = sum(concerns(MEASURES[name], record.question) for record in records)
        assert figure.n + figure.undefined == about, name


def test_figures_of_quotations_are_marked_as_no_estimate() -> None:
    quoted = [
        replace(one, measures={**one.measures, "verbatim_sentences": one.measures.get("sentences")})
        for one in records_of(right)
    ]
    assert figures(quoted)["faithfulness"].note == BY_CONSTRUCTION
    assert figures(records_of(right))["faithfulness"].note is None


def test_drafts_have_figures_of_their_own_and_the_others_say_so() -> None:
    invented = {one.id: one for one in records_of(invents_numbers)}
    records = [
        replace(
            one,
            draft=invented[one.id].answer,
            measures={
                **one.measures,
                **{f"draft_{name}": value for name, value in invented[one.id].measures.items()},
            },
        )
        for one in records_of(right)
    ]
    found = figures(records)
    assert (found["faithfulness"].value, found["draft_faithfulness"].value) == (1.0, 0.0)
    assert found["faithfulness"].note == SAME_VERIFIER
    assert "draft_faithfulness" not in of(right)


def test_sentences_are_shares_of_all_sentences_not_means_of_answers() -> None:
    measure = MEASURES["unsupported_per_100"]
    assert part_of(measure, {"unsupported_sentences": 1.0, "sentences": 4.0}) == (100.0, 4.0)
    assert part_of(measure, {"unsupported_sentences": 0.0, "sentences": 0.0}) is None
    assert part_of(measure, {}) is None


def test_what_could_not_be_counted_has_no_value() -> None:
    assert all(figure.value is None and figure.n == 0 for figure in figures([]).values())
