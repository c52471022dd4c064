"""Question sets: JSON Lines of questions with what a right answer holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.domain import Question, Turn
from rag.errors import SourceError


class _TurnRow(BaseModel):
    question: str
    answer: str


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str
    id: str | None = None
    kind: str = "single"
    history: list[_TurnRow] = []
    facts: list[list[str]] = []
    articles: list[str] = []
    answerable: bool = True
    near_miss: bool = False
    as_of: str | None = None
    since: str | None = None
    publisher: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question, and what an answer to it must hold.

    Attributes:
        facts: Each fact is a tuple of alternatives, of which one is enough.
        articles: File stems of the articles that hold the facts.
    """

    id: str
    line: int
    kind: str
    question: Question
    facts: tuple[tuple[str, ...], ...]
    articles: tuple[str, ...]
    answerable: bool
    near_miss: bool


def read_questions(path: Path) -> list[GoldenQuestion]:
    """Read a question set.

    Raises:
        SourceError: naming the line that cannot be read.
    """
    return list(_rows(path))


def _rows(path: Path) -> Iterator[GoldenQuestion]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # no other line border ends JSON Lines
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"The question set {path.name} cannot be read.", "Name a JSON Lines file."
        ) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _golden(_parse(line, path.name, number), number)


def _parse(line: str, name: str, number: int) -> _Row:
    try:
        raw: Any = json.loads(line)
        return _Row.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole line"
        raise SourceError(
            f"Line {number} of {name}: {where}: {first['msg']}.", "See corpus/README.md."
        ) from error
    except ValueError as error:
        raise SourceError(f"Line {number} of {name} is no JSON.", "One JSON object a line.") from error


def _golden(row: _Row, number: int) -> GoldenQuestion:
    question = Question(
        text=row.question,
        history=tuple(Turn(turn.question, turn.answer) for turn in row.history),
        as_of=row.as_of,
        since=row.since,
        publishers=(row.publisher,) if row.publisher else (),
        keep=False,
    )
    return GoldenQuestion(
        id=row.id or f"line{number}",
        line=number,
        kind=row.kind,
        question=question,
        facts=tuple(tuple(fact) for fact in row.facts),
        articles=tuple(row.articles),
        answerable=row.answerable,
        near_miss=row.near_miss,
    )
