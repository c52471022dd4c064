"""Articles into passages: on sentence borders, with exact offsets, nothing twice, nothing left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.identity import short_hash
from rag.domain import Article, Passage, PassageId
from rag.text import lines
from rag.text.sentences import Span, is_prose, split_sentences

TARGET = 900  # characters, about 200 tokens: what the embedding model reads best
HARD_MAX = 1400
SHORT = 200  # a passage below this says too little to be found on its own
HEADING_MAX = 140

# Part of the index's fingerprint: a change here or in the rules below makes other passages.
SPLITTER_FINGERPRINT = f"sentences-1/{TARGET}/{HARD_MAX}/{SHORT}"

_WORD = re.compile(r"\S")


def split_passages(article: Article) -> list[Passage]:
    """The article's passages in reading order.

    Each is ``article.text[start:end]``, begins and ends with a sentence, and is at most
    `HARD_MAX` characters long; together they hold every sentence once. A longer sentence is
    cut at white space. A heading stays with what follows it, and a passage goes past the next
    heading only where it would be too short otherwise.
    """
    return [_passage(article, span) for span in passage_spans(article.text)]


def passage_spans(text: str) -> list[Span]:
    """Where the passages of a text lie."""
    sections = _sections(text, list(_pieces(text)))
    spans = [span for section in sections for span in _merge_short(_pack(text, section))]
    return _merge_short(spans)


def _passage(article: Article, span: Span) -> Passage:
    text = article.text[span.start : span.end]
    key = short_hash([span.start, span.end, text], 12)
    return Passage(PassageId(f"{article.id}-{key}"), article.id, span.start, span.end, text)


def _pieces(text: str) -> Iterator[Span]:
    for sentence in split_sentences(text):
        start = sentence.start
        while sentence.end - start > HARD_MAX:
            cut = _last_space(text, start + HARD_MAX // 2, start + HARD_MAX)
            yield Span(start, cut)
            start = _next_word(text, cut)
        yield Span(start, sentence.end)


def _last_space(text: str, start: int, end: int) -> int:
    head = text[start:end].rsplit(maxsplit=1)
    return start + len(head[0]) if len(head) > 1 else end


def _next_word(text: str, start: int) -> int:
    found = _WORD.search(text, start)
    return found.start() if found else len(text)


def _sections(text: str, pieces: Sequence[Span]) -> list[list[Span]]:
    """Pieces from one heading, or run of headings, to the next."""
    sections: list[list[Span]] = []
    after_heading = False
    for piece in pieces:
        is_heading = _is_heading(text, piece)
        if not sections or (is_heading and not after_heading):
            sections.append([])
        sections[-1].append(piece)
        after_heading = is_heading
    return sections


def _is_heading(text: str, piece: Span) -> bool:
    """A short line of its own that states nothing and is no list item or table row."""
    if piece.end - piece.start > HEADING_MAX:
        return False
    if text[piece.start - 1 : piece.start] not in {"", "\n"} or text[piece.end : piece.end + 1] != "\n":
        return False
    line = text[piece.start : piece.end]
    is_layout = " | " in line or lines.is_rule(line) or lines.item_marker_length(line) > 0
    return not is_layout and not is_prose(line)


def _pack(text: str, pieces: Sequence[Span]) -> list[Span]:
    """As many pieces a passage as the target holds; past two thirds of it, whole paragraphs only."""
    packed = [pieces[0]]
    for before, piece in pairwise(pieces):
        start = packed[-1].start
        end = piece.end
        if piece.start - start > TARGET * 2 // 3 and "\n" in text[before.end : piece.start]:
            line_end = text.find("\n", piece.end)
            end = line_end if line_end >= 0 else len(text)
        if end - start > TARGET:
            packed.append(piece)
        else:
            packed[-1] = Span(start, piece.end)
    return packed


def _merge_short(spans: Sequence[Span]) -> list[Span]:
    """Join a span that is too short with its smaller neighbour, if the two fit."""
    merged: list[Span] = []
    for span in spans:
        too_short = merged and min(_length(span), _length(merged[-1])) < SHORT
        if too_short and span.end - merged[-1].start <= HARD_MAX:
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged


def _length(span: Span) -> int:
    return span.end - span.start
