"""The line structure of a text: paragraphs, headings, list items, table rows.

Scraped articles put each paragraph on a line of its own, mails and Markdown wrap a paragraph over
several lines. The two are told apart as a typesetter would: a line was broken on purpose when the first
word of the next one would still have fitted on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_NEWLINE = re.compile(r"\r\n?|[\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ITEM = re.compile(r"(?:[-*+•‣▪◦●○·]|[–—](?=\s+[^\W_a-zà-ÿ])|\(?\d{1,3}[.)]|\(?[a-z]\))\s+(?=\S)")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s")
_RULE_CHARACTERS = frozenset("-=_*~–—|+: ")
_GLUED_ROW = re.compile(r"[.!?]['\"”’)]?(?=\|\s)")

# No wrapped text is wider; no wrapped text is narrower. Lines outside are broken on purpose.
_WIDEST_WRAP = 140
_NARROWEST_WRAP = 50
_MIN_ROW_BARS = 2


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that no sentence crosses, without white space at its ends."""

    start: int
    end: int
    is_whole: bool  # headings, rules and table rows are one span, whatever they contain


def is_table_row(line: str) -> bool:
    """Whether a stripped line is a row of a pipe table, its separator row included."""
    return (line.startswith("|") and len(line) > 1) or line.count(" | ") >= _MIN_ROW_BARS


def is_rule(line: str) -> bool:
    """Whether a stripped line is drawn rather than written: `=====`, `- - -`, `|---|---|`."""
    return len(line) >= len("---") and not frozenset(line) - _RULE_CHARACTERS


def is_markdown_heading(line: str) -> bool:
    """Whether a stripped line is a Markdown heading of the form `# Title`."""
    return _MARKDOWN_HEADING.match(line) is not None


def item_marker_length(line: str) -> int:
    """Characters of the bullet or number, and the space after it, that a stripped line starts with."""
    found = _ITEM.match(line)
    return found.end() if found else 0


def blocks(text: str) -> Iterator[Block]:
    """Yields the blocks of a text in order; together they hold every character but white space."""
    paragraph: list[Block] = []
    for line in _lines(text):
        if line.start == line.end:
            yield from _join_wrapped(text, paragraph)
            paragraph = []
        else:
            paragraph.append(line)
    yield from _join_wrapped(text, paragraph)


def _lines(text: str) -> Iterator[Block]:
    start = 0
    for newline in _NEWLINE.finditer(text):
        yield from _parts_of_line(text, start, newline.start())
        start = newline.end()
    yield from _parts_of_line(text, start, len(text))


def _parts_of_line(text: str, start: int, end: int) -> Iterator[Block]:
    """Yields one line stripped, or two where scraping glued a table row to the text before it."""
    line = text[start:end]
    start += len(line) - len(line.lstrip())
    line = line.strip()
    end = start + len(line)
    glued = _GLUED_ROW.search(line) if line.endswith("|") and not line.startswith("|") else None
    if glued:
        yield Block(start, start + glued.end(), is_whole=False)
        start += glued.end()
        line = text[start:end]
    yield Block(start, end, is_whole=is_table_row(line) or is_rule(line) or is_markdown_heading(line))


def _join_wrapped(text: str, lines: list[Block]) -> Iterator[Block]:
    if not lines:
        return
    longest = max((line.end - line.start for line in lines if not line.is_whole), default=0)
    width = max(longest, _NARROWEST_WRAP)
    current = lines[0]
    for previous, line in pairwise(lines):
        if _is_wrapped(text, previous, line, width):
            current = Block(current.start, line.end, is_whole=False)
        else:
            yield current
            current = line
    yield current


def _is_wrapped(text: str, line: Block, following: Block, width: int) -> bool:
    """Whether `following` continues the paragraph that `line` belongs to."""
    if line.is_whole or following.is_whole:
        return False
    next_text = text[following.start : min(following.end, following.start + _WIDEST_WRAP)]
    if item_marker_length(next_text):
        return False
    if next_text[0].islower():
        return True
    length = line.end - line.start
    fits = length + 1 + len(next_text.split(maxsplit=1)[0]) <= width
    return length <= _WIDEST_WRAP and not fits
