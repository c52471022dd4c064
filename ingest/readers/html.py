"""Web pages: trafilatura finds the article's text and metadata, we lay out the text."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.readers.decoding import decode, read_bytes
from ingest.readers.raw import RawArticle, name_of, title_from_name
from rag.errors import SourceError
from rag.text.sentences import is_prose, split_sentences

NO_ARTICLE = "no article text found in the page"

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_HEAD_BYTES = 4096
_APART = frozenset({"lb", "p", "list", "table", "row", "cell", "head", "quote"})  # no part of a word


def read_html(path: Path) -> Iterator[RawArticle]:
    """The one article of a page."""
    data = read_bytes(path)
    charset = _CHARSET.search(data[:_HEAD_BYTES])
    page = decode(data, charset.group(1).decode("ascii") if charset else None)
    try:
        yield extract_article(page, name_of(path), title_from_name(path))
    except RecursionError as error:
        raise SourceError("elements nested too deep") from error


def extract_article(page: str, source: str, fallback_title: str) -> RawArticle:
    """Text and metadata of a page.

    Raises:
        SourceError: there is no article in it.
    """
    import trafilatura

    # Its complaints to the log say what the reason for the rejection says better.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    tree = trafilatura.load_html(page)
    language = tree.get("lang") if tree is not None else None
    found: Any = tree is not None and trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        # Without this it takes any date that stands somewhere in the page.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = "\n\n".join(block for block in _blocks(found.body) if block) if found else ""
    if not any(is_prose(text[span.start : span.end]) for span in split_sentences(text)):
        raise SourceError(NO_ARTICLE)
    return RawArticle(
        text=_without_title(text, found.title),
        title=found.title or fallback_title,
        publisher=found.sitename,
        author=found.author,
        published=found.date,
        language=language,
        url=found.url,
        source=source,
    )


def _blocks(element: Any) -> Iterator[str]:
    """The text of each block, in reading order, in the manner of the Markdown reader."""
    yield _squeezed(element.text)
    for child in element:
        match child.tag:
            case "list":
                yield "\n".join(f"- {_inline(item)}" for item in child.iter("item"))
            case "table":
                yield "\n".join(" | ".join(_inline(cell) for cell in row) for row in child.iter("row"))
            case "code":
                yield "".join(child.itertext())
            case "quote" | "div" if len(child):
                yield from _blocks(child)
            case _:
                yield _inline(child)
        yield _squeezed(child.tail)


def _inline(element: Any) -> str:
    return _squeezed("".join(_pieces(element)))


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in _APART:
            yield " "
        if child.tag != "list":  # its items are lines of their own
            yield from _pieces(child)
        yield child.tail or ""


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


def _without_title(text: str, title: str | None) -> str:
    first, _, rest = text.partition("\n\n")
    return rest if title and rest and first.casefold() == title.casefold() else text
