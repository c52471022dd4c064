"""Whether the passages support a sentence, and which of their sentences does.

A first check, made of words and figures: how much of what the sentence says does the best evidence
say, and does every figure, date and quotation in it agree? It cannot tell who did what to whom.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from rag.domain import PassageId, Verdict
from rag.reading.candidates import Candidate
from rag.reading.matching import WordWeights, coverage, own_stems
from rag.text.names import names_only_capitalised
from rag.text.words import content_stems
from rag.trust.claims import ClaimReading, clauses, read_claim
from rag.trust.guard import Finding, differing_values, differing_words

SUPPORTED = 0.7  # least share of the claim's words, weighted by rarity
PARTIAL = 0.4
_MARKED = 0.05  # what a marker on a passage is worth: it decides between equals only
_CONTEXT_CREDIT = 0.5  # for words that stand beside the evidence, not in it
_COMPLETES = 0.25  # least share for a sentence that adds a figure or date
_CLOSER_LOOKS = 4  # sentences of the evidence whose names and negations are compared
_CONTRADICTED = 0.05  # the score: below whatever is only not said


@dataclass(frozen=True, slots=True)
class Support:
    """A verdict, the share behind it, the sentences that decide it, and what is wrong."""

    verdict: Verdict
    score: float  # 0 to 1
    evidence: tuple[Candidate, ...] = ()
    issues: tuple[str, ...] = ()


class Verifier(Protocol):
    """Checks one sentence at a time; pure, and fast enough to wait for."""

    @property
    def name(self) -> str:
        """What an answer names it, with its version."""

    @property
    def threshold(self) -> float:
        """The least score of a supported sentence."""

    def check(self, sentence: str, evidence: Evidence, marked: Sequence[int] = ()) -> Support:
        """Judge a sentence by the passages.

        Args:
            sentence: Without markers.
            evidence: What was read.
            marked: Positions of the passages that the writer says it rests on; a hint, no more.
        """


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences that a check may rest on, and how rare each of their words is among them."""

    candidates: tuple[Candidate, ...]
    weights: WordWeights
    positions: Mapping[PassageId, int]  # of the passages in the prompt, by id
    names: frozenset[str] = frozenset()  # stems that are written with a capital only


def evidence_of(candidates: Sequence[Candidate], numbered: Sequence[Collection[PassageId]]) -> Evidence:
    """Prepare the sentences of an answer's passages.

    Args:
        candidates: All sentences that were retrieved.
        numbered: The passages that the writer saw under each number, the first under 1.
    """
    counts = Counter(word for candidate in candidates for word in candidate.reading.stems)
    most = math.log(2 + len(candidates))
    weights = {word: math.log(1 + (1 + len(candidates)) / (1 + n)) / most for word, n in counts.items()}
    positions = {passage: n for n, passages in enumerate(numbered, 1) for passage in passages}
    names = names_only_capitalised(candidate.text for candidate in candidates)
    return Evidence(tuple(candidates), WordWeights(weights), positions, names)


class CoverageCheck:
    """Supported when one sentence of the passages says nearly all that is said, figures included."""

    name = "coverage-2"
    threshold = SUPPORTED

    def check(self, sentence: str, evidence: Evidence, marked: Sequence[int] = ()) -> Support:
        """Judge a sentence; where it is compound, each of its clauses may rest on another sentence."""
        whole = _check_clause(sentence, evidence, marked)
        parts = clauses(sentence)
        if whole.verdict == "supported" or len(parts) < 2:
            return whole
        joined = _joined([_check_clause(part, evidence, marked) for part in parts])
        return joined if joined.score > whole.score else whole


@dataclass(frozen=True, slots=True)
class _Match:
    """How one sentence of the passages bears on a claim."""

    candidate: Candidate
    said: float  # share of the claim's words in the sentence itself
    covered: float  # with what it leans on and what stands beside it
    differing: tuple[Finding, ...]  # figures and dates
    is_marked: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """The figures and dates that the evidence lacks, as the claim writes them."""
        return tuple(finding.stated for finding in self.differing)

    @property
    def rank(self) -> tuple[int, float]:
        return -len(self.missing), self.covered + _MARKED * self.is_marked


def _check_clause(text: str, evidence: Evidence, marked: Sequence[int]) -> Support:
    claim = read_claim(text)
    if not (claim.stems or claim.figures or claim.dates):
        return Support("unsupported", 0.0, (), ("says nothing that the sources could be compared with",))
    matches = [_match(claim, candidate, evidence, marked) for candidate in evidence.candidates]
    near = [match for match in matches if match.covered >= PARTIAL]
    if not near:
        best = max((match.covered for match in matches), default=0.0)
        return Support("unsupported", _share(best), (), _absent(claim, matches))
    near.sort(key=lambda match: match.rank, reverse=True)
    if near[0].missing:
        return _completed(claim, near[0], matches, evidence)
    checked = [
        (match, differing_words(claim, match.candidate, evidence.names))
        for match in near[:_CLOSER_LOOKS]
        if not match.missing
    ]
    best_match, findings = next(
        (one for one in checked if not one[1] and one[0].covered >= SUPPORTED), checked[0]
    )
    closest, otherwise = max(checked, key=lambda one: one[0].said)
    if closest.said > best_match.said and _is_contradicted(claim, closest, otherwise, evidence):
        return _contradicted(closest, otherwise)
    if _is_contradicted(claim, best_match, findings, evidence):
        return _contradicted(best_match, findings)
    score = _share(best_match.covered)
    issues = _misquoted(claim, evidence) + tuple(finding.issue for finding in findings)
    is_supported = best_match.covered >= SUPPORTED and not issues
    if best_match.covered < SUPPORTED:
        issues += _unsaid(claim, best_match.candidate)
    verdict: Verdict = "supported" if is_supported else "partial"
    return Support(
        verdict, score if is_supported else min(score, SUPPORTED - 0.01), (best_match.candidate,), issues
    )


