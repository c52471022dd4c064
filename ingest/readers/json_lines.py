"""JSON Lines: an article a line, with ``text`` and any of the fields of the contract."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from ingest.normalise import clean_text, unwrap
from ingest.readers.decoding import require_text_stream
from ingest.readers.fields import FieldMapping
from ingest.readers.raw import SIZE_MAX_BYTES, TOO_LARGE, RawArticle, Rejected
from rag.errors import SourceError


def read_json_lines(
    stream: BinaryIO, source: str, title: str, mapping: FieldMapping
) -> Iterator[RawArticle | Rejected]:
    """The articles of a stream, one at a time; a bad line is rejected with its number."""
    require_text_stream(stream)  # UTF-16 is refused too: JSON is exchanged in UTF-8 (RFC 8259)
    for number, line in _lines(stream):
        place = f"{source}:{number}"
        try:
            read = mapping.record(_parse(line))
        except SourceError as error:
            yield Rejected(place, error.message)
            continue
        fields = read.model_dump() | {"text": unwrap(clean_text(read.text))}
        fields["title"] = read.title or f"{title}, line {number}"
        yield RawArticle(source=place, is_whole_file=False, **fields)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line that is not blank, never more than the limit in memory."""
    number = 0
    while line := stream.readline(SIZE_MAX_BYTES + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        rest = line
        while len(rest) > SIZE_MAX_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(SIZE_MAX_BYTES + 1)
        if line.strip():
            yield number, line


def _parse(line: bytes) -> dict[str, Any]:
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
    return value
