"""The few words of English grammar that reading a follow-up needs, as patterns."""

from __future__ import annotations

import re

AUXILIARY = (
    "(?:does|did|do|is|are|was|were|has|have|had|would|will|can|could|should|might|must"
    "|(?:do|does|did|is|are|was|were|has|have|had|wo|would|ca|could|should)n['’]t)"
)
ASKING = "(?:what|which|who|whom|whose|when|where|why|how)"
SAYING = (
    "(?:says?|said|thinks?|thought|believes?d?|claims?|claimed|argues?d?|warns?|warned|states?|stated|describes?d?"
    "|praises?d?|doubts?|doubted|predicts?|predicted|suggests?|suggested|comments?|commented|tells?|told"
    "|announces?d?|accuses?d?|expects?|expected|calls?|called|asks?|asked|replied|reply|replies)"
)
_BREAK = re.compile(
    r"[,;:–—]|\b(?:that|when|because|if|while|although|whether|after|before|since|as|and|but|or|which|who)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"\b(?:{ASKING}|{AUXILIARY})\b", re.IGNORECASE)
_HAS_VERB = re.compile(rf"\b{AUXILIARY}\b", re.IGNORECASE)


def asks(text: str) -> bool:
    """Whether a word in it asks or is an auxiliary verb: a clause rather than a mere phrase."""
    return bool(_ASKS.search(text))


def has_auxiliary(text: str) -> bool:
    """Whether it has an auxiliary verb."""
    return bool(_HAS_VERB.search(text))


def before_last_break(text: str) -> str:
    """What stands before the last place where a clause may begin; empty if there is none."""
    breaks = [found.start() for found in _BREAK.finditer(text)]
    return text[: breaks[-1]] if breaks else ""
