"""Answers of other systems, read from JSON Lines and checked against the contexts they were given.

A line has ``question`` or ``user_input``, ``answer`` or ``response``, and ``contexts`` or
``retrieved_contexts`` (texts). Citations are ``citations`` ([{start, end, context}], the span of the answer
and the number of the context from 0) or ``[n]`` markers that count the contexts from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from pydantic import AliasChoices, BaseModel, Field

from rag.checking import CheckedClaim, CheckedText, GivenSource
from rag.errors import BylineError, SourceError
from rag.evaluation.runs.configurations import hashed
from rag.evaluation.runs.json_lines import read_json_lines
from rag.evaluation.runs.question_set import GoldenQuestion
from rag.evaluation.runs.records import Record

_MARKER = re.compile(r"\[(\d{1,3})\]")
_MARKERS_BEFORE = re.compile(
    r"(?:\[\d{1,3}\]\s*)+"
)  # of the sentence before, where they follow its full stop
_HINT = "docs/evaluation.md shows a line of such a file."
_REFUSALS = re.compile(
    r"\b(?:(?:I|we) (?:do not|don['’]t|cannot|can['’]t|could not|couldn['’]t) (?:know|answer|find|determine)"
    r"|(?:not|no) (?:enough|sufficient) (?:information|context|evidence)"
    r"|(?:does|do|did) not (?:contain|provide|mention|include|say|specify|state)"
    r"|(?:is|are|was|were) not (?:mentioned|provided|specified|stated|available|answered)"
    r"|(?:cannot|can['’]t|could not) be (?:answered|determined)"
    r"|unable to (?:answer|find|determine))",
    re.IGNORECASE,
)
_LONGEST_REFUSAL = 2  # sentences; a longer text says something besides


class _CitationRow(BaseModel):
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    context: int = Field(ge=0)


class _AnswerRow(BaseModel):
    question: str = Field(validation_alias=AliasChoices("question", "user_input"))
    answer: str = Field(validation_alias=AliasChoices("answer", "response"))
    contexts: list[str] = Field(default=[], validation_alias=AliasChoices("contexts", "retrieved_contexts"))
    citations: list[_CitationRow] | None = None
    abstained: bool | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class MadeAnswer:
    """An answer of another system.

    Attributes:
        cited: Span of the answer and number of the context, from 0; None where nothing is cited.
        abstained: Whether it is a refusal; None where nobody says so.
    """

    id: str
    question: str
    text: str
    contexts: tuple[str, ...]
    cited: tuple[tuple[int, int, int], ...] | None
    abstained: bool | None


class Checking(Protocol):
    """As much of `TextChecking` as is needed."""

    def against_sources(self, text: str, sources: Sequence[GivenSource]) -> CheckedText:
        """Check a text against these sources and nothing else."""


def read_answers(path: Path) -> list[MadeAnswer]:
    """Read answers made elsewhere.

    Where one of them has citations, those without cite nothing: leaving them out must not look good.

    Raises:
        SourceError: naming the line that cannot be read.
    """
    rows = read_json_lines(path, _AnswerRow, what="The answers", hint=_HINT)
    found = [_made(row, number) for number, row in rows]
    if not found:
        raise SourceError(f"There is no answer in {path.name}.", _HINT)
    if all(one.cited is None for one in found):
        return found
    return [replace(one, cited=one.cited or ()) for one in found]


def paired_rows(
    answers: Sequence[MadeAnswer], questions: Sequence[GoldenQuestion] | None
) -> Iterator[tuple[Mapping[str, Any], MadeAnswer | None]]:
    """Each question with its answer, found by id, else by the question's words; None where none was given.

    Without a question set, nothing is expected of the answers but that their contexts support them; whether
    a question can be answered is then unknown.

    Raises:
        SourceError: none of the answers is to a question of the set.
    """
    if questions is None:
        yield from (({"id": one.id, "question": one.question, "answerable": None}, one) for one in answers)
        return
    by_id = {one.id: one for one in answers}
    by_words = {_words(one.question): one for one in answers}
    found = [by_id.get(one.id) or by_words.get(_words(one.question.text)) for one in questions]
    if questions and not any(found):
        raise SourceError(
            "None of the answers is to a question of the set.",
            "Answers are paired by `id`, else by the words of `question`.",
        )
    yield from zip((golden.row for golden in questions), found, strict=True)


def record_of(
    configuration: str, question: Mapping[str, Any], made: MadeAnswer | None, checking: Checking
) -> Record:
    """The record of an answer made elsewhere, each sentence judged by the contexts it came with."""
    key = hashed([question["id"], made.text if made else None, made.contexts if made else ()])
    record = Record(configuration, question, key)
    if made is None:
        return _failed(record, "no_answer", "The file has no answer to this question.")
    if not made.text.strip():
        return _failed(record, "empty", "The answer is empty.")
    sources = [GivenSource(text) for text in made.contexts]
    if is_refusal(made):
        return _answered(record, made, (), abstained=True)
    if not any(text.strip() for text in made.contexts):
        return _failed(record, "no_contexts", "The answer came without contexts, so nothing can support it.")
    try:
        checked = checking.against_sources(made.text, sources)
    except BylineError as error:
        return _failed(record, error.code, error.message)
    if checked.unchecked:
        return _failed(record, "unchecked", "There was not enough time to check the answer.")
    return _answered(record, made, checked.sentences, verifier=checked.verifier)


def is_refusal(made: MadeAnswer) -> bool:
    """Whether an answer declines: as its line says, else where a short text has the words of a refusal."""
    if made.abstained is not None:
        return made.abstained
    sentences = [part for part in re.split(r"(?<=[.!?])\s+", made.text.strip()) if part]
    return len(sentences) <= _LONGEST_REFUSAL and bool(_REFUSALS.search(made.text))


def _made(row: _AnswerRow, number: int) -> MadeAnswer:
    key = row.id or f"answer{number}"
    return MadeAnswer(key, row.question, row.answer, tuple(row.contexts), _cited(row), row.abstained)


def _cited(row: _AnswerRow) -> tuple[tuple[int, int, int], ...] | None:
    if row.citations is not None:
        return tuple((one.start, one.end, one.context) for one in row.citations)
    marked = [(one.start(), one.end(), int(one[1]) - 1) for one in _MARKER.finditer(row.answer)]
    return tuple(marked) or None


def _failed(record: Record, code: str, sentence: str) -> Record:
    return Record(
        record.configuration, record.question, record.key, failed={"code": code, "sentence": sentence}
    )


def _answered(
    record: Record,
    made: MadeAnswer,
    claims: Sequence[CheckedClaim],
    *,
    abstained: bool = False,
    verifier: str | None = None,
) -> Record:
    answer = {
        "schema": 1,
        "question": made.question,
        "text": made.text,
        "abstained": abstained,
        "sentences": [_sentence(made, claims, n) for n in range(len(claims))],
        "citations": [
            {"n": n, "article_id": str(n), "title": f"Context {n}", "quote": text}
            for n, text in enumerate(made.contexts, 1)
        ],
        "cites": made.cited is not None,
        "disagreements": [],
        "model": record.configuration,
        "usage": None,
        "timings_ms": {},
        "provenance": {"writer": "elsewhere", "verifier": verifier},
    }
    contexts = tuple(
        {"article_id": None, "passage_id": f"{n}:0", "title": f"Context {n}", "text": text}
        for n, text in enumerate(made.contexts, 1)
    )
    passages = tuple(str(one["passage_id"]) for one in contexts)
    return Record(record.configuration, record.question, record.key, answer, None, contexts, passages)


def _sentence(made: MadeAnswer, claims: Sequence[CheckedClaim], place: int) -> dict[str, Any]:
    claim = claims[place]
    first = _begins(made, claim) if place else claim.start
    border = _begins(made, claims[place + 1]) if place + 1 < len(claims) else len(made.text)
    return {
        "text": _MARKER.sub("", claim.text).strip(),
        "start": claim.start,
        "end": claim.end,
        "verdict": claim.verdict,
        "score": claim.score,
        "basis": None if claim.verdict is None else "verified",
        "citations": _numbers(made, first, border),
        "evidence": [
            {
                "article_id": one.hit.article.id,
                "passage_id": one.hit.passage.id,
                "start": one.start,
                "end": one.end,
                "quote": one.text,
                "relation": claim.relation,
            }
            for one in claim.evidence
        ],
        "issues": list(claim.issues),
    }


def _begins(made: MadeAnswer, claim: CheckedClaim) -> int:
    """Where a sentence begins that is not the first, past the markers of the one before."""
    before = _MARKERS_BEFORE.match(made.text, claim.start)
    return before.end() if before else claim.start


def _numbers(made: MadeAnswer, start: int, border: int) -> list[int]:
    """The contexts, from 1, that are cited between a sentence's first character and the next sentence."""
    inside = (context for first, last, context in made.cited or () if first < border and last > start)
    return [context + 1 for context in dict.fromkeys(inside)]


def _words(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))
