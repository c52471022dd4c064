"""Text as the library keeps it: one form for what looks the same, nothing invisible."""

from __future__ import annotations

import re
import unicodedata

from rag.text import lines

TITLE_LENGTH_MAX = 300  # characters; longer "titles" are paragraphs that a page marked as one

_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
_SPACES = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Zero-width joiners (U+200C, U+200D) stay: Persian, Indic scripts and emoji need them.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]"
)
_LONE_SURROGATES = re.compile(r"[\ud800-\udfff]")  # JSON can hold half a character
_TRAILING = re.compile(r" +$", re.MULTILINE)
_MANY_BLANK_LINES = re.compile(r"\n{4,}")


def clean_text(text: str) -> str:
    r"""NFC, ``\n`` line ends, plain spaces, no control or zero-width characters, no ragged ends."""
    text = _LINE_ENDS.sub("\n", text)
    text = _SPACES.sub(" ", text)
    text = _INVISIBLE.sub("", text)
    text = _LONE_SURROGATES.sub("\ufffd", text)
    text = _TRAILING.sub("", unicodedata.normalize("NFC", text))
    return _MANY_BLANK_LINES.sub("\n\n\n", text).strip()


def clean_line(text: str | None, length_max: int = TITLE_LENGTH_MAX) -> str | None:
    """A title, name or other text of one line; None when nothing is left of it."""
    line = " ".join(clean_text(text or "").split())
    if len(line) > length_max:
        line = line[: length_max - 1].rsplit(" ", 1)[0] + "…"
    return line or None


def unwrap(text: str) -> str:
    """Join lines that an editor broke at a fixed width; lines broken on purpose stay."""
    pieces, end = [], 0
    for block in lines.blocks(text):
        pieces += [text[end : block.start], text[block.start : block.end].replace("\n", " ")]
        end = block.end
    return "".join(pieces)
