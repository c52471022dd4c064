"""The sample that people label: blind, stratified, with the evidence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UsageError
from rag.evaluation.labels.files import COLUMNS, read_labels, sample_file
from rag.evaluation.labels.sentences import MOST_EVIDENCE, RunSentence, sentences_of
from rag.evaluation.labels.strata import sample, shares, strata_of
from rag.evaluation.runs.records import Record
from rag.evaluation.tables import read_table


def sentence(n: int, verdict: str, score: float = 0.5) -> RunSentence:
    return RunSentence(f"id{n}", f"q{n // 4}", "Who?", f"Sentence {n}.", verdict, score, ("A passage.",))


RUN = [sentence(n, "supported" if n % 20 else "contradicted", n / 400) for n in range(400)]


def record(contexts: list[dict[str, Any]], *texts: str, failed: bool = False) -> Record:
    sentences = [{"text": text, "verdict": "supported", "score": 0.9} for text in texts]
    answer = {"sentences": [*sentences, {"text": "Sources differ:", "verdict": None, "score": None}]}
    return Record(
        "extractive",
        {"id": "q1", "turns": ["Hi?", "Who founded it?"]},
        "key",
        answer=answer,
        contexts=contexts,
        failed={"code": "x", "sentence": "y"} if failed else None,
    )


def test_the_sample_tells_neither_verdict_nor_score(tmp_path: Path) -> None:
    chosen = sample(RUN, 50, seed=1)
    text = sample_file(chosen)
    assert not any(word in text for one in chosen for word in (one.verdict, str(one.score)))
    path = tmp_path / "labels.csv"
    path.write_bytes(text.encode())
    rows = read_table(path)
    assert [row["id"] for row in rows] == [one.id for one in chosen]
    assert all(row["evidence"] == "A passage." and not row["label"] for row in rows)
    assert set(rows[0].cells) == set(COLUMNS)


def test_what_is_rare_is_drawn_more_often_than_its_share() -> None:
    drawn = Counter(one.verdict for one in sample(RUN, 80, seed=1))
    assert drawn.total() == 80
    assert drawn["contradicted"] == 20  # all there are, of 400
    assert len({one.id for one in sample(RUN, 80, seed=1)}) == 80


def test_the_order_of_the_sample_tells_nothing() -> None:
    verdicts = [one.verdict for one in sample(RUN, 80, seed=1)]
    assert verdicts != sorted(verdicts)
    assert sample(RUN, 80, seed=1) == sample(RUN, 80, seed=1) != sample(RUN, 80, seed=2)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.integers(1, 300))
def test_shares_are_never_more_than_there_are_and_add_up(sizes: list[int], count: int) -> None:
    named = {(f"v{n}", False): size for n, size in enumerate(sizes)}
    drawn = shares(named, count)
    assert sum(drawn.values()) == min(count, sum(sizes))
    assert all(0 <= drawn[stratum] <= named[stratum] for stratum in named)


def test_strata_are_verdicts_halved_by_score() -> None:
    strata = strata_of([sentence(n, "partial", n / 10) for n in range(4)])
    assert list(strata.values()) == [("partial", False)] * 2 + [("partial", True)] * 2


def test_sentences_of_a_run_are_those_that_claim_something() -> None:
    found = sentences_of([record([{"text": "Liang did."}], "Liang founded it.")])
    assert [one.text for one in found] == ["Liang founded it."]
    assert found[0].question == "Who founded it?"
    assert sentences_of([record([], "Liang founded it.", failed=True)]) == []


def test_the_passage_that_shares_most_words_comes_first_whatever_the_verdict() -> None:
    contexts = [{"text": "The weather."}, {"title": "News", "publisher": "CGTN", "text": "Liang founded it."}]
    found = sentences_of([record(contexts, "Liang founded it.")])[0]
    assert found.passages == ("[News, CGTN]\nLiang founded it.", "The weather.")


def test_evidence_is_whole_passages_that_fit_into_a_cell() -> None:
    long = RunSentence("i", "q", "Who?", "S.", "supported", 1.0, tuple("x" * 9000 for _ in range(9)))
    assert MOST_EVIDENCE - 9000 < len(long.evidence) <= MOST_EVIDENCE


def test_ids_are_the_same_in_every_reading_and_differ_between_sentences() -> None:
    once, again = (sentences_of([record([], "One.", "Two.", "Two.")]) for _ in range(2))
    assert [one.id for one in once] == [one.id for one in again]
    assert len({one.id for one in once}) == 3


@pytest.mark.parametrize(
    ("written", "label"),
    [("Supported", "supported"), (" not supported ", "not"), ("no_claim", "no claim"), ("Partly", "partly")],
)
def test_labels_are_read_as_people_write_them(written: str, label: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"\ufeffid;sentence;label\r\n1;S.;{written}\r\n2;S.;\r\n".encode())
    assert [(one.id, one.label) for one in read_labels(path)] == [("1", label)]


@pytest.mark.parametrize(
    ("rows", "message"),
    [("1,S.,perhaps\n", "Line 2"), ("1,S.,not\n1,S.,not\n", "twice"), ("1,S.,\n", "no label yet")],
)
def test_labels_that_cannot_be_taken_are_refused(rows: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"id,sentence,label\n{rows}", "utf-8")
    with pytest.raises(UsageError, match=message):
        read_labels(path)
