"""The review file, as programs write it and as people and spreadsheets leave it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.domain import ArticleId
from rag.errors import SourceError, UsageError
from rag.evaluation.making.review import read_review, write_questions, write_review
from rag.evaluation.runs.question_set import read_questions
from rag.phrasing.question import MadeQuestion

MADE = (
    MadeQuestion(
        "Who founded Acme?", "name", "Jane Roe founded Acme.", (("Jane Roe", "Roe"),), (ArticleId("a1"),)
    ),
    MadeQuestion("Who founded Apex?", "near_miss", "", (), (), answerable=False, note="=made from another"),
)


def decide(path: Path, decision: str) -> None:
    text = path.read_text("utf-8")
    if path.suffix == ".csv":
        text = text.replace("\n,", f"\n{decision},")
    else:
        text = text.replace('"decision": ""', f'"decision": "{decision}"')
    path.write_bytes(text.encode())


@pytest.mark.parametrize("name", ["review.csv", "review.jsonl"])
def test_what_is_accepted_becomes_a_question_set(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_review(MADE, path)
    decide(path, "accept")
    write_questions(read_review(path).accepted, tmp_path / "questions.jsonl")
    first, second = read_questions(tmp_path / "questions.jsonl")
    assert first.question.text == "Who founded Acme?"
    assert first.facts == (("Jane Roe", "Roe"),)
    assert first.articles == ("a1",)
    assert (second.answerable, second.near_miss) == (False, True)


def test_rejected_and_undecided_rows_are_counted_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "review.jsonl"
    write_review(MADE, path)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    rows[0]["decision"] = "Reject"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    reviewed = read_review(path)
    assert (reviewed.accepted, reviewed.rejected, reviewed.undecided) == ((), 1, 1)
    with pytest.raises(UsageError):
        write_questions(reviewed.accepted, tmp_path / "questions.jsonl")


def test_a_table_comes_back_from_a_spreadsheet_with_semicolons_and_other_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    row = "edit;Who founded Acme in Lyon?;Jane Roe did.;Jane Roe | Roe || 1998;name;WAHR;a1;"
    path.write_bytes(
        f"\ufeffDecision;question;answer;facts;kind;answerable;articles;note\r\n{row}\r\n".replace(
            "WAHR", "TRUE"
        ).encode()
    )
    [accepted] = read_review(path).accepted
    assert accepted["facts"] == [["Jane Roe", "Roe"], ["1998"]]
    assert accepted["answerable"] is True


def test_no_cell_begins_as_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    write_review(MADE, path)
    assert ",'=made" in path.read_text("utf-8-sig")
    decide(path, "accept")
    assert read_review(path).accepted[1]["note"] == "=made from another"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"decision": "perhaps", "question": "Who?"}', "perhaps"),
        ('{"decision": "accept", "question": ""}', "no question"),
        ('{"decision": "accept", "question": "Who?", "facts": []}', "needs facts"),
        ("no JSON", "no JSON"),
    ],
)
def test_a_row_that_cannot_be_understood_is_named_by_its_line(
    tmp_path: Path, line: str, complaint: str
) -> None:
    path = tmp_path / "review.jsonl"
    path.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(SourceError, match=f"Line 2 .*{complaint}"):
        read_review(path)
