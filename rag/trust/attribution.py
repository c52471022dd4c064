"""Who says it: the speaker that a sentence names for what it reports."""

from __future__ import annotations

import re

from rag.text.names import find_names

_SPEECH = (
    r"(?:said|says|say|claims?|claimed|estimates?|estimated|reports?|reported|argues?|argued|stated|states|"
    r"told|wrote|writes|noted|notes|added|adds|explained|explains|believes?|predicts?|predicted|warned|warns|"
    r"suspects?|calculates?|calculated|announced|concludes?|concluded|put|puts|maintains?|acknowledged|disputed|"
    r"disputes|doubts?|denies|denied|insists?|insisted)"
)
_SPEECH_VERB = re.compile(rf"\b{_SPEECH}\b")
_WORD = r"[A-Z][\w’'.-]*"
_NAME = rf"(?!(?:The|An?|It|He|She|They|This|That|In|But|And)\b){_WORD}(?:\s+(?:of\s+)?{_WORD}){{0,5}}"
_PEOPLE = (
    r"(?:[Aa]nalysts?|[Rr]esearchers?|[Ee]conomists?|[Ee]xperts?|[Oo]fficials?|[Ee]ngineers?|[Ss]pokes\w+)"
)
_FINDINGS = r"(?:research|report|study|analysis|estimates?|survey|paper|note|investigation|audit|figures)"
_ACCORDING = re.compile(rf"\b[Aa]ccording to (?:the |its |an? )?({_NAME})")
_SPEAKER_FIRST = re.compile(
    rf"(?:^|[,;]\s|[.”\"]\s)(?:[Tt]he |[Aa]n? )?({_NAME})(?:, [^,]{{3,60}},|, which| and others)?"
    rf"(?<![’']s) {_SPEECH}\b"
)
_SPEAKER_LAST = re.compile(
    rf"[,”\"]\s*(?:{_SPEECH}\s+(?:the )?({_NAME})\s*(?:[.,]|$)|(?:the )?({_NAME})\s+{_SPEECH}\b)"
)
_PEOPLE_OF = re.compile(
    rf"\b{_PEOPLE} (?:at|from|of|for|with) (?:the )?({_NAME})(?:, [^,]{{3,60}},)? {_SPEECH}\b"
)
_FINDINGS_OF = re.compile(rf"\b(?i:{_FINDINGS}) (?:from|by) (?:the )?(?:[a-z-]+ ){{0,3}}({_NAME})")
_OWN_FINDINGS = re.compile(
    rf"\b(?:[Bb]y |[Ii]n )?(?:the )?({_NAME})[’']s? (?:own |latest |[a-z]+ )?{_FINDINGS}\b"
)
_PATTERNS = (_ACCORDING, _SPEAKER_LAST, _SPEAKER_FIRST, _PEOPLE_OF, _FINDINGS_OF, _OWN_FINDINGS)


def speaker_of(sentence: str) -> str | None:
    """The person or body that the sentence attributes its statement to; None if it names none."""
    for pattern in _PATTERNS:
        if found := pattern.search(sentence):
            names = find_names(next(group for group in found.groups() if group))
            if names:
                return names[0]
    return None


def speech_between(text: str, start: int, end: int) -> list[str]:
    """The verbs of speech between two places, in either order."""
    low, high = sorted((start, end))
    return _SPEECH_VERB.findall(text, low, high)
