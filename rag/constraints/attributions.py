"""Which publishers a question asks: "according to CGTN", "what did the Guardian write"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.constraints.outlets import Mention, find_mentions

REPORTS = (
    r"articles?|reports?|reporting|stor(?:y|ies)|pieces?|coverage|news|headlines?|reviews?|interviews?"
    r"|editorials?|columns?|posts?|digests?|accounts?|newsletters?|guides?"
)
REPORTED = (
    r"report(?:s|ed)?|publish(?:es|ed)?|writ(?:es?|ten)|wrote|cover(?:s|ed)|print(?:s|ed)|posted|carried"
    r"|highlight(?:s|ed)|mention(?:s|ed)|describ(?:es|ed)|detail(?:s|ed)|discuss(?:es|ed)|noted"
)
_SAYS = (
    rf"(?:{REPORTED}|says?|said|claim(?:s|ed)?|states?|stated|publish|cover|print|highlight|mention|describe"
    r"|discuss|attribut(?:es?|ed)|suggest(?:s|ed)?|indicat(?:es?|ed)|identif(?:y|ies|ied)|credit(?:s|ed)?"
    r"|argue[sd]?|reveal(?:s|ed)?|explain(?:s|ed)?|call|give|put|quote)\b"
)
_NEAR = 60  # characters looked at on either side
_THE = r"(?:the\s|an?\s)?"
_OPEN, _CLOSE = r"[\"'“‘(]?", r"[\"'”’)]?"
_BEFORE = re.compile(
    rf"(?:\b(?:according to|as per|per|(?:{REPORTS}|{REPORTED}|said|says?|another|one)"
    r"\s(?:both\s)?(?:by|in|from)"
    r"|(?:discussed|seen|heard|aired|broadcast)\son)\s(?:both\s)?"
    r"|(?:\A|[,;:(]\s?)(?:and\s|so\s)?(?:in|per)\s)"
    rf"(?:(?:another\s|an?\s|the\s)?(?:{REPORTS})\s(?:by|in|from)\s)?{_OPEN}{_THE}{_OPEN}\Z",
    re.IGNORECASE,
)
# Beside a publisher that is asked these are enough: "accused by Fortune", "Wired described it".
_WEAKLY_BEFORE = re.compile(
    rf"\b(?:by|in|from|did|does|has)\s(?:both\s)?{_OPEN}{_THE}{_OPEN}\Z", re.IGNORECASE
)
_WEAKLY_AFTER = re.compile(rf"{_CLOSE}\s[a-z]{{2,20}}ed\b")
_QUOTED = re.compile(r"[\"'“‘](?:the\s)?\Z", re.IGNORECASE)
_WHICH = r"(?:latest|recent|own|first|new|second|earlier|original|lead|later)"
_AFTER = re.compile(
    rf"{_CLOSE}(?:['’]s?)?{_CLOSE}\s(?:{_WHICH}\s)?(?:(?:{REPORTS})\b|{_SAYS})", re.IGNORECASE
)
_INSTEAD = re.compile(
    r"\b(?:outside|other than|except(?: for)?|besides|apart from|beyond|not (?:in|by|from)|without"
    rf"|rather than)\s{_OPEN}{_THE}{_OPEN}\Z",
    re.IGNORECASE,
)
# Between the members of a list: "Fortune, 'The Verge', and TechCrunch".
_LISTED = re.compile(
    rf"{_CLOSE}\s?(?:,|and|or|&|,\s(?:and|or)|as well as)\s(?:by\s|in\s|from\s|both\s)?{_OPEN}{_THE}{_OPEN}",
    re.I,
)
_DEFINITE = re.compile(r"\b(?:the|this|that|an?)\s\Z", re.IGNORECASE)


def asked_mentions(question: str, publishers: Sequence[str]) -> list[Mention]:
    """The places where the question asks a publisher, in order.

    Being named is not enough: "Who owns CGTN?" may be answered by anyone.
    """
    mentions = [m for m in find_mentions(question, publishers) if not _is_excluded(question, m)]
    asked = [is_cued(question, m.start, m.end) and _is_sure(question, m) for m in mentions]
    if any(asked):
        asked = [
            is_asked or _is_weakly_cued(question, m) for is_asked, m in zip(asked, mentions, strict=True)
        ]
    links = [are_listed(question, one, other) for one, other in pairwise(mentions)]
    for i, is_linked in enumerate(links):
        asked[i + 1] |= is_linked and asked[i]
    for i in reversed(range(len(links))):
        asked[i] |= links[i] and asked[i + 1]
    return [mention for mention, is_asked in zip(mentions, asked, strict=True) if is_asked]


def are_listed(question: str, one: Mention, other: Mention) -> bool:
    """Whether two publishers stand beside one another in a list, so that what is said of one is of both."""
    return bool(_LISTED.fullmatch(question, one.end, other.start))


def is_cued(question: str, start: int, end: int) -> bool:
    """Whether the words around a name ask what it says or wrote."""
    before = question[max(0, start - _NEAR) : start]
    return bool(_BEFORE.search(before) or _AFTER.match(question, end, end + _NEAR))


def _is_weakly_cued(question: str, mention: Mention) -> bool:
    before = question[max(0, mention.start - _NEAR) : mention.start]
    if mention.is_plain_noun:
        return False
    is_cued_before = _WEAKLY_BEFORE.search(before) or _QUOTED.search(before)
    return bool(is_cued_before or _WEAKLY_AFTER.match(question, mention.end, mention.end + _NEAR))


def _is_sure(question: str, mention: Mention) -> bool:
    """A noun such as "blog" means the publisher only with an article: "the blog", "in a blog"."""
    before = question[max(0, mention.start - _NEAR) : mention.start]
    return not mention.is_plain_noun or bool(_DEFINITE.search(before))


def _is_excluded(question: str, mention: Mention) -> bool:
    return bool(_INSTEAD.search(question[max(0, mention.start - _NEAR) : mention.start]))
