"""Tables that people fill in with a spreadsheet: CSV out, and back in whatever form it comes.

No cell is a formula to a spreadsheet: one that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end
gets an apostrophe in front, which is taken off again when the file is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import UsageError

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_GUARD = "'"
_DELIMITERS = ",;\t"
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_LARGEST_CELL = 10_000_000  # characters


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row by column name, and the line of the file on which it ends."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def table_text(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """CSV that every spreadsheet opens: a byte order mark, commas, Windows line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_guarded(row.get(column, "")) for column in columns])
    return "\ufeff" + text.getvalue()


def read_table(path: Path, required: Sequence[str] = ()) -> list[TableRow]:
    """The rows of a CSV file; commas, semicolons or tabs, in UTF-8, UTF-16 or Windows' Latin letters.

    Column names are read without regard to case and blanks around them; rows with nothing in them are
    passed over.

    Raises:
        UsageError: if it cannot be read, or has not all the required columns.
    """
    text = _decoded(path)
    if not text:
        raise UsageError(f"{path.name} is empty.", f"Its first line names the columns: {_named(required)}.")
    csv.field_size_limit(_LARGEST_CELL)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=max(_DELIMITERS, key=_first_line(text).count), strict=True)
    rows: list[TableRow] = []
    try:
        header = [name.strip().casefold() for name in next(reader)]
        _require(header, required, path.name)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                named = zip(header, (_unguarded(cell) for cell in cells), strict=False)
                rows.append(TableRow(reader.line_num, dict(named)))
    except csv.Error as error:
        raise UsageError(
            f"Line {reader.line_num} of {path.name} is no CSV: {error}.", "Save it as CSV once more."
        ) from error
    return rows


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _require(header: Sequence[str], required: Sequence[str], name: str) -> None:
    missing = [column for column in required if column not in header]
    if missing:
        raise UsageError(
            f"{name} has no column {_named(missing)}.",
            f"Its first line names the columns: {_named(required)}.",
        )


def _named(columns: Sequence[str]) -> str:
    return ", ".join(columns)


def _decoded(path: Path) -> str:
    raw = read_bytes(path)
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS.items() if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")  # spreadsheets that know no UTF-8


def read_bytes(path: Path) -> bytes:
    """The file.

    Raises:
        UsageError: if it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{str(path)!r} cannot be read: {error.strerror}.", "Name a file.") from error


def _guarded(cell: str) -> str:
    return _GUARD + cell if cell.startswith((*_FORMULA, _GUARD)) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith(_GUARD) and cell[1:].startswith((*_FORMULA, _GUARD)) else cell
