"""Labelled data of every shape, and what is said where it cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.errors import UsageError
from rag.evaluation.verifiers.formats import read_labelled
from rag.evaluation.verifiers.limiting import limited
from rag.evaluation.verifiers.shapes import Format

ANSWER = {
    "query": "Who founded it?",
    "context": "passage 1:Liang founded DeepSeek in 2023.\n\npassage 2:It sits in Hangzhou.",
    "response": "Liang founded DeepSeek in 2023. It has nine thousand workers.",
    "spans": [{"start": 32, "end": 61}],
    "model": "gpt",
    "source_id": "7",
}


def lines(folder: Path, *rows: Any) -> Path:
    path = folder / "data.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_an_answer_is_read_as_its_sentences_and_a_marked_span_makes_one_false(tmp_path: Path) -> None:
    read = read_labelled(lines(tmp_path, ANSWER))
    assert read.format is Format.ragtruth
    assert [case.is_true for case in read.cases] == [True, False]
    assert {case.answer for case in read.cases} == {0}
    assert len(read.cases[0].texts) == 2
    assert read.cases[0].source == "ragtruth 7"


@pytest.mark.parametrize(
    ("row", "form", "is_true"),
    [
        ({"doc": "A text.", "summary": "A summary.", "label": 1}, Format.summedits, True),
        ({"doc": "A text.", "summary": "A summary.", "label": 0}, Format.summedits, False),
        ({"premise": "P.", "hypothesis": "H.", "label": "SUPPORTS"}, Format.fever, True),
        ({"evidence": "P.", "claim": "H.", "label": "NOT ENOUGH INFO"}, Format.fever, False),
        ({"sentence": "S.", "evidence": "E.", "label": "partly"}, Format.csv, False),
    ],
)
def test_pairs_and_summaries_are_told_by_their_fields(
    row: dict[str, Any], form: Format, is_true: bool, tmp_path: Path
) -> None:
    read = read_labelled(lines(tmp_path, row))
    assert (read.format, [case.is_true for case in read.cases]) == (form, [is_true])


def test_questions_of_squad_measure_the_gate_and_are_no_sentences(tmp_path: Path) -> None:
    row = {"question": "Who?", "context": "Liang.", "is_impossible": True, "answers": []}
    read = read_labelled(lines(tmp_path, row))
    assert (read.format, read.cases) == (Format.squad, ())
    assert [one.is_answered for one in read.questions] == [False]


def test_documents_of_ramdocs_answer_whether_right_or_wrong_and_noise_does_not(tmp_path: Path) -> None:
    documents = [{"text": f"Text {kind}.", "type": kind} for kind in ("correct", "misinfo", "noise")]
    read = read_labelled(lines(tmp_path, {"question": "Who?", "documents": documents}))
    assert [one.is_answered for one in read.questions] == [True, True, False]


def test_an_own_table_has_answers_and_leaves_out_what_is_unlabelled_or_claims_nothing(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "sentence;evidence;label;answer\nA.;E.;supported;x\nB.;E.;not;x\nC.;E.;;x\nD.;E.;no claim;y\n",
        "utf-8",
    )
    cases = read_labelled(path).cases
    assert [(case.sentence, case.is_true, case.answer) for case in cases] == [
        ("A.", True, 0),
        ("B.", False, 0),
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (['{"sentence": "S.", "evidence": "E.", "label": "perhaps"}'], "Line 1 of data.jsonl: 'perhaps'"),
        (['{"premise": "P.", "hypothesis": "H.", "label": 1}', "{"], "Line 2 of data.jsonl is no JSON"),
        (
            ['{"premise": "P.", "hypothesis": "H.", "label": 1}', "[1]"],
            "Line 2 of data.jsonl is no JSON object",
        ),
        (['{"doc": "D.", "summary": 3, "label": 1}'], "Line 1 of data.jsonl: 'summary'"),
        (['{"x": 1}'], "format of data.jsonl cannot be told"),
        ([json.dumps(ANSWER | {"spans": [{"begin": 1}]})], "Line 1 of data.jsonl: a marked span"),
        ([], "has no rows"),
        (['{"sentence": "S.", "evidence": "E.", "label": ""}'], "nothing that is labelled"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(rows: list[str], message: str, tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(UsageError, match=message.replace("[", r"\[")) as caught:
        read_labelled(path)
    assert caught.value.hint


def test_a_limit_keeps_whole_sources(tmp_path: Path) -> None:
    rows = [{"premise": f"P{n // 3}.", "hypothesis": f"H{n}.", "label": 1} for n in range(30)]
    read = read_labelled(lines(tmp_path, *rows))
    few = limited(read, 7)
    assert len(few.cases) == 9
    assert len({case.source for case in few.cases}) == 3
    assert limited(read, 300) is read
