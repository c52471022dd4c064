"""The text of a PDF's pages, mended: line ends, hyphens, running heads, sentences across pages."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence

from ingest.normalise import clean_text, unwrap

# PDFium joins a word that was hyphenated at the end of a line and marks the place.
_MARKED_HYPHEN = re.compile(r"([^\W\d_]+)[\ufffe\x02](?:\r?\n)?([^\W\d_]+)")
_LINE_END_HYPHEN = re.compile(r"([^\W\d_]{2,})[-\u2010\u00ad]\r?\n([a-zà-ÿ][^\W\d_]*)")
_STRAY_MARK = re.compile(r"[\ufffe\x02]")
_HYPHENATED = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")

_EDGE_LINES = 2  # heads and feet are looked for in so many lines at either end of a page
_FURNITURE_PAGES_MIN = 3
_LINE_LENGTH_MIN = 60  # characters; a shorter line before a capital letter is the last of its paragraph


def join_pages(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """One text in its final form, and where in it each page starts.

    A page without text starts where the next one does. A sentence that runs on from page to
    page is one sentence, with the page's start in the middle of it.
    """
    whole = mend_hyphens("\f".join(page.replace("\f", "\n") for page in pages))
    cleaned = [clean_text(unwrap(clean_text(page))) for page in without_furniture(whole.split("\f"))]
    text, starts = io.StringIO(), []
    before = ""
    for page in cleaned:
        if before and page:
            text.write(_joint(before, page))
        starts.append(text.tell())
        text.write(page)
        before = page or before
    return text.getvalue(), tuple(_after_gaps(cleaned, starts))


def mend_hyphens(text: str) -> str:
    """Words broken at line ends made whole; a hyphen stays where the text writes it elsewhere."""
    hyphenated = {word.casefold() for word in _HYPHENATED.findall(text)}
    plain = {word.casefold() for word in _WORD.findall(text)}

    def mend(found: re.Match[str]) -> str:
        joined, with_hyphen = "".join(found.groups()), "-".join(found.groups())
        is_compound = with_hyphen.casefold() in hyphenated and joined.casefold() not in plain
        return with_hyphen if is_compound else joined

    text = _MARKED_HYPHEN.sub(mend, text)
    return _STRAY_MARK.sub("-", _LINE_END_HYPHEN.sub(mend, text))


def without_furniture(pages: Sequence[str]) -> list[str]:
    """The pages without the lines that stand at the edge of most of them: heads, feet, page numbers."""
    split = [page.splitlines() for page in pages]
    seen = Counter(key for lines in split for key in {_key(lines[place]) for place in _edges(lines)})
    needed = max(_FURNITURE_PAGES_MIN, len(pages) // 2 + 1)
    furniture = {key for key, count in seen.items() if count >= needed}
    return ["\n".join(_kept(lines, furniture)) for lines in split]


def _kept(lines: Sequence[str], furniture: set[str]) -> list[str]:
    gone = {place for place in _edges(lines) if _key(lines[place]) in furniture}
    return [line for place, line in enumerate(lines) if place not in gone]


def _edges(lines: Sequence[str]) -> set[int]:
    written = [place for place, line in enumerate(lines) if line.strip()]
    return {*written[:_EDGE_LINES], *written[-_EDGE_LINES:]}


def _key(line: str) -> str:
    """The same for ``Page 7 of 12`` and ``Page 8 of 12``."""
    return _DIGITS.sub("0", " ".join(line.split()).casefold())


def _joint(text: str, page: str) -> str:
    """What stands between two pages: a space where a sentence runs on, else a blank line."""
    if not page[0].isalnum():
        return "\n\n"
    if page[0].islower():
        return " "
    last_line = text.rpartition("\n")[2]
    is_end = _SENTENCE_END.search(last_line) or len(last_line) < _LINE_LENGTH_MIN
    return "\n\n" if is_end else " "


def _after_gaps(pages: Sequence[str], starts: Sequence[int]) -> list[int]:
    """A page without text gets the start of the next that has some."""
    result, following = [], None
    for page, start in zip(reversed(pages), reversed(starts), strict=True):
        following = start if page or following is None else following
        result.append(following)
    return result[::-1]
