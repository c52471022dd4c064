"""Question sets: JSON Lines of questions with what a right answer holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from rag.domain import Question, Turn
from rag.errors import SourceError
from rag.evaluation.runs.json_lines import read_json_lines

_HINT = 'As in: {"question": "Who won?", "facts": [["Ann", "Ann Lee"], ["2024"]]}; see docs/evaluation.md.'


class _TurnRow(BaseModel):
    question: str
    answer: str


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str = Field("", validate_default=True)
    turns: list[str] = []
    id: str | None = None
    kind: str = "single"
    history: list[_TurnRow] = []
    answer: str | None = None
    facts: list[list[str]] = []
    patterns: list[str] = []
    contexts: list[str] = []
    disagreement: bool = False
    articles: list[str] = []
    answerable: bool = True
    near_miss: bool = False
    as_of: str | None = None
    since: str | None = None
    publisher: str | None = None
    note: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _last_turn_is_asked(cls, row: Any) -> Any:
        if isinstance(row, dict) and "question" not in row and row.get("turns"):
            return row | {"question": row["turns"][-1]}
        return row

    @field_validator("question")
    @classmethod
    def _asks_something(cls, question: str) -> str:
        if not question.strip():
            raise ValueError("there is no question")
        return question

    @field_validator("facts")
    @classmethod
    def _can_be_found(cls, facts: list[list[str]]) -> list[list[str]]:
        if not all(fact and all(spelling.strip() for spelling in fact) for fact in facts):
            raise ValueError("a fact without words is in no answer")
        return facts

    @field_validator("patterns")
    @classmethod
    def _are_patterns(cls, patterns: list[str]) -> list[str]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
        return patterns


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question, and what an answer to it must hold.

    Attributes:
        facts: Each fact is a tuple of alternatives, of which one is enough.
        articles: File stems, ids or addresses of the articles that hold the facts.
        turns: Questions to ask before, in order; the answers to them become the history.
        row: As it was read, with the id.
    """

    id: str
    line: int
    kind: str
    question: Question
    facts: tuple[tuple[str, ...], ...]
    articles: tuple[str, ...]
    answerable: bool
    near_miss: bool
    turns: tuple[str, ...] = ()
    row: Mapping[str, Any] = field(default_factory=dict)


def read_questions(path: Path) -> list[GoldenQuestion]:
    """Read a question set.

    Raises:
        SourceError: naming the line that cannot be read.
    """
    rows = read_json_lines(path, _Row, what="The question set", hint=_HINT)
    questions = [_golden(row, number) for number, row in rows]
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise SourceError(
                f"Line {question.line} of {path.name} has an id that is taken: {question.id}.",
                "Give each question an id of its own, or none.",
            )
        seen.add(question.id)
    return questions


def _golden(row: _Row, number: int) -> GoldenQuestion:
    question = Question(
        text=row.question,
        history=tuple(Turn(turn.question, turn.answer) for turn in row.history),
        as_of=row.as_of,
        since=row.since,
        publishers=(row.publisher,) if row.publisher else (),
        keep=False,
    )
    name = row.id or f"line{number}"
    return GoldenQuestion(
        id=name,
        line=number,
        kind=row.kind,
        question=question,
        facts=tuple(tuple(fact) for fact in row.facts),
        articles=tuple(row.articles),
        answerable=row.answerable,
        near_miss=row.near_miss,
        turns=tuple(row.turns[:-1]),
        row=row.model_dump(exclude_unset=True) | {"question": row.question, "id": name},
    )
