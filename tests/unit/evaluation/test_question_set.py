from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.domain import Turn
from rag.errors import SourceError
from rag.evaluation.runs.question_set import GoldenQuestion, read_questions


def written(folder: Path, *lines: object) -> list[GoldenQuestion]:
    path = folder / "set.jsonl"
    text = "\n".join(
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    )
    path.write_text(text, encoding="utf-8")
    return read_questions(path)


def test_a_line_with_only_a_question_is_enough(tmp_path: Path) -> None:
    (golden,) = written(tmp_path, {"question": "Who won?"})
    assert (golden.id, golden.line, golden.answerable) == ("line1", 1, True)
    assert golden.question.text == "Who won?"


def test_every_field_arrives_where_it_belongs(tmp_path: Path) -> None:
    row = {
        "id": "q1",
        "question": "And who won?",
        "history": [{"question": "Who lost?", "answer": "He did."}],
        "facts": [["a", "b"], ["c"]],
        "articles": ["one"],
        "answerable": False,
        "near_miss": True,
        "as_of": "2025-01-28",
        "since": "2024",
        "publisher": "CGTN",
        "kind": "followup",
        "note": "why",
    }
    (golden,) = written(tmp_path, row)
    assert golden.question.history == (Turn("Who lost?", "He did."),)
    assert golden.question.publishers == ("CGTN",)
    assert (golden.question.since, golden.question.as_of) == ("2024", "2025-01-28")
    assert golden.facts == (("a", "b"), ("c",))
    assert (golden.answerable, golden.near_miss) == (False, True)


def test_answers_of_a_run_are_not_kept(tmp_path: Path) -> None:
    (golden,) = written(tmp_path, {"question": "Who won?"})
    assert not golden.question.keep


def test_blank_lines_are_skipped_but_counted(tmp_path: Path) -> None:
    found = written(tmp_path, {"question": "One?"}, "", "  ", {"question": "Two?"})
    assert [golden.line for golden in found] == [1, 4]


def test_a_line_separator_inside_a_question_ends_no_line(tmp_path: Path) -> None:
    (golden,) = written(tmp_path, {"question": "Who\u2028won?"})
    assert golden.question.text == "Who\u2028won?"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{not json", "Line 2 of set.jsonl is no JSON"),
        ({"quesion": "Who?"}, "Line 2 of set.jsonl: question"),
        ({"question": "Who?", "fact": []}, "Line 2 of set.jsonl: fact"),
        ({"question": "Who?", "facts": ["a"]}, "Line 2 of set.jsonl: facts.0"),
        ("[]", "Line 2 of set.jsonl: the whole line"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: object, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint):
        written(tmp_path, {"question": "Who won?"}, line)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"missing\.jsonl"):
        read_questions(tmp_path / "missing.jsonl")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match=r"binary\.jsonl"):
        read_questions(tmp_path / "binary.jsonl")


def test_the_built_in_set_is_as_large_as_promised() -> None:
    questions = read_questions(Path(__file__).parents[3] / "corpus" / "questions.jsonl")
    assert len(questions) >= 80
    assert len({golden.id for golden in questions}) == len(questions)
    unanswerable = [golden for golden in questions if not golden.answerable]
    assert len(unanswerable) >= 20
    assert 2 * sum(golden.near_miss for golden in unanswerable) >= len(unanswerable)
    assert all(golden.facts for golden in questions if golden.answerable)


def test_the_last_of_several_turns_is_judged(tmp_path: Path) -> None:
    (one,) = written(tmp_path, {"turns": ["Who won?", "Where?", "When?"]})
    assert (one.question.text, one.turns) == ("When?", ("Who won?", "Where?"))


def test_a_row_is_kept_as_it_was_read_with_an_id(tmp_path: Path) -> None:
    row = {
        "question": "Who?",
        "answer": "He.",
        "patterns": ["[Hh]e"],
        "disagreement": True,
        "facts": [["he"]],
    }
    (one,) = written(tmp_path, row)
    assert one.row == row | {"id": "line1"}


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"question": "Who?", "patterns": ["("]}, "no regular expression"),
        ({"question": "Who?", "facts": [[]]}, "a fact without words"),
        ({"question": "Who?", "facts": [["Ann", " "]]}, "a fact without words"),
        ({"question": "  "}, "there is no question"),
        ({"id": "a"}, "there is no question"),
        ('{"question": "\\ud800"}', "no JSON"),
    ],
)
def test_what_cannot_be_asked_or_expected_is_named(tmp_path: Path, row: object, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint):
        written(tmp_path, row)


def test_files_from_windows_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "windows.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"question": "One?"}\r\n\r\n{"question": "Two?"}\r\n')
    assert [(one.line, one.question.text) for one in read_questions(path)] == [(1, "One?"), (3, "Two?")]


@pytest.mark.parametrize(
    ("row", "complaint", "hint"),
    [
        ("[1]", "the whole line is no JSON object", "As in"),
        ({"question": "Who?", "fact": [["a"]]}, "fact is no field", "Did you mean facts"),
        ({"question": "Who?", "xyz": 1}, "xyz is no field", "There is: question"),
        ({"question": "Who?", "facts": "a"}, "facts is no list", "As in"),
    ],
)
def test_what_is_wrong_is_told_in_plain_words(tmp_path: Path, row: object, complaint: str, hint: str) -> None:
    with pytest.raises(SourceError, match=complaint) as caught:
        written(tmp_path, row)
    assert hint in caught.value.hint


def test_an_id_names_one_question(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"Line 2 of set\.jsonl has an id that is taken: a"):
        written(tmp_path, {"id": "a", "question": "One?"}, {"id": "a", "question": "Two?"})