def _is_contradicted(
    claim: ClaimReading, match: _Match, findings: Sequence[Finding], evidence: Evidence
) -> bool:
    """Whether the evidence says all the rest of the claim, and something else in one place."""
    answered = [finding for finding in findings if finding.found]
    if not answered:
        return False
    words = [finding.stated for finding in answered if finding.kind != "negation"]
    otherwise = {stem for stated in words for stem in content_stems(stated)}
    rest = [stem for stem in claim.stems if stem not in otherwise]
    covered = coverage(rest, own_stems(match.candidate), evidence.weights) if rest else 0.0
    return max(match.covered, covered) >= SUPPORTED


def _contradicted(match: _Match, findings: Sequence[Finding]) -> Support:
    issues = tuple(finding.issue for finding in findings)
    return Support("contradicted", _CONTRADICTED, (match.candidate,), issues)


def _completed(claim: ClaimReading, best: _Match, matches: Sequence[_Match], evidence: Evidence) -> Support:
    """A figure or date that the best evidence lacks: another sentence about the same may have it.

    Two sentences that each say a part are not one that says it all: such a claim is partial.
    """
    about = set(claim.stems) & own_stems(best.candidate)
    others = [
        match
        for match in matches
        if match.covered >= _COMPLETES
        and about & own_stems(match.candidate)
        and not set(match.missing) & set(best.missing)
    ]
    if others:
        other = max(others, key=lambda match: match.covered)
        both = (best.candidate, other.candidate)
        return Support("partial", PARTIAL, both, ("no one sentence of the sources says all of this",))
    if _is_contradicted(claim, best, best.differing, evidence):
        return _contradicted(best, best.differing)
    absent = _nowhere(matches)
    issues = tuple(
        f"says {stated}; not in the sources" if stated in absent else f"says {stated}; not said of this"
        for stated in best.missing
    )
    return Support("unsupported", _share(min(best.covered, PARTIAL) / 2), (), issues)


def _joined(parts: Sequence[Support]) -> Support:
    """A compound sentence is as good as its worst clause."""
    verdicts = {part.verdict for part in parts}
    verdict: Verdict = "supported" if verdicts == {"supported"} else "unsupported"
    if verdict == "unsupported" and verdicts != {"unsupported"}:
        verdict = "partial"
    evidence = {(c.hit.article.id, c.start): c for part in parts for c in part.evidence}
    issues = tuple(dict.fromkeys(issue for part in parts for issue in part.issues))
    return Support(verdict, min(part.score for part in parts), tuple(evidence.values()), issues)


def _match(claim: ClaimReading, candidate: Candidate, evidence: Evidence, marked: Sequence[int]) -> _Match:
    article = candidate.hit.article
    own = own_stems(candidate) | _stems(article.publisher or "") | _stems(article.author or "")
    beside = own | _stems(article.title) | (candidate.before.stems if candidate.before else frozenset())
    said = coverage(claim.stems, own, evidence.weights)
    nearby = coverage(claim.stems, beside, evidence.weights)
    position = evidence.positions.get(candidate.hit.passage.id)
    return _Match(
        candidate=candidate,
        said=coverage(claim.stems, candidate.reading.stems, evidence.weights),
        covered=said + _CONTEXT_CREDIT * (nearby - said),
        differing=differing_values(claim, candidate),
        is_marked=position in marked,
    )


def _misquoted(claim: ClaimReading, evidence: Evidence) -> tuple[str, ...]:
    """Quotations that stand in none of the passages word for word."""
    if not claim.quotations:
        return ()
    texts = {c.hit.passage.id: _plain(c.hit.passage.text) for c in evidence.candidates}
    return tuple(
        f"quotes “{quoted}”; the sources do not have these words"
        for quoted in claim.quotations
        if not any(_plain(quoted) in text for text in texts.values())
    )


def _unsaid(claim: ClaimReading, candidate: Candidate) -> tuple[str, ...]:
    words = _words_of(claim, set(claim.stems) - own_stems(candidate))
    return (f"the source does not say {words}",) if words else ()


def _absent(claim: ClaimReading, matches: Sequence[_Match]) -> tuple[str, ...]:
    """What nothing in the sources says."""
    anywhere = frozenset[str]().union(*(match.candidate.reading.stems for match in matches))
    issues = [f"says {value}; not in the sources" for value in sorted(_nowhere(matches))]
    if words := _words_of(claim, set(claim.stems) - anywhere):
        issues.append(f"the sources do not say {words}")
    return tuple(issues) or ("no sentence of the sources says this",)


def _nowhere(matches: Sequence[_Match]) -> set[str]:
    """Figures and dates of the claim that no sentence has."""
    return set.intersection(*(set(match.missing) for match in matches)) if matches else set()


def _words_of(claim: ClaimReading, stems: set[str]) -> str:
    words = [word for word in claim.text.split() if stems & set(content_stems(word))]
    return ", ".join(f"“{word.strip('.,;:!?()*“”')}”" for word in words[:4])


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 3)


def _plain(text: str) -> str:
    quotes = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
    return " ".join(text.translate(quotes).casefold().split()).strip(" .,;:!?…")


@lru_cache(maxsize=1024)
def _stems(text: str) -> frozenset[str]:
    return frozenset(content_stems(text))
