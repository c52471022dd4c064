"""How each sentence of the passages bears on a claim: what it covers, and which values differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.reading.candidates import Candidate
from rag.reading.matching import WordWeights, coverage, own_stems
from rag.text.places import place_stems
from rag.text.words import content_stems
from rag.trust.claims import ClaimReading
from rag.trust.evidence import Evidence
from rag.trust.finding import Finding
from rag.trust.guard import differing_values, differing_words

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MARKED = 0.05  # what a marker on a passage is worth: it decides between equals only
_CONTEXT_CREDIT = 0.5  # for words that stand beside the evidence, not in it
_COST_OF_A_VALUE = 0.2  # in coverage: a sentence with the figure is preferred to a fuller one without
_COST_OF_A_WORD = 0.1  # the same for a name, day or negation that differs
_CLOSER_LOOKS = 4  # sentences whose names and negations are compared
_CLOSEST = 2  # that say most of the claim, whatever they say otherwise: compared as well


@dataclass(frozen=True, slots=True)
class Match:
    """One sentence of the passages beside a claim; shares between 0 and 1, weighted by rarity."""

    candidate: Candidate
    stems: frozenset[str]  # that the sentence is taken to say
    said: float  # share of the claim's words in the sentence itself
    covered: float  # with what it leans on and what stands beside it
    differing: tuple[Finding, ...]  # figures and dates
    is_marked: bool

    @property
    def rank(self) -> float:
        """The higher, the more it is what the claim should be held against."""
        return self.covered - _COST_OF_A_VALUE * len(self.differing) + _MARKED * self.is_marked


@dataclass(frozen=True, slots=True)
class Comparison:
    """A claim beside everything that was read: all matches, best first, and the one that decides."""

    claim: ClaimReading
    matches: tuple[Match, ...]
    best: Match
    findings: tuple[Finding, ...]  # what the best says otherwise, or lacks
    weights: WordWeights
    names: frozenset[str]  # stems that the evidence writes with a capital only
    others: tuple[tuple[Match, tuple[Finding, ...]], ...] = ()  # that were looked at as closely


def compare(claim: ClaimReading, evidence: Evidence, marked: Sequence[int]) -> Comparison | None:
    """Hold a claim against the passages; None where nothing was read.

    Of the few sentences that rank best the one decides whose names and negations differ least too.
    """
    matches = [_match(claim, candidate, evidence, marked) for candidate in evidence.candidates]
    if not matches:
        return None
    matches.sort(key=lambda match: match.rank, reverse=True)
    near = {id(match): match for match in matches[:_CLOSER_LOOKS]}
    near |= {id(match): match for match in sorted(matches, key=lambda match: -match.said)[:_CLOSEST]}
    looks = [
        (match, match.differing + differing_words(claim, match.candidate, evidence.names))
        for match in near.values()
    ]
    best, findings = max(
        looks, key=lambda one: one[0].rank - _COST_OF_A_WORD * (len(one[1]) - len(one[0].differing))
    )
    others = tuple(look for look in looks if look[0] is not best)
    return Comparison(claim, tuple(matches), best, findings, evidence.weights, evidence.names, others)


def nowhere(matches: Sequence[Match]) -> set[str]:
    """Figures and dates of the claim that no sentence has, as the claim writes them.

    One whose digits stand in what was not read as a sentence, a table perhaps, is not among them.
    """
    stated = [{finding.stated for finding in match.differing} for match in matches]
    absent = set.intersection(*stated) if stated else set()
    if not absent:
        return set()
    read = frozenset[str]().union(*(_digits(match.candidate.text) for match in matches))
    unread = frozenset[str]().union(*(_digits(match.candidate.hit.passage.text) for match in matches)) - read
    return {value for value in absent if not _digits(value) & unread}


@lru_cache(maxsize=1024)
def _digits(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(text))


def _match(claim: ClaimReading, candidate: Candidate, evidence: Evidence, marked: Sequence[int]) -> Match:
    article = candidate.hit.article
    said_in = candidate.reading.stems | place_stems(candidate.text)
    own = said_in | own_stems(candidate) | _stems(article.publisher or "") | _stems(article.author or "")
    beside = own | _stems(article.title) | (candidate.before.stems if candidate.before else frozenset())
    said = coverage(claim.stems, own, evidence.weights)
    nearby = coverage(claim.stems, beside, evidence.weights)
    return Match(
        candidate=candidate,
        stems=own,
        said=coverage(claim.stems, said_in, evidence.weights),
        covered=said + _CONTEXT_CREDIT * (nearby - said),
        differing=differing_values(claim, candidate),
        is_marked=evidence.positions.get(candidate.hit.passage.id) in marked,
    )


@lru_cache(maxsize=1024)
def _stems(text: str) -> frozenset[str]:
    return frozenset(content_stems(text))
