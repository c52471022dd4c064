"""CSV and TSV: an article a row, the first row names the columns."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from typing import BinaryIO

from ingest.normalise import clean_text, unwrap
from ingest.readers.decoding import require_text_stream
from ingest.readers.fields import FieldMapping, Record
from ingest.readers.raw import SIZE_MAX_BYTES, TOO_LARGE, RawArticle, Rejected
from rag.errors import SourceError

_DELIMITERS = ",;\t|"
_COLUMNS_SHOWN = 12


def read_table(
    stream: BinaryIO, source: str, title: str, mapping: FieldMapping
) -> Iterator[RawArticle | Rejected]:
    """The articles of a table, one at a time; a bad row is rejected with the number of its line.

    Raises:
        SourceError: there is no column for the text.
    """
    require_text_stream(stream)
    lines = _lines(stream)
    first = next(lines)
    csv.field_size_limit(SIZE_MAX_BYTES)
    reader = csv.reader(_with_first(first, lines), delimiter=_delimiter(first))
    columns = _columns(next(reader, []))
    _require_text_column(columns, mapping)
    number, is_empty = reader.line_num + 1, True
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                is_empty = False
                yield _article(dict(zip(columns, row, strict=False)), f"{source}:{number}", title, mapping)
            number = reader.line_num + 1
        if is_empty:
            raise SourceError("a table without rows")
    except csv.Error as error:
        yield Rejected(f"{source}:{number}", f"not a table from here on: {error}")


def _article(row: dict[str, str], source: str, title: str, mapping: FieldMapping) -> RawArticle | Rejected:
    cells = {name: cell.strip() for name, cell in row.items() if cell.strip()}
    try:
        read = mapping.record(cells)
    except SourceError as error:
        return Rejected(source, error.message)
    fields = read.model_dump() | {"text": unwrap(clean_text(read.text))}
    fields["title"] = read.title or f"{title}, line {source.rpartition(':')[2]}"
    return RawArticle(source=source, is_whole_file=False, **fields)


def _lines(stream: BinaryIO) -> Iterator[str]:
    """Lines as text: UTF-8, and from the first that is not, windows-1252, as spreadsheets write it."""
    encoding = "utf-8"
    is_first = True
    while line := stream.readline(SIZE_MAX_BYTES + 1):
        if len(line) > SIZE_MAX_BYTES:
            raise SourceError(TOO_LARGE)
        line = line.removeprefix(codecs.BOM_UTF8) if is_first else line
        is_first = False
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError:
            encoding = "windows-1252"
            yield line.decode(encoding, "replace")


def _with_first(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def _columns(header: list[str]) -> list[str]:
    """Names as written, but ours in small letters however they are written."""
    names = [name.strip() for name in header]
    return [name.lower() if name.lower() in Record.model_fields else name for name in names]


def _require_text_column(columns: list[str], mapping: FieldMapping) -> None:
    wanted = mapping.name_of("text")
    if wanted not in columns:
        shown = ", ".join(repr(name[:40]) for name in columns[:_COLUMNS_SHOWN])
        raise SourceError(
            f"no column {wanted!r} (there is {shown}); say which holds the text: --map text=COLUMN"
        )
