"""What system and developer messages may decide: how an answer is worded, never what it says."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.briefing import LONGEST_STYLE


def style_of(messages: Sequence[str]) -> str:
    """The wishes for the style in these messages, at most `LONGEST_STYLE` characters.

    Later messages count for more: whole messages are taken from the last one backwards as long as they
    fit. A last one that is too long by itself is cut at its end.

    Args:
        messages: The texts of system and developer messages, in their order.
    """
    taken = ""
    for message in reversed([text.strip() for text in messages]):
        longer = f"{message}\n{taken}".strip()
        if len(longer) > LONGEST_STYLE:
            return taken or longer[:LONGEST_STYLE]
        taken = longer
    return taken
