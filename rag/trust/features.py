"""What the verifier weighs: features of a claim beside its evidence, all between 0 and 1.

None looks at who wrote the sentence or how many sentences were read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from rag.domain import PassageId
from rag.reading.matching import coverage, uncovered_words
from rag.text.words import content_stems, tokens
from rag.trust.attribution import speaker_of
from rag.trust.finding import FactCounts, counts_of
from rag.trust.matches import Comparison, Match, nowhere
from rag.trust.name_findings import names_missing
from rag.trust.opposites import opposite_in, points_somewhere, same_direction
from rag.trust.polarity import is_negated

_HEDGE = re.compile(
    r"\b(?:may|might|could|possibl[ey]|perhaps|suggest(?:s|ed|ing)?|appear(?:s|ed)?|seem(?:s|ed)?|alleged(?:ly)?"
    r"|reported(?:ly)?|(?:un)?likely|potential(?:ly)?|probabl[ey]|apparent(?:ly)?|suspect(?:s|ed)?"
    r"|believe[ds]?|expect(?:s|ed)?|plan(?:s|ned)?|would|if)\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"\b(?:all|always|never|only|every|none|must|entirely|completely|exclusively)\b", re.I)
_OF_SOURCES = re.compile(r"\b(?:passages?|sources?|articles?|text|context)\b", re.IGNORECASE)
_NEAREST = 3  # sentences whose directions are compared
_LONG = 60  # words, from which a sentence counts as long


def features_of(compared: Comparison) -> dict[str, float]:
    """All features by name: how much is said, and what is said otherwise."""
    return {**_said(compared), **_otherwise(compared)}


def _said(compared: Comparison) -> dict[str, float]:
    """How much of the claim the evidence says: in one sentence, in two, in a passage, anywhere."""
    claim, best, weights = compared.claim, compared.best, compared.weights
    matches = compared.matches
    everything = frozenset[str]().union(*(match.stems for match in matches))
    trigrams, run = _copied(
        claim.text, tuple({_passage(m): m.candidate.hit.passage.text for m in matches}.values())
    )
    missing = uncovered_words(claim.stems, everything)
    missing_here = uncovered_words(claim.stems, best.stems)
    ordered = content_stems(claim.text)
    return {
        "cover_best": coverage(claim.stems, best.stems, weights),
        "cover_nearby": best.covered,
        "cover_two": max(coverage(claim.stems, best.stems | m.stems, weights) for m in matches[:6]),
        "cover_passage": max(coverage(claim.stems, stems, weights) for stems in _by_passage(matches)),
        "cover_all": coverage(claim.stems, everything, weights),
        "missing_all": min(5, len(missing)) / 5,
        "missing_best": min(8, len(missing_here)) / 8,
        "missing_share": len(missing) / max(1, len(claim.stems)),
        "values_missing": min(2, len(nowhere(matches))) / 2,
        "has_values": float(bool(claim.figures or claim.dates)),
        "trigrams": trigrams,
        "run": run,
        "bigrams": _shared_pairs(ordered, best.candidate.reading.ordered_stems),
        "length": min(1.0, math.log(1 + len(ordered)) / math.log(_LONG)),
        "of_sources": float(bool(_OF_SOURCES.search(claim.text))),
        "denies": float(claim.is_negated),
        "source_denies": float(any(is_negated(m.candidate.text) for m in matches[:_NEAREST])),
    }


def _otherwise(compared: Comparison) -> dict[str, float]:
    """What the deciding sentence says otherwise, or what the claim lacks of it or adds to it."""
    claim, best = compared.claim, compared.best
    source, stems = best.candidate.text, frozenset(content_stems(claim.text))
    counts: FactCounts = counts_of(compared.findings)
    agree, against = _directions(stems, compared.matches[:_NEAREST])
    is_turned = any(opposite_in(word, best.stems) for word in stems)
    turned_by_negation = claim.is_negated != is_negated(source)
    return {
        "clean": float(not compared.findings),
        "answered": min(2, counts.answered) / 2,
        "numbers": min(2, counts.numbers) / 2,
        "dates": min(2, counts.dates) / 2,
        "names": min(2, counts.names) / 2,
        "names_missing": min(3, names_missing(claim, best.candidate, compared.names)) / 3,
        "speakers": min(1, counts.speakers),
        "negations": min(1, counts.negations),
        "direction_same": agree,
        "direction_against": against,
        "turned": float(is_turned != turned_by_negation),
        "denies_alone": float(
            claim.is_negated and not any(is_negated(m.candidate.text) for m in compared.matches[:_NEAREST])
        ),
        "hedge_lost": float(bool(_HEDGE.search(source)) and not _HEDGE.search(claim.text)),
        "hedge_added": float(bool(_HEDGE.search(claim.text)) and not _HEDGE.search(source)),
        "absolute_added": float(bool(_ABSOLUTE.search(claim.text)) and not _ABSOLUTE.search(source)),
        "speaker_lost": float(bool(speaker_of(source)) and not speaker_of(claim.text)),
    }


def _directions(stems: frozenset[str], matches: Sequence[Match]) -> tuple[float, float]:
    """Whether words like "rose" have their like in the nearest sentences, and their opposite."""
    pointing = [word for word in stems if points_somewhere(word)]
    agree = against = 0.0
    for place, match in enumerate(matches, 1):
        theirs = match.candidate.reading.stems
        agree = max(agree, any(same_direction(word, theirs) for word in pointing) / place)
        against = max(against, any(opposite_in(word, theirs) for word in stems) / place)
    return agree, against


def _copied(claim: str, passages: Sequence[str]) -> tuple[float, float]:
    """The share of the claim's word triples that a passage has, and of its longest run of such."""
    ours = _folded(claim)
    triples = list(zip(ours, ours[1:], ours[2:], strict=False))
    if not triples:
        return 0.0, 0.0
    known = frozenset[tuple[str, str, str]]().union(*(_triples(text) for text in passages))
    longest = run = copied = 0
    for triple in triples:
        run = run + 1 if triple in known else 0
        copied += run > 0
        longest = max(longest, run)
    return copied / len(triples), (longest + 2) / len(ours) if longest else 0.0


@lru_cache(maxsize=256)
def _triples(text: str) -> frozenset[tuple[str, str, str]]:
    words = _folded(text)
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _folded(text: str) -> list[str]:
    return [token.folded for token in tokens(text)]


def _shared_pairs(ours: Sequence[str], theirs: Sequence[str]) -> float:
    pairs = set(pairwise(ours))
    return len(pairs & set(pairwise(theirs))) / len(pairs) if pairs else 0.0


def _by_passage(matches: Sequence[Match]) -> list[frozenset[str]]:
    stems: dict[PassageId, frozenset[str]] = {}
    for match in matches:
        stems[_passage(match)] = stems.get(_passage(match), frozenset()) | match.stems
    return list(stems.values())


def _passage(match: Match) -> PassageId:
    return match.candidate.hit.passage.id
