"""Labelled data of several shapes, read as judged sentences or as questions that a text answers or not.

RAGTruth (Niu et al., 2024), SummEdits (Laban et al., 2023), FEVER-like pairs (Thorne et al., 2018) and
our own tables label sentences: they measure the verifier. SQuAD 2 (Rajpurkar et al., 2018) and RAMDocs
(Wang et al., 2025) label no sentences but whether a text answers a question: they measure the evidence
gate. To make sentences of their questions and answers would measure whoever makes the sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from rag.errors import UsageError
from rag.evaluation.verifiers.cases import NO_ANSWER, Case
from rag.evaluation.verifiers.rows import DESCRIBED_IN, Row, read_rows
from rag.evaluation.verifiers.shapes import Format
from rag.text.sentences import split_sentences
from rag.trust.claims import claims_something

_PASSAGE = re.compile(r"passage \d+:")
_SOURCE_CHARACTERS = 80  # of a document, by which it is known
_TRUE = frozenset(
    ["supported", "supports", "support", "entailment", "entailed", "consistent", "true", "yes", "1"]
)
_FALSE = frozenset(
    [
        *("not", "partly", "partial", "unsupported", "contradicted", "not supported", "false", "no", "0"),
        *("refutes", "refuted", "refute", "contradict", "contradicts", "contradiction", "inconsistent"),
        *("neutral", "not enough info", "not_enough_info", "not entailed"),
    ]
)
_NO_CLAIM = frozenset({"no claim", ""})


@dataclass(frozen=True, slots=True)
class GateCase:
    """A question with a text, and whether people say that the text answers it."""

    source: str
    kind: str
    question: str
    text: str
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a file holds: sentences or questions, never both."""

    file: str
    format: Format
    rows: int
    cases: tuple[Case, ...] = ()
    questions: tuple[GateCase, ...] = ()


def read_labelled(path: Path, form: Format | None = None) -> Labelled:
    """Read a file of labelled data.

    Args:
        path: JSON Lines or CSV.
        form: Its shape; None: told by the fields of its first row.

    Raises:
        UsageError: if it cannot be read or its shape cannot be told, or naming the line that is wrong.
    """
    rows = read_rows(path)
    form = form or _shape_of(rows[0])
    cases: Iterable[Case] = ()
    questions: Iterable[GateCase] = ()
    match form:
        case Format.ragtruth:
            cases = answers(rows)
        case Format.summedits:
            cases = summaries(rows)
        case Format.fever:
            cases = pairs(rows)
        case Format.csv:
            cases = _own(rows)
        case Format.squad:
            questions = _paragraphs(rows)
        case Format.ramdocs:
            questions = _documents(rows)
        case _:
            assert_never(form)
    read = Labelled(path.name, form, len(rows), tuple(cases), tuple(questions))
    if not (read.cases or read.questions):
        raise UsageError(f"{path.name} has nothing that is labelled.", DESCRIBED_IN)
    return read


def _shape_of(row: Row) -> Format:
    there = set(row.fields)
    shapes: Sequence[tuple[Format, tuple[set[str], ...]]] = (
        (Format.csv, ({"sentence"}, {"evidence"}, {"label"})),
        (Format.ramdocs, ({"question"}, {"documents"})),
        (Format.squad, ({"question"}, {"context"}, {"is_impossible", "answers"})),
        (
            Format.ragtruth,
            ({"response", "output"}, {"context"}, {"spans", "labels", "hallucination_labels"}),
        ),
        (Format.summedits, ({"doc"}, {"summary"}, {"label"})),
        (Format.fever, ({"premise", "evidence", "evidence_sentence"}, {"hypothesis", "claim"})),
    )
    for form, wanted in shapes:
        if all(there & names for names in wanted):
            return form
    raise UsageError(
        f"The format of {row.file} cannot be told from its fields: {', '.join(sorted(there))}.",
        f"Name it with --format, one of {', '.join(Format)}. {DESCRIBED_IN}",
    )


