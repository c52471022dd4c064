"""What is wrong with a sentence, in words for a reader."""

from __future__ import annotations

from collections.abc import Set

from rag.text.words import content_stems
from rag.trust.claims import ClaimReading
from rag.trust.evidence import Evidence
from rag.trust.matches import Comparison, nowhere
from rag.trust.opposites import opposite_in
from rag.trust.polarity import is_negated
from rag.trust.slots import exchanged

_MOST_WORDS = 4  # that an issue names


def misquoted(claim: ClaimReading, evidence: Evidence) -> tuple[str, ...]:
    """Quotations that stand in none of the passages word for word, up to typography."""
    if not claim.quotations:
        return ()
    texts = {c.hit.passage.id: _plain(c.hit.passage.text) for c in evidence.candidates}
    return tuple(
        f"quotes “{quoted}”; the sources do not have these words"
        for quoted in claim.quotations
        if not any(_plain(quoted) in text for text in texts.values())
    )


def unsaid(compared: Comparison) -> tuple[str, ...]:
    """The words of the claim that the deciding sentence does not have."""
    words = _words_of(compared.claim, set(compared.claim.stems) - compared.best.stems)
    return (f"the source does not say {words}",) if words else ()


def turned(compared: Comparison) -> tuple[str, ...]:
    """A word in whose place the deciding sentence, which says the same around it, has the opposite."""
    source = compared.best.candidate.text
    if compared.claim.is_negated != is_negated(source):
        return ()
    for slot in exchanged(compared.claim.text, source):
        theirs = {stem: token.text for token in slot.source for stem in content_stems(token.text)}
        for token in slot.claim:
            for stem in content_stems(token.text):
                if opposite := opposite_in(stem, theirs.keys()):
                    return (f"says “{token.text}”; the source says “{theirs[opposite]}”",)
    return ()


def absent(compared: Comparison) -> tuple[str, ...]:
    """What nothing in the sources says."""
    anywhere = frozenset[str]().union(*(match.stems for match in compared.matches))
    issues = [f"says {value}; not in the sources" for value in sorted(nowhere(compared.matches))]
    if words := _words_of(compared.claim, set(compared.claim.stems) - anywhere):
        issues.append(f"the sources do not say {words}")
    return tuple(issues) or ("no sentence of the sources says this",)


def _words_of(claim: ClaimReading, stems: Set[str]) -> str:
    words = [word for word in claim.text.split() if stems & set(content_stems(word))]
    return ", ".join(f"“{_bare(word)}”" for word in words[:_MOST_WORDS])


def _bare(word: str) -> str:
    return word.strip(".,;:!?()*“”\"'")


def _plain(text: str) -> str:
    quotes = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
    return " ".join(text.translate(quotes).casefold().split()).strip(" .,;:!?…")
