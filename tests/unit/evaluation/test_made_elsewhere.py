from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from rag.checking import TextChecking
from rag.domain import Question
from rag.errors import SourceError
from rag.evaluation.metrics.measuring import measure
from rag.evaluation.runs.made_elsewhere import MadeAnswer, is_refusal, paired_rows, read_answers, record_of
from rag.evaluation.runs.question_set import GoldenQuestion
from rag.evaluation.runs.records import Record
from rag.trust.verifier import WeighedCheck

FOUNDER = "Liang Wenfeng founded DeepSeek in Hangzhou."
SHARES = "Nvidia shares sank 17 percent on January 27."
QUESTION = "Who founded DeepSeek?"


def read(folder: Path, *rows: object) -> list[MadeAnswer]:
    path = folder / "answers.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return read_answers(path)


def made(text: str, *contexts: str, **others: Any) -> MadeAnswer:
    values: dict[str, Any] = {"cited": None, "abstained": None}
    return MadeAnswer("q", QUESTION, text, contexts or (FOUNDER, SHARES), **(values | others))


def measured(answer: MadeAnswer | None, **row: object) -> Record:
    verifier = WeighedCheck()
    checking = TextChecking(cast(Any, None), verifier)
    record = record_of("other", {"id": "q", "question": QUESTION, **row}, answer, checking)
    return replace(record, measures=measure(record, verifier))


@pytest.mark.parametrize(
    "row",
    [
        {"question": QUESTION, "answer": "He did.", "contexts": [FOUNDER]},
        {"user_input": QUESTION, "response": "He did.", "retrieved_contexts": [FOUNDER], "reference": "x"},
    ],
)
def test_both_spellings_of_a_line_are_read(tmp_path: Path, row: object) -> None:
    (one,) = read(tmp_path, row)
    assert (one.question, one.text, one.contexts, one.cited) == (QUESTION, "He did.", (FOUNDER,), None)


def test_markers_and_spans_are_citations(tmp_path: Path) -> None:
    marked, spanned = read(
        tmp_path,
        {"question": "?", "answer": "A. [2] B. [1]", "contexts": ["x", "y"]},
        {
            "question": "?",
            "answer": "A. B.",
            "contexts": ["x"],
            "citations": [{"start": 0, "end": 2, "context": 0}],
        },
    )
    assert marked.cited == ((3, 6, 1), (10, 13, 0))
    assert spanned.cited == ((0, 2, 0),)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "Line 1 of answers.jsonl is no JSON"),
        ({"question": "?"}, "Line 1 of answers.jsonl: answer"),
        ({"question": "?", "answer": "!", "contexts": "x"}, "Line 1 of answers.jsonl: contexts"),
        ('{"question": "\\ud800", "answer": "x"}', "Line 1 of answers.jsonl is no JSON"),
        ("", "no answer in answers.jsonl"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: object, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint):
        read(tmp_path, line)


def test_each_sentence_is_judged_by_the_contexts_it_came_with() -> None:
    record = measured(made(f"{FOUNDER} Nvidia shares sank 71 percent on January 27."))
    assert record.measures["sentences"] == 2
    assert record.measures["supported_sentences"] == 1
    assert record.answer
    assert record.answer["sentences"][0]["verdict"] == "supported"


def test_without_citations_the_citation_counts_are_undefined() -> None:
    assert "citations" not in measured(made(FOUNDER)).measures
    assert measured(made(FOUNDER, cited=())).measures["citations"] == 0.0


def test_leaving_citations_out_of_some_answers_does_not_look_good(tmp_path: Path) -> None:
    row = {"question": QUESTION, "contexts": [FOUNDER]}
    cited, bare = read(tmp_path, row | {"answer": "He did. [1]"}, row | {"answer": FOUNDER})
    assert (cited.cited, bare.cited) == (((8, 11, 0),), ())
    measures = measured(bare).measures
    assert (measures["sentences_to_cite"], measures["sentences_cited_rightly"]) == (1, 0)


def test_answers_to_none_of_the_questions_are_refused() -> None:
    asked = GoldenQuestion("other", 1, "single", Question("Who?"), (), (), True, False)
    with pytest.raises(SourceError, match="None of the answers"):
        list(paired_rows([made("He did.")], [asked]))


def test_citations_count_where_they_stand() -> None:
    text = f"{FOUNDER} [1] {SHARES} [1][2]"
    record = measured(read_text(text))
    assert record.measures["sentences_to_cite"] == 2
    assert record.measures["sentences_cited_rightly"] == 2
    assert (record.measures["citations_needed"], record.measures["citations"]) == (2, 3)


def read_text(text: str) -> MadeAnswer:
    spans = [(at, at + 3, int(text[at + 1]) - 1) for at, letter in enumerate(text) if letter == "["]
    return made(text, cited=tuple(spans))


def test_a_citation_of_a_context_that_is_not_there_supports_nothing() -> None:
    record = measured(read_text(f"{FOUNDER} [7]"))
    assert (record.measures["sentences_cited_rightly"], record.measures["citations"]) == (0, 1)


@pytest.mark.parametrize(
    ("text", "refuses"),
    [
        ("I don't know.", True),
        ("The passages do not say.", True),
        ("The answer cannot be determined from the context.", True),
        ("There is not enough information to answer.", True),
        (FOUNDER, False),
        (f"{FOUNDER} It is not known when. The date is not mentioned anywhere in it.", False),
    ],
)
def test_a_refusal_is_told_by_its_words(text: str, refuses: bool) -> None:
    assert is_refusal(made(text)) is refuses
    assert is_refusal(made(text, abstained=not refuses)) is not refuses


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "no_answer"),
        (made(" "), "empty"),
        (made("He did.", " "), "no_contexts"),
        (made("x" * 20_001), "usage"),
    ],
)
def test_what_cannot_be_judged_has_failed_and_says_why(answer: MadeAnswer | None, code: str) -> None:
    record = measured(answer)
    assert record.failed
    assert record.failed["code"] == code
    assert record.measures["answered"] == 0.0


def test_answers_are_paired_with_questions_by_id_or_words() -> None:
    def golden(key: str, text: str) -> GoldenQuestion:
        row = {"id": key, "question": text}
        return GoldenQuestion(key, 1, "single", Question(text), (), (), True, False, (), row)

    answers = [replace(made("a"), id="q1", question="x"), replace(made("b"), question="Who  won?")]
    rows = list(paired_rows(answers, [golden("q1", "One?"), golden("q2", "who won"), golden("q3", "Three?")]))
    assert [answer.text if answer else None for _, answer in rows] == ["a", "b", None]
    assert [row["id"] for row, _ in paired_rows(answers, None)] == ["q1", "q"]
