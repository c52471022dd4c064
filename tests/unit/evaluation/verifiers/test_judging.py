"""The verifier on labelled sentences: as it is, refitted without a source, and on what it has seen."""

from __future__ import annotations

import itertools

import pytest

from rag.errors import UsageError
from rag.evaluation.verifiers.cases import Case
from rag.evaluation.verifiers.formats import GateCase
from rag.evaluation.verifiers.gating import GateJudging
from rag.evaluation.verifiers.judging import (
    ANSWER_THRESHOLD,
    check_all,
    cross_validated,
    judgements_of_answers,
    judgements_of_sentences,
)
from rag.evaluation.verifiers.training import seen_cases
from rag.trust.verifier import WeighedCheck
from tests.fakes import HashEmbedder

CITIES = ("Hangzhou", "Lagos", "Lima", "Oslo", "Quito", "Turin", "Perth", "Kyoto", "Leeds", "Porto")


def cases(answer: bool = False) -> list[Case]:
    found = []
    for n, city in enumerate(CITIES):
        texts = (f"The company opened its office in {city} with {40 + n} engineers in March 2021.",)
        for is_true, said in (
            (True, f"The office in {city} has {40 + n} engineers."),
            (False, "It sells rubber boats."),
        ):
            found.append(Case("csv", city, "sentence", said, texts, is_true, answer=n if answer else -1))
    return found


def test_every_case_is_judged_as_the_product_judges_a_sentence() -> None:
    ticks = itertools.count()
    checked = check_all(WeighedCheck(), cases(), clock=lambda: float(next(ticks)))
    assert [one.passes for one in checked] == [case.is_true for case in cases()]
    assert {one.seconds for one in checked} == {1.0}


def test_an_answer_is_judged_by_all_its_sentences() -> None:
    checked = check_all(WeighedCheck(), cases(answer=True))
    whole = judgements_of_answers(checked)
    assert [one.is_true for one in whole] == [False] * len(CITIES)
    assert whole[0].score == pytest.approx(checked[0].support.score * checked[1].support.score)
    assert all(one.passes == (one.score >= ANSWER_THRESHOLD) for one in whole)
    assert judgements_of_answers(check_all(WeighedCheck(), cases())) == []


def test_refitting_judges_every_case_once_and_in_order() -> None:
    given = cases()
    counted: list[int] = []
    checked = cross_validated(given, count=5, done=lambda: counted.append(1))
    assert [one.case for one in checked] == given
    assert len(counted) == len(given)
    judged = judgements_of_sentences(checked)
    true = [one.score for one in judged if one.is_true]
    assert min(true) > max(one.score for one in judged if not one.is_true)


def test_refitting_is_the_same_in_every_run() -> None:
    assert [one.support for one in cross_validated(cases(), count=5)] == [
        one.support for one in cross_validated(cases(), count=5)
    ]


def test_refitting_wants_sources_and_both_labels() -> None:
    with pytest.raises(UsageError, match="4 sources"):
        cross_validated(cases()[:6])
    with pytest.raises(UsageError, match="others that are not"):
        cross_validated([case for case in cases() if case.is_true])
    assert len(cross_validated(cases()[:8])) == 8


def test_what_was_never_fitted_to_is_not_taken_for_seen() -> None:
    assert seen_cases(cases()) == 0


def test_what_the_fit_has_seen_is_known_by_its_evidence_whatever_its_case_and_blanks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from rag.evaluation.verifiers import training

    one = cases()[0]
    monkeypatch.setattr(
        training, "_hashes", lambda _: frozenset({training._hash(one.texts[0].upper() + " ")})
    )
    assert seen_cases(cases()) == 2


def test_the_hashes_of_what_was_fitted_to_are_there_and_small() -> None:
    from rag.evaluation.verifiers import training

    sizes = [len(training._hashes(file)) for file in (training.VERIFIER, training.GATE)]
    assert min(sizes) > 1000
    assert sum(sizes) * 9 < 100_000  # bytes


def test_the_gate_opens_for_a_text_that_answers_rather_than_for_one_that_does_not() -> None:
    text = "DeepSeek was founded by Liang Wenfeng in Hangzhou in July 2023."
    asked = [
        GateCase("a", "answered", "Who founded DeepSeek?", text, True),
        GateCase("b", "near miss", "How tall is the Eiffel Tower?", text, False),
    ]
    judgements, seconds = GateJudging(asked, HashEmbedder()).judge_all()
    assert judgements[0].score > judgements[1].score
    assert not judgements[1].passes
    assert len(seconds) == 2
