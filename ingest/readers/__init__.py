"""One reader a format; `read_articles` chooses by the file's name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from ingest.readers.decoding import read_bytes
from ingest.readers.fields import FieldMapping
from ingest.readers.formats import SIZE_MAX_BYTES, STREAMED, Format, format_of_name, is_isolated
from ingest.readers.raw import (
    Document,
    Found,
    RawArticle,
    Rejected,
    Unchanged,
    name_of,
    printable,
    title_from_name,
)
from rag.errors import SourceError

__all__ = [
    "Document",
    "FieldMapping",
    "Found",
    "RawArticle",
    "Rejected",
    "Unchanged",
    "articles_of",
    "printable",
    "read_articles",
    "read_document",
    "read_stream",
]

AS_NAMED = FieldMapping()


def read_articles(path: Path, mapping: FieldMapping = AS_NAMED) -> Iterator[RawArticle | Rejected]:
    """Every article of a file, or why there is none. Never raises for what the file holds.

    Args:
        path: its name decides how it is read.
        mapping: what the columns of a table, or the keys of JSON Lines, are called.
    """
    source, title = name_of(path), title_from_name(path)
    kind = format_of_name(path.name)
    if kind not in STREAMED:
        try:
            data = read_bytes(path, SIZE_MAX_BYTES[kind])
        except SourceError as error:
            yield Rejected(source, error.message)
        else:
            yield from read_document(Document(data, source, title), kind)
        return
    try:
        with path.open("rb") as stream:
            yield from read_stream(stream, source, title, kind, mapping)
    except OSError as error:
        yield Rejected(source, f"cannot be read: {error.strerror}")


def read_document(document: Document, kind: Format) -> Iterator[RawArticle | Rejected]:
    """The articles of one document, within limits of time and memory.

    Whatever the document holds, this ends, and ends without an exception.
    """
    try:
        if is_isolated(kind, len(document.data)):
            from ingest.readers.isolation import read_isolated

            found = read_isolated(document, kind)
        else:
            found = list(articles_of(document, kind))
    except SourceError as error:
        yield Rejected(document.source, error.message)
        return
    for one in found:
        if isinstance(one, RawArticle) and one.pages:
            yield replace(one, original=document.data)
        else:
            yield one


def read_stream(
    stream: BinaryIO, source: str, title: str, kind: Format, mapping: FieldMapping = AS_NAMED
) -> Iterator[RawArticle | Rejected]:
    """The articles of a format that is read one article at a time; the stream may be of any length.

    Args:
        stream: buffered (it has ``peek``); it need not be seekable.
        source: what each article's source is made of.
        title: what those without one are called, with their number.
        kind: one of `STREAMED`.
        mapping: what the fields are called.
    """
    try:
        match kind:
            case "json_lines":
                from ingest.readers.json_lines import read_json_lines

                yield from read_json_lines(stream, source, title, mapping)
            case "table":
                from ingest.readers.tables import read_table

                yield from read_table(stream, source, title, mapping)
            case _:
                from ingest.readers.mailbox import read_mailbox

                yield from read_mailbox(stream, source)
    except SourceError as error:
        yield Rejected(source, error.message)


def articles_of(document: Document, kind: Format) -> Iterator[RawArticle | Rejected]:
    """The reader of the format at work, in this process and without limits.

    Raises:
        SourceError: there is no article to be had.
    """
    # A format's library is loaded when the first file of that format comes.
    match kind:
        case "markdown":
            from ingest.readers.markdown import read_markdown as read
        case "plain":
            from ingest.readers.plain import read_plain as read
        case "html":
            from ingest.readers.html import read_html as read
        case "pdf":
            from ingest.readers.pdf import read_pdf as read
        case "docx":
            from ingest.readers.docx import read_docx as read
        case "epub":
            from ingest.readers.epub import read_epub as read
        case "mail":
            from ingest.readers.mail import read_mail as read
        case _:
            raise ValueError(f"{kind} is read as a stream")
    return read(document)
