"""Two runs on the same questions."""

from __future__ import annotations

from dataclasses import replace
from math import comb

import pytest

from rag.evaluation.comparisons.comparing import compare_runs, mcnemar
from rag.evaluation.comparisons.detectable import detectable_mean, detectable_share
from rag.evaluation.comparisons.scored_runs import scored_run
from rag.evaluation.runs.records import Record
from tests.runs import answer, record, refusal, run_of, sentence


def asked(key: str, *, right: bool = True, question: str = "Who won?") -> Record:
    row = {"id": key, "question": question, "facts": [["Ann"]], "kind": "single"}
    return record(row, answer(sentence("Ann won." if right else "Somebody won.")))


def failed(key: str) -> Record:
    row = {"id": key, "question": "Who won?", "facts": [["Ann"]]}
    return record(row, None, failed={"code": "endpoint_busy", "sentence": "It is overloaded."})


def test_mcnemar_is_the_two_sided_binomial_of_the_questions_that_changed() -> None:
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(6, 0) == pytest.approx(2 / 2**6)
    assert mcnemar(10, 2) == mcnemar(2, 10) == pytest.approx(2 * (1 + 12 + 66) / 2**12)
    assert mcnemar(3, 3) == 1.0
    assert 0 < mcnemar(4000, 3000) < 1e-9  # more questions than a float has powers of two


def test_the_smallest_drop_is_found_four_times_in_five() -> None:
    drop = detectable_share(102, 0, 0)
    assert drop is not None
    # Without churn the exact test needs six lost questions: how often are there so many at this drop?
    few = sum(comb(102, k) * drop**k * (1 - drop) ** (102 - k) for k in range(6))
    assert 1 - few == pytest.approx(0.8, abs=0.03)


def test_churn_hides_drops_and_a_handful_of_questions_finds_none() -> None:
    calm, restless = detectable_share(102, 1, 0), detectable_share(102, 10, 10)
    assert calm is not None
    assert restless is not None
    assert calm < restless
    assert detectable_share(3, 0, 0) is None
    assert detectable_share(0, 0, 0) is None


def test_what_never_varied_tells_nothing_of_what_could_be_seen() -> None:
    assert detectable_mean(0.0) is None
    assert detectable_mean(0.01) == pytest.approx(0.028, abs=0.0001)


def test_questions_that_are_not_the_same_in_both_runs_are_named_and_left_out() -> None:
    before = scored_run(run_of([asked("a"), asked("b"), asked("c")]))
    after = scored_run(run_of([asked("b"), asked("c", question="Who lost?"), asked("d")]))
    found = compare_runs(before, after)
    assert found.shared == ("b",)
    assert (found.only_before, found.only_after, found.reworded_questions) == (("a",), ("d",), ("c",))


def test_a_question_that_failed_counts_against_the_headline() -> None:
    before = scored_run(run_of([asked("a"), asked("b")]))
    after = scored_run(run_of([asked("a"), failed("b")]))
    found = compare_runs(before, after)
    row = found.metrics[0]
    assert (row.metric, row.before, row.after) == ("answered_correct_supported", 1.0, 0.5)
    assert found.newly_failed == ("b",)
    assert [(change.direction, change.after.line) for change in found.changes] == [
        ("worse", "It is overloaded.")
    ]


def test_changes_are_listed_the_worse_first() -> None:
    before = scored_run(run_of([asked("a", right=False), asked("b"), asked("c", right=False)]))
    refused = record({"id": "c", "question": "Who won?", "facts": [["Ann"]]}, refusal())
    after = scored_run(run_of([asked("a"), asked("b", right=False), refused]))
    changes = compare_runs(before, after).changes
    assert [(one.before.id, one.direction, one.after.outcome) for one in changes] == [
        ("b", "worse", "incomplete"),
        ("a", "better", "right"),
        ("c", "other", "refused"),
    ]


def test_a_measure_that_some_answers_lack_in_one_run_is_drawn_not_counted() -> None:
    unanswerable = [{"id": str(n), "question": "Who?", "answerable": False} for n in range(4)]
    before = scored_run(run_of(record(row, refusal()) for row in unanswerable))
    half = [
        record(row, refusal() if n % 2 else answer(sentence("It was."))) for n, row in enumerate(unanswerable)
    ]
    rows = {row.metric: row for row in compare_runs(before, scored_run(run_of(half))).metrics}
    assert rows["refusal_recall"].method == "McNemar"
    assert rows["refusal_precision"].method == "bootstrap"


def test_runs_without_a_question_in_common_have_no_figures() -> None:
    found = compare_runs(scored_run(run_of([asked("a")])), scored_run(run_of([asked("b")])))
    assert {(row.n, row.before, row.p) for row in found.metrics} == {(0, None, None)}


def test_configurations_of_one_run_are_compared_by_name() -> None:
    other = replace(asked("a", right=False), configuration="other")
    run = run_of([asked("a"), other])
    found = compare_runs(scored_run(run, "sound"), scored_run(run, "other"))
    assert (found.before, found.after) == ("golden:sound", "golden:other")
    assert len(found.changes) == 1
