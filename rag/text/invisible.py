"""Characters that no reader sees, with which text can be hidden in text."""

from __future__ import annotations

# Zero-width space, joiners of words, marks and overrides of direction, soft hyphen, byte order mark; the
# block of tags, whose every character stands for an ASCII one; and controls but for tab and line feed.
# The zero-width joiners of letters stay: Persian, Indic scripts and emoji need them.
_HIDDEN = (
    (0x00, 0x08),
    (0x0B, 0x1F),
    (0x7F, 0x84),
    (0x86, 0x9F),
    (0xAD, 0xAD),
    (0x180E, 0x180E),
    (0x200B, 0x200B),
    (0x200E, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0xFE00, 0xFE0E),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE0FFF),
)
_REMOVED = {code: None for first, last in _HIDDEN for code in range(first, last + 1)}
_REMOVED[0x0D] = None


def without_invisible(text: str) -> str:
    """The text without characters that show nothing; a carriage return before a line feed counts as one."""
    return text if text.isascii() and text.isprintable() else text.translate(_REMOVED)
