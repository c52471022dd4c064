"""Plain text: the first line is the title if it reads like a headline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.normalise import clean_text, unwrap
from ingest.readers.decoding import decode
from ingest.readers.raw import Document, RawArticle

HEADLINE_LENGTH_MAX = 140  # characters

_HEADLINE_END = re.compile(r"[^\s.:;,…!]$|[.](?:[A-Z][.])$")


def read_plain(document: Document) -> Iterator[RawArticle]:
    """The one article of a text file."""
    title, text = split_headline(unwrap(clean_text(decode(document.data, document.charset))))
    yield RawArticle(
        text=text,
        title=title or document.title,
        source=document.source,
        is_whole_file=document.is_whole_file,
    )


def split_headline(text: str) -> tuple[str | None, str]:
    """The headline and the text below it; ``None`` and the whole text when it has none."""
    first, _, rest = text.partition("\n")
    is_headline = len(first) <= HEADLINE_LENGTH_MAX and _HEADLINE_END.search(first) and len(rest) > len(first)
    return (first, rest.strip()) if is_headline else (None, text)
