"""The verifier: rules for facts that can be compared, fitted probabilities for the rest.

A figure, date, name, speaker or negation that the evidence gives otherwise is never supported, however
probable the rest. What the rules let pass is weighed: is it said, and is nothing said otherwise?
The coefficients in ``verifier.json`` are fitted by benchmarks/train_verifier.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.domain import Verdict
from rag.reading.candidates import Candidate
from rag.reading.matching import coverage
from rag.text.sentences import split_sentences
from rag.text.words import content_stems
from rag.trust.claims import clauses, read_claim
from rag.trust.evidence import Evidence
from rag.trust.features import features_of
from rag.trust.finding import Finding
from rag.trust.matches import Comparison, Match, compare, nowhere
from rag.trust.opposites import opposite_in
from rag.trust.polarity import is_negated
from rag.trust.support import Support
from rag.trust.weighing import VerifierModel, load_verifier
from rag.trust.wording import absent, misquoted, turned, unsaid

_BELOW = 0.01  # by which the score of what is not supported stays under the threshold
_CONTRADICTED = 0.05  # the highest score
_SURELY_SAID = 0.9  # from here on a figure that no sentence has may be one that was not recognised
_LEAST_COVERED = 0.35  # of a supported claim, by two sentences, however probable it is
_FEW_WORDS = 4  # content words of a claim in which each counts: "Zanzibar founded DeepSeek"
_LEAST_COVERED_OF_FEW = 0.7
_REST_COVERED = 0.7  # of the claim's other words, for a difference in one to be a contradiction
_NEAREST = 3  # sentences that may deny what the claim denies
_STRANGE = 0.4  # of a claim's words, under which one with a name that its source lacks is of something else
_SECOND_ADDS = 0.15  # coverage, for a second sentence to count as evidence as well


@dataclass(frozen=True, slots=True)
class WeighedCheck:
    """Supported when the passages probably say all that is said, and nothing of it otherwise."""

    model: VerifierModel = field(default_factory=load_verifier)
    name: str = "weighed-1"

    @property
    def threshold(self) -> float:
        """The least score of a supported sentence."""
        return self.model.supported

    def check(self, sentence: str, evidence: Evidence, marked: Sequence[int] = ()) -> Support:
        """Judge a sentence, or several that are taken for one: then each must be supported."""
        spans = split_sentences(sentence)
        if len(spans) < 2:
            return self._check_sentence(sentence, evidence, marked)
        parts = [sentence[span.start : span.end] for span in spans]
        return _joined([self._check_sentence(part, evidence, marked) for part in parts])

    def _check_sentence(self, sentence: str, evidence: Evidence, marked: Sequence[int]) -> Support:
        """Where it is compound, each of its clauses may rest on another sentence."""
        whole = self._check_clause(sentence, evidence, marked)
        parts = clauses(sentence)
        if whole.verdict in {"supported", "contradicted"} or len(parts) < 2:
            return whole
        joined = _joined([self._check_clause(part, evidence, marked) for part in parts])
        return joined if joined.score > whole.score else whole

    def weigh(self, features: Mapping[str, float]) -> tuple[float, float]:
        """The probabilities that it is said, and that nothing is said otherwise."""
        return self.model.said.probability(features), self.model.agrees.probability(features)

    def _check_clause(self, text: str, evidence: Evidence, marked: Sequence[int]) -> Support:
        claim = read_claim(text)
        if not (claim.stems or claim.figures or claim.dates):
            return Support("unsupported", 0.0, (), ("says nothing that the sources could be compared with",))
        compared = compare(claim, evidence, marked)
        if compared is None:
            return Support("unsupported", 0.0, (), ("there is nothing to compare it with",))
        features = features_of(compared)
        said, agrees = self.weigh(features)
        if contradiction := self._contradiction(compared, agrees):
            return _contradicted(compared.best, contradiction, said * agrees)
        certain = _certain(compared)
        wrong = misquoted(claim, evidence) + tuple(finding.issue for finding in certain)
        least = _LEAST_COVERED_OF_FEW if len(claim.stems) <= _FEW_WORDS else _LEAST_COVERED
        is_wrong = bool(wrong) or features["cover_two"] < least
        verdict = self._verdict(compared, features, said, agrees, is_wrong=is_wrong)
        if verdict != "supported" and (elsewhere := _contradicted_elsewhere(compared)):
            return _contradicted(*elsewhere, said * agrees)
        score = said * agrees if verdict == "supported" else min(said * agrees, self.threshold - _BELOW)
        return Support(
            verdict,
            round(max(0.0, score), 3),
            () if verdict == "unsupported" else _deciding(compared),
            () if verdict == "supported" else _issues(compared, verdict, wrong),
        )

    def _verdict(
        self,
        compared: Comparison,
        features: Mapping[str, float],
        said: float,
        agrees: float,
        *,
        is_wrong: bool,
    ) -> Verdict:
        is_absent = said < _SURELY_SAID and bool(nowhere(compared.matches))
        is_strange = features["names_missing"] > 0 and features["cover_all"] < _STRANGE
        if said < self.model.unsupported or is_absent or is_strange:
            return "unsupported"
        return "supported" if said * agrees >= self.threshold and not is_wrong else "partial"

    def _contradiction(self, compared: Comparison, agrees: float) -> tuple[str, ...]:
        """What the evidence says otherwise while it says all the rest; empty where it does not."""
        answered = [finding for finding in compared.findings if finding.found]
        if answered and _says_the_rest(compared, compared.best, answered):
            return tuple(finding.issue for finding in answered)
        if agrees < self.model.contradicted and _says_the_rest(compared, compared.best, ()):
            return turned(compared)
        return ()


def _contradicted(match: Match, issues: tuple[str, ...], score: float) -> Support:
    return Support("contradicted", min(_CONTRADICTED, round(score, 3)), (match.candidate,), issues)


def _contradicted_elsewhere(compared: Comparison) -> tuple[Match, tuple[str, ...]] | None:
    """A sentence that says all of an unsupported claim but a figure, date or name, and gives another."""
    for match, findings in compared.others:
        answered = [finding for finding in findings if finding.found]
        if answered and len(answered) == len(findings) and _says_the_rest(compared, match, answered):
            return match, tuple(finding.issue for finding in answered)
    return None


def _certain(compared: Comparison) -> tuple[Finding, ...]:
    """The findings that rule out support by themselves: all but negations that may be the source's own.

    A claim may deny in other words than its source does ("did not reopen", "stayed closed"). It
    denies alone where neither of the nearest sentences does, nor says the opposite of one of its words.
    """
    nearest = compared.matches[:_NEAREST]
    denies_alone = compared.claim.is_negated and not (
        any(is_negated(match.candidate.text) for match in nearest)
        or any(opposite_in(word, compared.best.stems) for word in compared.claim.stems)
    )
    return tuple(
        finding
        for finding in compared.findings
        if finding.kind != "negation" or finding.found or denies_alone
    )


def _says_the_rest(compared: Comparison, match: Match, answered: Sequence[Finding]) -> bool:
    words = [finding.stated for finding in answered if finding.kind != "negation"]
    otherwise = {stem for stated in words for stem in content_stems(stated)}
    rest = [stem for stem in compared.claim.stems if stem not in otherwise]
    covered = coverage(rest, match.stems, compared.weights) if rest else 0.0
    return max(match.covered, covered) >= _REST_COVERED


def _deciding(compared: Comparison) -> tuple[Candidate, ...]:
    """The best sentence, and a second one where it adds much."""
    best, stems, weights = compared.best, compared.claim.stems, compared.weights
    alone = coverage(stems, best.stems, weights)

    def adds(match: Match) -> float:
        values = len(best.differing) - len({f.stated for f in best.differing} & _stated(match))
        return coverage(stems, best.stems | match.stems, weights) - alone + values

    others = [match for match in compared.matches[:6] if match is not best]
    second = max(others, key=adds, default=None)
    if second is None or adds(second) < _SECOND_ADDS:
        return (best.candidate,)
    return best.candidate, second.candidate


def _stated(match: Match) -> set[str]:
    return {finding.stated for finding in match.differing}


def _issues(compared: Comparison, verdict: Verdict, wrong: tuple[str, ...]) -> tuple[str, ...]:
    if verdict == "unsupported":
        return absent(compared)
    return (*wrong, *unsaid(compared)) or ("the sources say this in part at most",)


def _joined(parts: Sequence[Support]) -> Support:
    """What has several parts is as good as the worst of them."""
    if contradicted := next((part for part in parts if part.verdict == "contradicted"), None):
        return contradicted
    verdicts = {part.verdict for part in parts}
    verdict: Verdict = "supported" if verdicts == {"supported"} else "unsupported"
    if verdict == "unsupported" and verdicts != {"unsupported"}:
        verdict = "partial"
    evidence = {(c.hit.article.id, c.start): c for part in parts for c in part.evidence}
    issues = tuple(dict.fromkeys(issue for part in parts for issue in part.issues))
    return Support(verdict, min(part.score for part in parts), tuple(evidence.values()), issues)
