"""What holds a phrase as CSV (RFC 4180): one row a sentence, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from rag.find_all import Holding

COLUMNS = (
    "published",
    "publisher",
    "title",
    "collection",
    "kind",
    "article_id",
    "url",
    "article_count",
    "place",
    "start",
    "end",
    "count",
    "sentence",
)
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(holdings: Iterable[Holding]) -> Iterator[str]:
    r"""The header, then the rows of one article after the other, each line with its ``\r\n``.

    Text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    yield _written([COLUMNS])
    for holding in holdings:
        yield _written(_rows(holding))


def _rows(holding: Holding) -> Iterator[tuple[object, ...]]:
    article = holding.article
    about = (
        str(article.published or ""),
        article.publisher or "",
        article.title,
        article.collection,
        article.kind,
        article.id,
        article.url or "",
        holding.count,
    )
    if holding.in_title:
        yield (*about, "title", "", "", holding.in_title, article.title)
    for sentence in holding.sentences:
        yield (*about, "text", sentence.start, sentence.end, len(sentence.occurrences), sentence.text)


def _written(rows: Iterable[Iterable[object]]) -> str:
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows([_harmless(cell) for cell in row] for row in rows)
    return lines.getvalue()


def _harmless(cell: object) -> object:
    """Numbers are ours; text comes from anywhere."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell
