"""Who says it: the speaker that a sentence names for what it reports."""

from __future__ import annotations

import re

from rag.text.names import find_names

_SPEECH = (
    r"(?:said|says|say|claims?|claimed|estimates?|estimated|reports?|reported|argues?|argued|stated|states|"
    r"told|wrote|writes|noted|notes|added|adds|explained|explains|believes?|predicts?|predicted|warned|warns|"
    r"suspects?|calculates?|announced|concludes?|put|puts|maintains?|acknowledged|disputed|doubts?)"
)
_WORD = r"[A-Z][\w’'.-]*"
_NAME = rf"(?!(?:The|An?|It|He|She|They|This|That|In|But|And)\b){_WORD}(?:\s+(?:of\s+)?{_WORD}){{0,5}}"
_ACCORDING = re.compile(rf"\b[Aa]ccording to (?:the |its |an? )?({_NAME})")
_SPEAKER_FIRST = re.compile(
    rf"(?:^|[,;]\s|[.”\"]\s)(?:[Tt]he |[Aa]n? )?({_NAME})(?:, [^,]{{3,60}},)? {_SPEECH}\b"
)
_SPEAKER_LAST = re.compile(
    rf"[,”\"]\s*(?:{_SPEECH}\s+(?:the )?({_NAME})\s*(?:[.,]|$)|(?:the )?({_NAME})\s+{_SPEECH}\b)"
)


def speaker_of(sentence: str) -> str | None:
    """The person or body that the sentence attributes its statement to; None if it names none."""
    for pattern in (_ACCORDING, _SPEAKER_LAST, _SPEAKER_FIRST):
        if found := pattern.search(sentence):
            names = find_names(next(group for group in found.groups() if group))
            if names:
                return names[0]
    return None
