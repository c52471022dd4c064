"""The one sentence splitter, used for passages, extractive answers and verdicts.

Rule-based and ours; docs/experiments.md has the libraries that were measured against it. Line structure
comes first (`rag.text.lines`), then every mark of end punctuation is judged by its neighbourhood
(`rag.text.boundaries`). The time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.text import lines
from rag.text.boundaries import Mark, is_boundary
from rag.text.word_lists import words_of

_MARKS = re.compile(r"[.!?…。！？｡।॥؟۔]+")
# “ and „ close a quotation in German; after a mark they do so unless a word follows at once.
_CLOSERS = re.compile(r"(?:[”’»›」』】〉》）)\]*_]|[“'](?![\w“])|\s?\[{1,2}\d{1,3}\]{1,2}(?=\s|\Z))*")
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, in Unicode code points: `text[start:end]`."""

    start: int
    end: int


def split_sentences(text: str) -> list[Span]:
    """Splits a text into its sentences.

    Spans are in order, do not overlap, are not empty and have no white space at their ends; every
    character that is not white space lies in exactly one of them. A bullet, list number or Markdown sign
    belongs to the span that it introduces; a closing quotation mark or a citation marker such as `[1]`
    that follows the full stop belongs to the sentence before it.

    Headings, table rows and list items are spans of their own. A blank line always splits; a single
    newline splits only where the line was broken on purpose (see `rag.text.lines`).
    """
    return [span for block in lines.blocks(text) for span in _split_block(text, block)]


def _split_block(text: str, block: lines.Block) -> Iterator[Span]:
    start = block.start
    if not block.is_whole:
        for mark in _marks(text, block):
            placed = Mark(text, start, mark.start, mark.end, mark.after, mark.next_start)
            if is_boundary(placed):
                yield Span(start, mark.after)
                start = mark.next_start
    yield Span(start, block.end)


def _marks(text: str, block: lines.Block) -> Iterator[Mark]:
    """Yields the marks of a block that are followed by more text in it."""
    counted_to, is_quote_open = block.start, False
    for found in _MARKS.finditer(text, block.start, block.end):
        is_quote_open ^= text.count('"', counted_to, found.start()) % 2 == 1
        counted_to = found.start()
        after = _end_of_closers(text, found.end(), block.end, is_quote_open=is_quote_open)
        space = _SPACE.match(text, after, block.end)
        next_start = space.end() if space else after
        if next_start < block.end:
            yield Mark(text, block.start, found.start(), found.end(), after, next_start)


def _end_of_closers(text: str, start: int, end: int, *, is_quote_open: bool) -> int:
    """Where the closing marks after end punctuation end; a straight quote closes what one has opened."""
    at = start
    while True:
        found = _CLOSERS.match(text, at, end)
        at = found.end() if found else at
        if not (is_quote_open and at < end and text[at] == '"'):
            return at
        is_quote_open = False
        at += 1


_MARKDOWN_LINK = re.compile(r"\[[^\[\]\n]{0,300}\]\([^()\s]{0,500}\)|https?://\S+|www\.\S+")
_ENDS_LIKE_SENTENCE = re.compile(r"[.!?…。！？｡।॥؟۔](?:[”’»›」』）)\]*_\"'“]|\s?\[{1,2}\d{1,3}\]{1,2})*\Z")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_UNCASED = re.compile(r"[\u0600-\u06ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FINITE_VERBS = frozenset(
    words_of(
        """
    is are was were am be been has have had will would can could may might must should shall do does
    did says said say told added makes made became becomes remains remained shows showed rose fell
    """
    )
)
_LONGEST_TITLE_SMALL_WORD = 4  # letters: "with", "from" stay small in a title-case heading
_MIN_WORDS_UNPUNCTUATED = 9
_MIN_UNCASED_LETTERS = 4


def without_marker(text: str, span: Span) -> Span:
    """The sentence of a list item without its bullet or number."""
    return Span(span.start + lines.item_marker_length(text[span.start : span.end]), span.end)


def is_prose(text: str) -> bool:
    """Whether a span states something, rather than being a heading, table row, label or list of links.

    With end punctuation it takes two words, one of them more than a small word in lower case ("He
    resigned." is prose; "Photo: Getty Images." and "What Makes DeepSeek Different?" are not). Without, it
    takes nine words, one of them a common finite verb. In scripts without case, end punctuation and four
    letters suffice. Questions count as prose; Markdown headings, rows and spans that are mostly links never.
    """
    line = text.strip()
    if not line or lines.is_table_row(line) or lines.is_rule(line) or lines.is_markdown_heading(line):
        return False
    line = line[lines.item_marker_length(line) :]
    without_links = _MARKDOWN_LINK.sub("", line)
    if 2 * len(without_links) < len(line):
        return False
    is_punctuated = _ENDS_LIKE_SENTENCE.search(line, max(0, len(line) - 20)) is not None
    if len(_UNCASED.findall(line)) >= _MIN_UNCASED_LETTERS:
        return is_punctuated
    words = _WORD.findall(without_links)
    if is_punctuated:
        return len(words) > 1 and _has_sentence_case(words)
    return len(words) >= _MIN_WORDS_UNPUNCTUATED and not _FINITE_VERBS.isdisjoint(words)


def _has_sentence_case(words: list[str]) -> bool:
    """Whether words after the first are written small that a title would write large."""
    rest = words[1:]
    if any(word.islower() and len(word) > _LONGEST_TITLE_SMALL_WORD for word in rest):
        return True
    small = sum(word[0].islower() for word in rest)
    return 2 * small >= len(rest)
