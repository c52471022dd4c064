"""HTML to plain text with nothing left out: for chapters, mails and what feeds carry.

Web pages have furniture and go through `ingest.readers.html` instead.
"""

from __future__ import annotations

import re
from typing import Any

from ingest.readers.xml import local_name, walk

_NOT_READ = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "svg", "math", "iframe", "object", "nav"}
)
_PARAGRAPHS = frozenset(
    {"p", "div", "section", "article", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "ul"}
    | {"ol", "dl", "dd", "dt", "figure", "figcaption", "header", "footer", "aside", "main", "hr", "body"}
    | {"address", "center", "form", "fieldset", "caption"}
)
_LISTS = frozenset({"ul", "ol"})
_BEFORE = {"br": "\x1d", "tr": "\x1d", "li": "\x1d- ", "td": "\x1f", "th": "\x1f"}

# Control characters stand for breaks until the white space between them is settled.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_WHITE_SPACE = re.compile(r"[^\S\x1d-\x1f]+")
_BREAKS = re.compile(r" ?[\x1d\x1e][ \x1d\x1e]*(\x1f)?")
_FIRST_CELL = re.compile(r"(^|\x1d|\x1e) *\x1f *")
_EMPTY_ITEM = re.compile(r"^- *(\n+|$)", re.MULTILINE)


def parse_html(markup: str) -> Any:
    """The root element; None where there is nothing to read."""
    from lxml import etree, html  # type: ignore[import-untyped]

    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def text_of_html(markup: str) -> str:
    """The words of a page or fragment: paragraphs apart by blank lines, list items as ``- `` lines."""
    root = parse_html(markup)
    return "" if root is None else text_of_element(root)


def text_of_element(root: Any) -> str:
    """The words in an element, laid out as by `text_of_html`."""
    layout = _Layout()
    for is_start, element in walk(root):
        if is_start:
            layout.open(element)
        else:
            layout.close(element, element.tail if element is not root else None)
    return layout.text()


class _Layout:
    """Words and breaks in reading order."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._silent = 0  # elements around this place that are not read
        self._lists = 0
        self._preformatted = 0

    def open(self, element: Any) -> None:
        tag = local_name(element)
        self._silent += tag in _NOT_READ
        self._break(tag)
        self._lists += tag in _LISTS
        self._preformatted += tag == "pre"
        self._pieces.append(_BEFORE.get(tag, ""))
        self._add(element.text)

    def close(self, element: Any, tail: str | None) -> None:
        tag = local_name(element)
        self._lists -= tag in _LISTS
        self._preformatted -= tag == "pre"
        self._break(tag)
        self._silent -= tag in _NOT_READ
        self._add(tail)

    def text(self) -> str:
        text = _WHITE_SPACE.sub(" ", "".join(self._pieces))
        text = _FIRST_CELL.sub(r"\1", text)
        text = _BREAKS.sub(lambda found: "\n\n" if "\x1e" in found.group() else "\n", text)
        text = re.sub(r" *\x1f *", " | ", text)
        return _EMPTY_ITEM.sub("", text).strip()

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._pieces.append("\x1d" if self._lists and tag in _LISTS else "\x1e")

    def _add(self, text: str | None) -> None:
        if text and not self._silent:
            text = _CONTROLS.sub("", text)
            self._pieces.append(text.replace("\n", "\x1d") if self._preformatted else text)
