"""JSON Lines that people write by hand or get out of other programs; a fault is told with its line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rag.errors import SourceError

RowT = TypeVar("RowT", bound=BaseModel)
_WANTED = {  # by pydantic's type of error
    "missing": "is missing",
    "list_type": "is no list",
    "string_type": "is no text",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
}


def read_json_lines(path: Path, row: type[RowT], *, what: str, hint: str) -> Iterator[tuple[int, RowT]]:
    """Each row with its line, from 1; blank lines, a byte order mark and Windows' line ends do not matter.

    Args:
        path: The file, in UTF-8.
        row: What a line must be.
        what: The file in an error, as in "The question set".
        hint: What to do about a row that will not do.

    Raises:
        SourceError: the file cannot be read; or naming the line and the field that will not do.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # no other line border ends JSON Lines
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{what} {path.name} cannot be read.", "Name a JSON Lines file.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, _row(line, row, f"Line {number} of {path.name}", hint)


def _row(line: str, row: type[RowT], where: str, hint: str) -> RowT:
    try:
        raw = json.loads(line)
        json.dumps(raw, ensure_ascii=False).encode("utf-8")  # a ValueError where half a character is in it
        return row.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise SourceError(f"{where}: {_fault(first)}.", _near(first, row) or hint) from error
    except ValueError as error:
        raise SourceError(f"{where} is no JSON.", "One JSON object a line.") from error


def _fault(problem: ErrorDetails) -> str:
    """What is wrong, and in which field."""
    field = ".".join(map(str, problem["loc"]))
    if not field:
        return "the whole line is no JSON object"
    if problem["type"] == "extra_forbidden":
        return f"{field} is no field"
    if wanted := _WANTED.get(problem["type"]):
        return f"{field} {wanted}"
    said = problem["msg"].removeprefix("Value error, ")
    return f"{field}: {said[:1].lower()}{said[1:]}"


def _near(problem: ErrorDetails, row: type[BaseModel]) -> str | None:
    if problem["type"] != "extra_forbidden" or len(problem["loc"]) != 1:
        return None
    near = get_close_matches(str(problem["loc"][0]), row.model_fields, n=1)
    return f"Did you mean {near[0]}?" if near else f"There is: {', '.join(row.model_fields)}."
