"""JSON Lines: an article a line, with ``text`` and any of the fields of the contract."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.normalise import clean_text, unwrap
from ingest.readers.decoding import NOT_TEXT
from ingest.readers.raw import (
    SIZE_MAX_BYTES,
    TOO_LARGE,
    RawArticle,
    Rejected,
    name_of,
    title_from_name,
    wrong_fields,
)
from rag.domain import ArticleKind
from rag.errors import SourceError


class Line(BaseModel):
    """One article. Fields that we do not know are somebody else's."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, hide_input_in_errors=True)

    text: str = Field(min_length=1)
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    id: str | None = None
    kind: ArticleKind | None = None
    provenance: str | None = None


def read_json_lines(path: Path) -> Iterator[RawArticle | Rejected]:
    """The articles of a file, one at a time; a bad line is rejected with its number."""
    try:
        with path.open("rb") as file:
            if not path.stat().st_size:
                raise SourceError("empty")
            if b"\x00" in file.read(8192):  # UTF-16 too: JSON is exchanged in UTF-8 (RFC 8259)
                raise SourceError(NOT_TEXT)
            file.seek(0)
            yield from _articles(file, path)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}") from error


def _articles(file: BinaryIO, path: Path) -> Iterator[RawArticle | Rejected]:
    for number, line in _lines(file):
        source = f"{name_of(path)}:{number}"
        try:
            read = _parse(line)
        except SourceError as error:
            yield Rejected(source, error.message)
            continue
        fields = read.model_dump() | {"text": unwrap(clean_text(read.text))}
        fields["title"] = read.title or f"{title_from_name(path)}, line {number}"
        yield RawArticle(source=source, is_whole_file=False, **fields)


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line that is not blank, never more than the limit in memory."""
    number = 0
    while line := file.readline(SIZE_MAX_BYTES + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        rest = line
        while len(rest) > SIZE_MAX_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(SIZE_MAX_BYTES + 1)
        if line.strip():
            yield number, line


def _parse(line: bytes) -> Line:
    if len(line) > SIZE_MAX_BYTES:
        raise SourceError(TOO_LARGE)
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SourceError("not UTF-8") from error
    except json.JSONDecodeError as error:
        raise SourceError(f"not valid JSON: {error.msg}, column {error.colno}") from error
    except (RecursionError, ValueError) as error:  # nested too deep; a number of 5,000 digits
        raise SourceError("not valid JSON") from error
    if not isinstance(value, dict):
        raise SourceError("a line needs to be a JSON object with the field 'text'")
    try:
        return Line.model_validate(value)
    except ValidationError as error:
        raise SourceError(wrong_fields(error)) from error
