"""The review file: a row a question, to be accepted, mended or rejected by a person.

Its columns are ``decision``, ``question``, ``answer``, ``facts``, ``kind``, ``answerable``, ``articles`` and
``note``; in a table, alternatives are parted by " | " and facts by " || ".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import SourceError, UsageError
from rag.evaluation.tables import read_bytes, read_table, table_text
from rag.phrasing.question import MadeQuestion

COLUMNS = ("decision", "question", "answer", "facts", "kind", "answerable", "articles", "note")
ACCEPTED = frozenset({"accept", "accepted", "yes", "y", "edit", "edited", "ok"})
REJECTED = frozenset({"reject", "rejected", "no", "n"})
_FACTS, _ALTERNATIVES = " || ", " | "


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a reviewer left: the accepted rows as rows of a question set, and how many others there were."""

    accepted: tuple[dict[str, Any], ...]
    rejected: int
    undecided: int


def write_review(questions: Iterable[MadeQuestion], path: Path) -> None:
    """Write a review file, as a table where the name ends in .csv, else as JSON Lines.

    Raises:
        UsageError: if the file cannot be written.
    """
    rows = [_row(question) for question in questions]
    _write(path, table_text(COLUMNS, map(_cells, rows)) if _is_table(path) else _lines(rows))


def read_review(path: Path) -> Reviewed:
    """Read a reviewed file; tables may have been through a spreadsheet.

    Raises:
        SourceError: naming the row that cannot be understood.
        UsageError: if the file cannot be read, or is no table.
    """
    if _is_table(path):
        rows: list[tuple[int, Mapping[str, Any]]] = [
            (row.line, row.cells) for row in read_table(path, ("decision", "question"))
        ]
    else:
        rows = list(_read_lines(path))
    accepted, rejected, undecided = [], 0, 0
    for number, row in rows:
        decision = str(row.get("decision") or "").strip().lower()
        if decision in ACCEPTED:
            accepted.append(_accepted(row, path.name, number))
        elif decision in REJECTED:
            rejected += 1
        elif not decision:
            undecided += 1
        else:
            raise SourceError(
                f"Line {number} of {path.name}: the decision {decision!r} is not known.",
                "Write accept or reject, or leave it empty; what is edited is accepted.",
            )
    return Reviewed(tuple(accepted), rejected, undecided)


def write_questions(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write a question set, one JSON object a line.

    Raises:
        UsageError: if nothing was accepted, or the file cannot be written.
    """
    if not rows:
        raise UsageError("No question was accepted.", "Write accept into `decision` of the rows to keep.")
    _write(path, _lines(rows))


def _row(question: MadeQuestion) -> dict[str, Any]:
    return {
        "decision": "",
        "question": question.question,
        "answer": question.answer,
        "facts": [list(alternatives) for alternatives in question.facts],
        "kind": question.kind,
        "answerable": question.answerable,
        "articles": list(question.articles),
        "note": question.note,
    }


def _accepted(row: Mapping[str, Any], name: str, number: int) -> dict[str, Any]:
    """A row of the question set, of a row as reviewed."""
    question = str(row.get("question") or "").strip()
    is_answerable = _truth(row.get("answerable", True))
    facts = _facts(row.get("facts"))
    if not question or is_answerable is None:
        missing = "there is no question" if not question else "answerable is neither true nor false"
        raise SourceError(f"Line {number} of {name}: {missing}.", "Mend the row, or reject it.")
    if is_answerable and not facts:
        raise SourceError(
            f"Line {number} of {name}: an answerable question needs facts.",
            "Write what a right answer must hold, alternatives parted by |.",
        )
    kind = str(row.get("kind") or "single")
    made: dict[str, Any] = {
        "id": f"m{hashlib.sha256(question.encode()).hexdigest()[:8]}",
        "kind": kind,
        "question": question,
        "facts": facts if is_answerable else [],
        "articles": _listed(row.get("articles")),
        "answerable": is_answerable,
        "near_miss": kind == "near_miss",
        "disagreement": kind == "disagreement",
    }
    return made | {key: str(row[key]) for key in ("answer", "note") if row.get(key)}


def _facts(value: Any) -> list[list[str]]:
    if isinstance(value, list):
        return [[str(one) for one in fact] if isinstance(fact, list) else [str(fact)] for fact in value]
    facts = [fact for fact in str(value or "").split(_FACTS.strip()) if fact.strip()]
    return [[one.strip() for one in fact.split(_ALTERNATIVES.strip()) if one.strip()] for fact in facts]


def _listed(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return [one.strip() for one in str(value or "").split(_ALTERNATIVES.strip()) if one.strip()]


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(
        str(value).strip().lower()
    )


def _is_table(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def _lines(rows: Iterable[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _cells(row: Mapping[str, Any]) -> dict[str, str]:
    return {column: _cell(row[column]) for column in COLUMNS}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, list):
        return str(value)
    return _FACTS.join(map(_ALTERNATIVES.join, value)) if _is_nested(value) else _ALTERNATIVES.join(value)


def _is_nested(value: list[Any]) -> bool:
    return bool(value) and isinstance(value[0], list)


def _read_lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    name, text = path.name, read_bytes(path).decode("utf-8-sig", errors="replace")
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise SourceError(f"Line {number} of {name} is no JSON.", "One JSON object a line.") from error
        if not isinstance(row, dict):
            raise SourceError(f"Line {number} of {name} is no JSON object.", "One JSON object a line.")
        yield number, row


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    except OSError as error:
        raise UsageError(f"{path.name} cannot be written.", "Choose another --out.") from error
