"""Text that is put into a prompt as data, so that it stays data."""

from __future__ import annotations

import re

from rag.text.invisible import without_invisible

# Tags, and the marks by which chat templates part turns: <|im_end|>, <｜User｜>, </s>, <start_of_turn>,
# <think>, <<SYS>>. "5 < 6" and "<3" stay.
_TAG = re.compile(r"[<＜﹤](?=\s*/?\s*passage\b|[/!?|｜<＜]|\s*/|[^\W\d])", re.IGNORECASE)
_BRACKETED = re.compile(r"\[(/?(?:INST|SYS|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS))\]")


def harmless(text: str) -> str:
    """Text that neither closes the ``<passage>`` tags around it nor speaks a chat template's language.

    Characters that show nothing are left out: they may hide a tag, or orders.
    """
    return _BRACKETED.sub(r"(\1)", _TAG.sub("‹", without_invisible(text)))


def fence(number: int, about: str, text: str) -> str:
    """A numbered passage between tags that its own text cannot close, below one line about it."""
    about = " ".join(harmless(about).split())
    return f'<passage number="{number}">\n{about}\n{harmless(text)}\n</passage>'
