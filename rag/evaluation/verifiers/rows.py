"""Rows of labelled data as they are read, each with its line for messages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.evaluation.tables import read_bytes, read_table

DESCRIBED_IN = "docs/evaluation.md says what rows each format has."
_TABLES = {".csv", ".tsv"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its file, its line, its fields."""

    file: str
    line: int
    fields: Mapping[str, Any]

    def text(self, *names: str) -> str:
        """The first of these fields that there is, as text that is not empty.

        Raises:
            UsageError: naming the line, if there is none.
        """
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, str) and value.strip():
                return value
        raise self.wrong(f"{names[0]!r} is missing, empty or no text")

    def list_of(self, *names: str) -> list[Any]:
        """The first of these fields that there is, as a list; one written as JSON text is read.

        Raises:
            UsageError: naming the line, if there is none.
        """
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, str):
                value = self._as_json(name, value)
            if isinstance(value, list):
                return value
        raise self.wrong(f"{names[0]!r} is missing or no list")

    def _as_json(self, name: str, value: str) -> Any:
        try:
            return json.loads(value)
        except ValueError as error:
            raise self.wrong(f"{name!r} is no list") from error

    def wrong(self, what: str) -> UsageError:
        """What is wrong with it, as an error to raise."""
        return UsageError(f"Line {self.line} of {self.file}: {what}.", DESCRIBED_IN)


def read_rows(path: Path) -> list[Row]:
    """The rows of a JSON Lines file, or of a table (.csv, .tsv).

    Raises:
        UsageError: if the file cannot be read, is empty, or naming the line that is no row.
    """
    if path.suffix.lower() in _TABLES:
        rows = [Row(path.name, row.line, row.cells) for row in read_table(path)]
    else:
        rows = list(_json_rows(path))
    if not rows:
        raise UsageError(f"{path.name} has no rows.", DESCRIBED_IN)
    return rows


def _json_rows(path: Path) -> Iterator[Row]:
    try:
        lines = read_bytes(path).decode("utf-8-sig").split("\n")  # no other line border ends JSON Lines
    except UnicodeDecodeError as error:
        raise UsageError(f"{path.name} is no UTF-8 text.", "Name a JSON Lines or a CSV file.") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield Row(path.name, number, _object(line, path.name, number))


def _object(line: str, name: str, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise UsageError(f"Line {number} of {name} is no JSON.", "One JSON object a line.") from error
    if not isinstance(value, dict):
        raise UsageError(f"Line {number} of {name} is no JSON object.", "One JSON object a line.")
    return value
