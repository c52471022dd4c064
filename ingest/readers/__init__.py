"""One reader a format; `read_articles` chooses by the file's name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.readers.raw import RawArticle, Rejected, name_of
from rag.errors import SourceError

__all__ = ["RawArticle", "Rejected", "read_articles"]


def read_articles(path: Path) -> Iterator[RawArticle | Rejected]:
    """Every article of a file, or why there is none. Never raises for what the file holds."""
    try:
        yield from _by_format(path)
    except SourceError as error:
        yield Rejected(name_of(path), error.message)


def _by_format(path: Path) -> Iterator[RawArticle | Rejected]:
    # A format's library is loaded when the first file of that format comes.
    match path.suffix.lower():
        case ".md" | ".markdown":
            from ingest.readers.markdown import read_markdown

            return read_markdown(path)
        case ".html" | ".htm" | ".xhtml":
            from ingest.readers.html import read_html

            return read_html(path)
        case ".jsonl" | ".ndjson":
            from ingest.readers.json_lines import read_json_lines

            return read_json_lines(path)
        case _:
            from ingest.readers.plain import read_plain

            return read_plain(path)
