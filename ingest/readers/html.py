"""Web pages: trafilatura finds the article's text and metadata, we lay out the text."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ingest.readers.decoding import decode
from ingest.readers.page_metadata import PageMetadata, page_metadata
from ingest.readers.raw import Document, RawArticle
from ingest.readers.xml import walk
from rag.errors import SourceError
from rag.text.sentences import is_prose, split_sentences

NO_ARTICLE = "no article text found in the page"
TOO_DEEP = "elements nested too deep"
DEPTH_MAX = 200

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_HEAD_BYTES = 4096
_APART = frozenset({"lb", "p", "list", "table", "row", "cell", "head", "quote"})  # no part of a word


def read_html(document: Document) -> Iterator[RawArticle]:
    """The one article of a page."""
    charset = _CHARSET.search(document.data[:_HEAD_BYTES])
    declared = charset.group(1).decode("ascii") if charset else document.charset
    found = extract_article(decode(document.data, declared), document.source, document.title)
    yield replace(found, is_whole_file=document.is_whole_file)


def extract_article(page: str, source: str, fallback_title: str) -> RawArticle:
    """Text and metadata of a page.

    Raises:
        SourceError: there is no article in it, or its elements are nested too deep.
    """
    import trafilatura

    # Its complaints to the log say what the reason for the rejection says better.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    tree = trafilatura.load_html(page)
    if tree is None:
        raise SourceError(NO_ARTICLE)
    said = page_metadata(tree)
    _require_shallow(tree)
    _keep_definitions(tree)
    found: Any = trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        # Without this it takes any date that stands somewhere in the page.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = "\n\n".join(block for block in _blocks(found.body) if block) if found else ""
    if not any(is_prose(text[span.start : span.end]) for span in split_sentences(text)):
        raise SourceError(NO_ARTICLE)
    title = _title(said, found)
    return RawArticle(
        text=_without_title(text, title),
        title=title or fallback_title,
        publisher=found.sitename or said.publisher,
        author=found.author,
        published=found.date,
        language=said.language,
        url=found.url,
        source=source,
    )


def _title(said: PageMetadata, found: Any) -> str | None:
    """The article's headline; trafilatura may take the site's name for it."""
    if said.headline and said.headline != (found.sitename or said.publisher):
        return said.headline
    return found.title if found.title and found.title != found.sitename else said.title or found.title


def _require_shallow(tree: Any) -> None:
    """Trafilatura walks the tree by recursion."""
    depth = 0
    for is_start, _ in walk(tree):
        depth += 1 if is_start else -1
        if depth > DEPTH_MAX:
            raise SourceError(TOO_DEEP)


def _keep_definitions(tree: Any) -> None:
    """Definition lists become lists, which trafilatura keeps."""
    for element in tree.iter("dl", "dt", "dd"):
        element.tag = "ul" if element.tag == "dl" else "li"


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
