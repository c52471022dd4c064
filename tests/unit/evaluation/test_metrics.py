from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from rag.answering.drafts import DraftSentence, Source
from rag.answering.release import Judgement, Release
from rag.domain import (
    Answer,
    AnswerId,
    Constraints,
    Coverage,
    Disagreement,
    PassageId,
    Provenance,
    Question,
)
from rag.evaluation.metrics import Judged, holds_fact, judge, summarise
from rag.evaluation.question_set import GoldenQuestion
from tests.builders import article, permalink

ARTICLE = article("DeepSeek cost $6 million. Nvidia fell.", key="A")


def golden(
    *facts: str, answerable: bool = True, near_miss: bool = False, kind: str = "single"
) -> GoldenQuestion:
    return GoldenQuestion(
        "q", 1, kind, Question("?"), tuple((fact,) for fact in facts), (), answerable, near_miss
    )


def answer(text: str = "", *, abstained: bool = False, **others: Any) -> Answer:
    release = Release(permalink)
    if not abstained:
        source = Source(ARTICLE, PassageId("p"), 0, 25)
        release.add(DraftSentence(text, sources=(source,)), Judgement("supported", 1.0, "verbatim"))
    made = Answer(
        schema=1,
        id=AnswerId("1"),
        created_at="2025-01-28T00:00:00+00:00",
        question="?",
        standalone_question="?",
        constraints=Constraints(),
        text=release.text,
        abstained=abstained,
        reason="no_evidence" if abstained else None,
        uncovered=(),
        fallback=None,
        stale=False,
        sentences=tuple(release.sentences),
        citations=tuple(release.citations),
        disagreements=(),
        coverage=Coverage(1, None, None, None, 1, 1),
        nearest=(),
        thinking=None,
        model="extractive",
        usage=None,
        provenance=Provenance("extractive", None, "verbatim", 0.5, 1),
        timings_ms={},
    )
    return dataclasses.replace(made, **others)


def judged(question: GoldenQuestion, given: Answer) -> Judged:
    return judge(question, given, {ARTICLE.id: ARTICLE}.get)


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


def test_a_quotation_counts_as_verbatim_only_at_its_offsets() -> None:
    given = answer("DeepSeek cost $6 million.")
    assert (judged(golden(), given).quotations, judged(golden(), given).verbatim) == (1, 1)
    moved = dataclasses.replace(given.citations[0], start=1)
    assert judged(golden(), dataclasses.replace(given, citations=(moved,))).verbatim == 0
    assert judge(golden(), given, lambda _: None).verbatim == 0


def test_a_perfect_run_has_perfect_figures() -> None:
    rows = [
        judged(golden("$6 million"), answer("DeepSeek cost $6 million.")),
        judged(golden(answerable=False, near_miss=True), answer(abstained=True)),
        judged(
            golden("$6 million", kind="disagreement"),
            answer("DeepSeek cost $6 million.", disagreements=(Disagreement("cost", ()),)),
        ),
    ]
    figures = {name: metric.value for name, metric in summarise(rows).items()}
    assert figures.pop("answerable_refused") == 0
    assert set(figures.values()) == {1.0}


def test_refusing_always_does_not_look_good() -> None:
    rows = [
        judged(golden("$6 million"), answer(abstained=True)),
        judged(golden("Nvidia"), answer(abstained=True)),
        judged(golden(answerable=False), answer(abstained=True)),
    ]
    figures = summarise(rows)
    assert figures["refusal_recall"].value == 1.0
    assert figures["all_facts"].value == figures["facts"].value == 0.0
    assert figures["refusal_precision"].value == pytest.approx(1 / 3)
    assert figures["answerable_refused"].value == 1.0


def test_a_refusal_that_happens_to_name_the_fact_does_not_hold_it() -> None:
    refusal = dataclasses.replace(answer(abstained=True), text="Nearest: “DeepSeek cost $6 million”")
    assert judged(golden("$6 million"), refusal).facts_present == 0


def test_part_of_the_facts_is_not_all_of_them() -> None:
    figures = summarise([judged(golden("$6 million", "Hangzhou"), answer("DeepSeek cost $6 million."))])
    assert figures["all_facts"].value == 0.0
    assert figures["facts"].value == 0.5


def test_what_could_not_be_counted_has_no_value() -> None:
    figures = summarise([])
    assert all(metric.value is None and metric.n == 0 for metric in figures.values())