def answers(rows: Iterable[Row]) -> Iterator[Case]:
    """RAGTruth: the sentences of answers; one that overlaps a marked span is not supported."""
    for number, row in enumerate(rows):
        texts = tuple(text for text in _PASSAGE.split(row.text("context")) if text.strip())
        query = str(row.fields.get("query", ""))
        response = row.text("response", "output")
        marked = [_span(row, one) for one in row.list_of("spans", "labels", "hallucination_labels")]
        source = f"ragtruth {row.fields.get('source_id', row.text('context')[:_SOURCE_CHARACTERS])}"
        writer = str(row.fields.get("model", ""))
        for span in split_sentences(response):
            sentence = response[span.start : span.end]
            if claims_something(sentence, query):
                is_bad = any(start < span.end and span.start < end for start, end in marked)
                yield Case("ragtruth", source, "sentence", sentence, texts, not is_bad, "", number, writer)


def _span(row: Row, marked: object) -> tuple[int, int]:
    if isinstance(marked, dict):
        start, end = marked.get("start"), marked.get("end")
        if isinstance(start, int) and isinstance(end, int):
            return start, end
    raise row.wrong("a marked span has no 'start' and 'end'")


def summaries(rows: Iterable[Row]) -> Iterator[Case]:
    """SummEdits: a document with a summary that is consistent with it or was edited not to be."""
    for row in rows:
        document = row.text("doc")
        is_true = _is_supported(row)
        yield Case(
            "summedits", document[:_SOURCE_CHARACTERS], "summary", row.text("summary"), (document,), is_true
        )


def pairs(rows: Iterable[Row], name: str = "fever") -> Iterator[Case]:
    """FEVER-like: evidence with a claim; "not enough info" is not supported."""
    for row in rows:
        premise = row.text("premise", "evidence", "evidence_sentence")
        source = f"{name} {row.fields.get('doc_id', premise)}"
        yield Case(name, source, "pair", row.text("hypothesis", "claim"), (premise,), _is_supported(row))


def _own(rows: Iterable[Row]) -> Iterator[Case]:
    """Our own tables: sentence, evidence, label; optionally source, answer, writer, kind."""
    numbers: dict[str, int] = {}
    for row in rows:
        label = str(row.fields.get("label") or "").strip().casefold()
        if label in _NO_CLAIM:
            continue
        evidence = row.text("evidence")
        answer = str(row.fields.get("answer") or "")
        yield Case(
            set="csv",
            source=str(row.fields.get("source") or row.fields.get("question") or evidence),
            kind=str(row.fields.get("kind") or "sentence"),
            sentence=row.text("sentence"),
            texts=(evidence,),
            is_true=_is_supported(row),
            answer=numbers.setdefault(answer, len(numbers)) if answer else NO_ANSWER,
            writer=str(row.fields.get("writer") or ""),
        )


def _is_supported(row: Row) -> bool:
    found = row.fields.get("label", row.fields.get("gold_label"))
    label = str(found).strip().casefold()
    if label in _TRUE:
        return True
    if label in _FALSE:
        return False
    raise row.wrong(f"{found!r} is no label: it is supported or not")


def _paragraphs(rows: Iterable[Row]) -> Iterator[GateCase]:
    for row in rows:
        context = row.text("context")
        is_impossible = row.fields.get("is_impossible")
        is_answered = not is_impossible if isinstance(is_impossible, bool) else bool(row.list_of("answers"))
        kind = "answered" if is_answered else "near miss"
        yield GateCase(context[:_SOURCE_CHARACTERS], kind, row.text("question"), context, is_answered)


def _documents(rows: Iterable[Row]) -> Iterator[GateCase]:
    """Each document by itself; one that states an answer, right or wrong, answers, and noise does not."""
    for row in rows:
        question = row.text("question")
        for document in row.list_of("documents"):
            if not (isinstance(document, dict) and isinstance(document.get("text"), str)):
                raise row.wrong("a document has no 'text'")
            kind = str(document.get("type", ""))
            if document["text"].strip():
                yield GateCase(question, kind, question, document["text"], kind != "noise")
