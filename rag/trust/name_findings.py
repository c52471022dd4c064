"""Names and speakers of a claim that a sentence of the evidence has otherwise, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.reading.candidates import Candidate
from rag.reading.matching import own_stems
from rag.text.places import place_stems
from rag.text.words import STOP_WORDS, Token, content_stems, tokens
from rag.trust.attribution import speaker_of
from rag.trust.claims import ClaimReading
from rag.trust.finding import FactKind, Finding
from rag.trust.slots import Slot
from rag.trust.value_findings import WEEKDAYS

# Where a capital is no sign of a name: at the head of the text, a sentence, a point or a quotation.
_OPENING = re.compile(r"(?:\A|[.:;!?)*•\n\u201c\"(–—-])\W*\Z")
_NUMBERED = re.compile(r"\W*\d{1,2}\W+")
_CLOSING_QUOTES = ("\u201d", '"', "\u00bb")  # of a quotation that is but a name
_LONGEST_OPENING = 5
_LONGEST_ABBREVIATION = 5  # letters
_PLURAL_CODE = re.compile(r"(?<=\d)s\Z")


def differing_names(
    claim: ClaimReading, candidate: Candidate, slots: Sequence[Slot], names: frozenset[str]
) -> list[Finding]:
    """Names that fill the slot of another name of the evidence."""
    speaker = frozenset(content_stems(speaker_of(claim.text) or ""))
    ours = set(content_stems(claim.text)) | place_stems(claim.text)
    theirs = own_stems(candidate) | _other_names(candidate.text) | _spelled_out(claim.text, candidate.text)
    found = []
    for slot in slots:
        stated = [
            token for token in slot.claim if _is_name(token, claim.text, names) and not _stems(token) & theirs
        ]
        instead = [
            token
            for token in slot.source
            if _is_name(token, candidate.text, names) and not _stems(token) & ours
        ]
        if stated and instead and not _abbreviates(stated[0], instead[0]):
            is_speaker = bool(speaker & _stems(stated[0]))
            kind: FactKind = "speaker" if is_speaker else "name"
            found.append(Finding(kind, _whole(slot.claim, stated), _whole(slot.source, instead)))
    return found or _strangers(claim, candidate, names)


def names_missing(claim: ClaimReading, candidate: Candidate, names: frozenset[str]) -> int:
    """How many words of the claim that are written as names the sentence itself does not have."""
    known = own_stems(candidate) | _other_names(candidate.text) | _spelled_out(claim.text, candidate.text)
    return sum(
        _is_name(token, claim.text, names) and not _stems(token) & known for token in tokens(claim.text)
    )


def _strangers(claim: ClaimReading, candidate: Candidate, names: frozenset[str]) -> list[Finding]:
    """Names that neither the sentence nor what stands before it or above it has."""
    article = candidate.hit.article
    beside = (candidate.reading, *candidate.earlier[:1])
    near = frozenset[str]().union(*(reading.stems for reading in beside))
    above = f"{article.title} {article.publisher or ''} {article.author or ''}"
    near |= set(content_stems(above)) | _other_names(above) | _spelled_out(claim.text, candidate.text)
    near = near.union(*(_other_names(reading.text) for reading in beside))
    strange = [
        t for t in tokens(claim.text) if _is_name(t, claim.text, names) and _stems(t) and not _stems(t) & near
    ]
    return [Finding("name", _written(strange))] if strange else []


def _is_name(token: Token, text: str, names: frozenset[str]) -> bool:
    """Whether a word is written as a name; one that opens a sentence or point must be known as a name."""
    before = text[max(0, token.start - _LONGEST_OPENING) : token.start]
    opens = _OPENING.search(before) or (len(before) == token.start and _NUMBERED.fullmatch(before))
    if not token.text[0].isupper() or token.folded in STOP_WORDS or token.text in WEEKDAYS:
        return False
    is_quoted = text[token.end : token.end + 1] in _CLOSING_QUOTES and token.end < len(text)
    return not opens or is_quoted or not names.isdisjoint(_stems(token))


def _whole(slot: Sequence[Token], known: Sequence[Token]) -> str:
    """The names of a slot with the capitalised words right before them: a first name may open the text."""
    first = start = slot.index(known[0])
    while start and slot[start - 1].text[0].isupper() and slot[start - 1].folded not in STOP_WORDS:
        start -= 1
    return _written([*slot[start:first], *known])


def _stems(token: Token) -> frozenset[str]:
    """Of a word; the plural of a code ("H800s") counts as the code."""
    return frozenset(content_stems(_PLURAL_CODE.sub("", token.text)))


@lru_cache(maxsize=2048)
def _other_names(text: str) -> frozenset[str]:
    """Stems of what a text's places and longer names are also called: "Chinese", "AI"."""
    words = [token.folded for token in tokens(text)]
    initials = {"".join(word[0] for word in words[i : i + n]) for n in (2, 3, 4) for i in range(len(words))}
    return place_stems(text) | frozenset(initials)


@lru_cache(maxsize=2048)
def _spelled_out(claim: str, source: str) -> frozenset[str]:
    """Stems of the claim's names that the source abbreviates: "European Central Bank" for its "ECB"."""
    words = tokens(claim)
    short = {token.text for token in tokens(source) if token.text.isupper() and token.text.isalpha()}
    runs = [words[i : i + n] for n in range(2, _LONGEST_ABBREVIATION + 1) for i in range(len(words) - n + 1)]
    spelled = [run for run in runs if "".join(token.text[0] for token in run).upper() in short]
    return frozenset(stem for run in spelled for token in run for stem in content_stems(token.text))


def _abbreviates(one: Token, other: Token) -> bool:
    """Whether one is how the other begins: "F" and "Fahrenheit"."""
    return one.folded.startswith(other.folded) or other.folded.startswith(one.folded)


def _written(words: Sequence[Token]) -> str:
    return re.sub(r"[’']s$", "", " ".join(token.text for token in words))
