"""Readers' feedback as a file that people review and label."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.evaluation.labels.files import read_labels
from rag.evaluation.labels.judged import review_file
from rag.evaluation.tables import TableRow, read_table
from rag.feedback import Feedback, JudgedAnswer, Opinion

ANSWER: Mapping[str, Any] = {
    "id": "a1",
    "question": "What did it cost?",
    "text": "It cost $6 million [1].",
    "sentences": [
        {"text": "Sources differ:", "verdict": None, "score": None},
        {"text": "It cost $6 million.", "verdict": "supported", "score": 0.9},
    ],
    "citations": [{"quote": "It cost just $6 million.", "title": "Costs", "publisher": "The Paper"}],
}
REFUSAL = {
    "id": "a2",
    "question": "And on Mars?",
    "text": "Nothing was found.",
    "sentences": [],
    "citations": [],
}


def judged(answer: Mapping[str, Any], opinion: Opinion, reason: str | None = None) -> JudgedAnswer:
    return JudgedAnswer(answer, Feedback(opinion, reason, "2025-03-04T09:15:02+00:00"))


def rows_of(text: str, folder: Path) -> list[TableRow]:
    path = folder / "review.csv"
    path.write_bytes(text.encode())
    return read_table(path)


def test_each_sentence_that_claims_something_comes_with_its_evidence_and_the_opinion(tmp_path: Path) -> None:
    text, count = review_file([judged(ANSWER, "down", "The sum is wrong.")])
    (row,) = rows_of(text, tmp_path)
    assert count == 1
    assert (row["sentence"], row["opinion"], row["reason"]) == (
        "It cost $6 million.",
        "down",
        "The sum is wrong.",
    )
    assert "It cost just $6 million." in row["evidence"]
    assert row["label"] == ""


def test_a_refusal_that_a_reader_judged_is_one_row(tmp_path: Path) -> None:
    text, count = review_file([judged(REFUSAL, "down", "It is in the third article.")])
    (row,) = rows_of(text, tmp_path)
    assert (count, row["sentence"], row["evidence"]) == (1, "Nothing was found.", "")


def test_of_several_readers_the_latest_opinion_stands_and_one_kind_can_be_chosen(tmp_path: Path) -> None:
    both = [judged(ANSWER, "up"), judged(ANSWER, "down"), judged(REFUSAL, "down")]
    text, count = review_file(both)
    assert [(row["question"], row["opinion"]) for row in rows_of(text, tmp_path)] == [
        ("What did it cost?", "up"),
        ("And on Mars?", "down"),
    ]
    assert count == 2
    assert review_file(both, "up")[1] == 1
    assert review_file([judged(REFUSAL, "down")], "up")[1] == 0


def test_a_labelled_review_is_read_like_a_labelled_sample(tmp_path: Path) -> None:
    text, _ = review_file([judged(ANSWER, "down")])
    path = tmp_path / "review.csv"
    path.write_bytes(text.replace(",,,down,", ",not,,down,").encode())
    assert [one.label for one in read_labels(path)] == ["not"]
