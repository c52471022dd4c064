"""Whether a claim denies what a sentence of the evidence states, or the other way round."""

from __future__ import annotations

from collections.abc import Sequence

from rag.reading.candidates import Candidate
from rag.text.words import Token
from rag.trust.claims import ClaimReading
from rag.trust.finding import Finding
from rag.trust.polarity import denied_stems, is_negated, negations
from rag.trust.slots import Slot

_BE_AND_HAVE = ("is", "are", "was", "were", "be", "been", "has", "have", "had")
_AUXILIARIES = frozenset((*_BE_AND_HAVE, "do", "does", "did", "will", "would", "can", "could"))


def differing_negation(claim: ClaimReading, candidate: Candidate, slots: Sequence[Slot]) -> list[Finding]:
    """Whether one denies what the other states.

    Where they say the same but for the negation the finding has the source's words; else it is a sign
    that the two may say the same in other words ("did not reopen", "stayed closed").
    """
    source = candidate.text
    for slot in slots:
        if negations(claim.text) == negations(source):
            break  # "have found no evidence", "have not found any"
        ours_only, theirs_only = _only_negates(slot.claim), _only_negates(slot.source)
        if ours_only and _is_auxiliary(slot.source):
            return [Finding("negation", "denies what the source does not deny", source)]
        if theirs_only and _is_auxiliary(slot.claim):
            return [Finding("negation", "states what the source denies", source)]
    ours, theirs = denied_stems(claim.text), denied_stems(source)
    is_turned = bool(ours & candidate.reading.stems - theirs)
    if claim.is_negated and (is_turned or not is_negated(source)):
        return [Finding("negation", "denies what the source does not deny")]
    if (theirs & set(claim.stems)) - ours and not claim.is_negated:
        return [Finding("negation", "states what the source denies")]
    return []


def _only_negates(words: Sequence[Token]) -> bool:
    """Whether the words are a negation, with an auxiliary perhaps: "has not"."""
    bare = [word.folded for word in words if word.folded not in _AUXILIARIES]
    return len(bare) == 1 and bare[0] in {"not", "never", "no"}


def _is_auxiliary(words: Sequence[Token]) -> bool:
    return all(word.folded in _AUXILIARIES for word in words)
