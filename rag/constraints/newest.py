"""Whether a question asks for the newest: "the latest figure", "who currently leads"."""

from __future__ import annotations

import re

from rag.text.words import tokens

_LONGEST_QUESTION = 25  # words; in a long one "recently" describes, and does not ask
_NEWEST = re.compile(
    r"\b(?:latest|newest|most\srecent(?:ly)?|up[-\s]to[-\s]date|recently|lately|currently|right\snow|nowadays"
    r"|these\sdays|at\sthe\smoment|so\sfar|until\snow|as\sof\s(?:now|today)"
    r"|in\srecent\s(?:days|weeks|months)|(?:the|its|their|his|her|['’]s)\scurrent(?=\s\w)|recent(?=\snews)"
    r"|(?:is|are|does|do)\s[^.;?!]{0,120}\b(?:today|now)(?=\W*\Z))\b",
    re.IGNORECASE,
)
_AT_THE_LATEST = re.compile(r"\bat\sthe\slatest\b", re.IGNORECASE)


def asks_for_newest(question: str) -> bool:
    """Whether newer articles should come first. Only a preference: "the latest model" is one too."""
    if len(tokens(question)) > _LONGEST_QUESTION:
        return False
    return bool(_NEWEST.search(_AT_THE_LATEST.sub("", question)))
