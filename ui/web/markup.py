"""Escaping: how text from articles, models and askers becomes harmless HTML."""

from __future__ import annotations

import string
from collections.abc import Iterable

# Every ASCII punctuation mark becomes a numeric entity. That covers HTML (& < > " '), and it also
# leaves Gradio's Markdown renderer nothing to interpret: no image, link, emphasis, formula or table.
# Line breaks become spaces, because a blank line would end the HTML block in which we are. Characters that
# turn the direction of writing vanish: left open, they would turn round whatever comes after them.
_ESCAPES: dict[int, str | None] = {
    **{ord(mark): f"&#{ord(mark)};" for mark in string.punctuation},
    **{ord(space): " " for space in "\n\r\t\v\f\x00\u2028\u2029"},
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)]),
}


def escaped(text: str) -> str:
    """Text as HTML that shows exactly these words and does nothing else."""
    return text.translate(_ESCAPES)


def element(tag: str, content: str, css_class: str = "", **attributes: str) -> str:
    """An element around content that is HTML already; attribute values are escaped here."""
    given = {"class": css_class, **attributes} if css_class else attributes
    written = "".join(f' {name.replace("_", "-")}="{escaped(value)}"' for name, value in given.items())
    return f"<{tag}{written}>{content}</{tag}>"


def joined(pieces: Iterable[str]) -> str:
    """Pieces of HTML in a row; empty ones vanish."""
    return "".join(piece for piece in pieces if piece)
