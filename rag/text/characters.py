"""One character for each of its typographic variants, so that grammars are written once."""

from __future__ import annotations

_FULL_WIDTH_OFFSET = 0xFEE0
_FULL_WIDTH_ASCII = range(0xFF01, 0xFF5F)

NO_BREAK_SPACE = "\xa0"

_PLAIN: dict[int, str] = {code: chr(code - _FULL_WIDTH_OFFSET) for code in _FULL_WIDTH_ASCII}
_PLAIN |= dict.fromkeys(map(ord, "\u2007\u2009\u202f"), NO_BREAK_SPACE)  # figure, thin, narrow no-break
_PLAIN |= dict.fromkeys(map(ord, "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u200a\u3000"), " ")
_PLAIN |= dict.fromkeys(map(ord, "‘’‛ʼ"), "'")
_PLAIN |= dict.fromkeys(map(ord, "\u2010\u2011\u2212"), "-")  # hyphens and the minus sign


def plain(text: str) -> str:
    """Replaces typographic variants by ASCII ones, character by character: offsets stay valid.

    Full-width forms become ASCII, apostrophes straight, the minus sign and hyphens `-` (dashes stay), and
    spaces a plain space, except that those used between groups of digits become no-break spaces.
    """
    return text.translate(_PLAIN)
