"""Writers with one fault each, compared with a sound one on the golden questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from ingest.builtin import builtin_corpus
from rag.evaluation.comparisons.comparing import Comparison, compare_runs
from rag.evaluation.comparisons.gates import judge_gates, read_gate
from rag.evaluation.comparisons.scored_runs import scored_run
from rag.evaluation.runs.records import Record
from tests import broken_writers
from tests.runs import answer, record, refusal, run_of, sentence

Row = Mapping[str, Any]
Writer = Callable[[Row, int], dict[str, Any]]

ROWS: list[Row] = [
    json.loads(line)
    for line in (builtin_corpus().parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]


def facts_of(row: Row) -> str:
    return f"It says {' and '.join(fact[0] for fact in row['facts'])}."


def sound(row: Row, place: int) -> dict[str, Any]:
    """Right about four in five: every fifth answer lacks what was asked, every fifth refusal is missing."""
    if row["answerable"]:
        return answer(sentence(facts_of(row) if place % 5 else "It says something else."))
    return refusal() if place % 5 else answer(sentence("It says something else."))


def invents_numbers(row: Row, place: int) -> dict[str, Any]:
    said = sound(row, place)
    if said["abstained"] or place % 2:
        return said
    return answer(*said["sentences"], sentence("It cost $923 million.", "unsupported", citations=[]))


def cites_the_wrong_passage(row: Row, place: int) -> dict[str, Any]:
    said = sound(row, place)
    if said["abstained"] or place % 2:
        return said
    return answer(*said["sentences"], quote="Rice is sown in spring.")


def answers_the_unanswerable(row: Row, place: int) -> dict[str, Any]:
    return sound(row, place) if row["answerable"] else answer(sentence("It says something else."))


def always_refuses(row: Row, place: int) -> dict[str, Any]:
    return refusal()


def quotes_beside_the_point(row: Row, place: int) -> dict[str, Any]:
    said = sound(row, place)
    return said if said["abstained"] or place % 3 else answer(sentence("It says something else."))


def records_of(writer: Writer) -> list[Record]:
    return [record(row, writer(row, place)) for place, row in enumerate(ROWS)]


def compared(writer: Writer) -> Comparison:
    return compare_runs(scored_run(run_of(records_of(sound))), scored_run(run_of(records_of(writer))))


# What has to get worse. Whatever is in neither list may do as it likes: no more is claimed of it.
WORSE = {
    invents_numbers: {
        "answered_correct_supported",
        "faithfulness",
        "fully_supported",
        "unsupported_per_100",
        "citation_recall",
    },
    cites_the_wrong_passage: {"citation_recall", "citation_precision"},
    answers_the_unanswerable: {"refusal_recall", "refusal_f1"},
    always_refuses: {"answered_correct_supported", "answered", "correct", "fact_recall", "refusal_precision"},
    quotes_beside_the_point: {"answered_correct_supported", "correct", "fact_recall"},
}
UNMOVED = {
    invents_numbers: {"correct", "answered", "refusal_f1", "contradicted_per_100", "citation_precision"},
    cites_the_wrong_passage: {"answered_correct_supported", "faithfulness", "refusal_f1"},
    answers_the_unanswerable: {"answered_correct_supported", "correct", "faithfulness"},
    always_refuses: set(),
    quotes_beside_the_point: {"faithfulness", "answered", "refusal_f1", "citation_recall"},
}


@pytest.mark.parametrize("writer", WORSE, ids=lambda writer: writer.__name__)
def test_each_fault_is_found_significant_where_it_must_be_and_nowhere_else(writer: Writer) -> None:
    rows = {row.metric: row for row in compared(writer).metrics}
    worse = {name for name in WORSE[writer] if rows[name].is_significant and (rows[name].loss or 0) > 0}
    assert worse == WORSE[writer]
    assert {name for name in UNMOVED[writer] if rows[name].difference != 0} == set()


@pytest.mark.parametrize(
    ("writer", "metric"),
    [
        (broken_writers.invents_numbers, "faithfulness"),
        (broken_writers.cites_wrong_passage, "citation_precision"),
        (broken_writers.answers_unanswerable, "refusal_recall"),
        (broken_writers.always_refuses, "answered_correct_supported"),
        (broken_writers.quotes_something_else, "correct"),
    ],
)
def test_the_real_verifiers_verdicts_tell_broken_writers_from_a_right_one(
    writer: broken_writers.Writer, metric: str
) -> None:
    right = scored_run(run_of(broken_writers.records_of(broken_writers.right)))
    found = compare_runs(right, scored_run(run_of(broken_writers.records_of(writer))))
    row = next(row for row in found.metrics if row.metric == metric)
    assert row.is_significant
    assert (row.loss or 0) > 0


def test_always_refusing_scores_nothing_in_the_headline() -> None:
    row = next(row for row in compared(always_refuses).metrics if row.metric == "answered_correct_supported")
    assert row.after == 0.0


def test_a_run_and_itself_show_no_difference() -> None:
    found = compared(sound)
    assert found.changes == ()
    assert found.other_words == 0
    assert [
        row.metric for row in found.metrics if row.is_significant or row.difference not in {0.0, None}
    ] == []


def test_the_gate_fails_on_a_real_drop_and_passes_on_noise() -> None:
    gate = read_gate("answered_correct_supported worse")

    def a_question_each_way(row: Row, place: int) -> dict[str, Any]:
        answerable = [at for at, one in enumerate(ROWS) if one["answerable"]]
        lost = next(at for at in answerable if at % 5)
        won = next(at for at in answerable if not at % 5)
        return sound(row, 0 if place == lost else 1 if place == won else place)

    noise = compared(a_question_each_way)
    assert len(noise.changes) == 2
    assert not any(outcome.failed for outcome in judge_gates([gate], noise))
    drop = judge_gates([gate], compared(quotes_beside_the_point))
    assert [outcome.gate for outcome in drop if outcome.failed] == ["answered_correct_supported worse"]
