"""How often the verifier is right, on sentences that it has not seen the source of.

python -m benchmarks.verifier

Cross-validated by source (ten folds, models and thresholds fitted anew), with each data set and each writer
left out, on corrupted sentences of news and digests, and on paraphrases that were written before it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from benchmarks.ranking_metrics import Interval
from benchmarks.verifier_answers import report_answers
from benchmarks.verifier_cases import digest_cases, paraphrase_cases, public_cases
from rag.domain import Verdict
from rag.evaluation.verifiers.cases import Case, evidence_from
from rag.evaluation.verifiers.fitting import Row, fit_verifier, folds, rows_of
from rag.evaluation.verifiers.logistic import Matrix, auroc
from rag.trust.support import Support
from rag.trust.verifier import WeighedCheck

_FOLDS = 10
_RESAMPLES = 1000
_MARKS: tuple[Verdict, ...] = ("unsupported", "contradicted")


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, what a verifier that has not seen its source says of it, and the two probabilities."""

    case: Case
    support: Support
    said: float
    agrees: float


def main() -> None:
    """Print the figures of every set."""
    rows = rows_of(public_cases())
    judged = cross_validated(rows)
    print(f"verifier {WeighedCheck().name}, cross-validated by source, {_FOLDS} folds; 95 % intervals")
    _report_sentences([one for one in judged if one.case.set == "ragtruth"])
    report_answers([(one.case, one.support.score, one.said) for one in judged if one.case.answer >= 0])
    _report_pairs(judged)
    _report_left_out(rows)
    _report_kinds("corrupted news sentences", [one for one in judged if one.case.set == "corrupted news"])
    check = WeighedCheck()
    digests = [_judge(check, row) for row in rows_of(digest_cases())]
    _report_kinds("corrupted sentences of the digests, never fitted to", digests)
    for rest, name in ((1, "odd numbers"), (0, "even numbers, held out")):
        _report_kinds(f"paraphrases, {name}", [_judge(check, row) for row in rows_of(paraphrase_cases(rest))])
    _report_cost(check)


def cross_validated(rows: Sequence[Row]) -> list[Judged]:
    """Every row judged by a verifier fitted without its source."""
    fold = folds([row.case for row in rows], _FOLDS)
    return _held_out(rows, lambda row: str(fold[row.case.source]))


def _held_out(rows: Sequence[Row], group: Callable[[Row], str]) -> list[Judged]:
    found = []
    for name in sorted({group(row) for row in rows}):
        check = WeighedCheck(fit_verifier([row for row in rows if group(row) != name]))
        found += [_judge(check, row) for row in rows if group(row) == name]
    return found


def _judge(check: WeighedCheck, row: Row) -> Judged:
    said, agrees = check.weigh(row.features)
    return Judged(row.case, check.check(row.case.sentence, evidence_from(row.case.texts)), said, agrees)


def _report_sentences(judged: Sequence[Judged]) -> None:
    share = np.mean([not one.case.is_true for one in judged])
    print(f"ragtruth_qa, {len(judged)} sentences, {share:.1%} not said")
    print(f"  AUROC of the score {_interval(judged, _auroc_of(_score))}")
    print(f"  AUROC of P(said) {_interval(judged, _auroc_of(_said))}")
    length = _auroc_of(lambda one: -float(len(one.case.sentence)))
    print(f"  AUROC of the sentence's length alone {_interval(judged, length)}")
    print(f"  supported that is wrong {_interval(judged, _wrong_share(('supported',)))}")
    print(f"  partial that is wrong {_interval(judged, _wrong_share(('partial',)))}")
    for verdicts in (_MARKS, ("unsupported",), ("contradicted",)):
        marked = [one for one in judged if one.support.verdict in verdicts]
        false = _interval(judged, _true_share(verdicts))
        print(f"  {' or '.join(verdicts)}: {len(marked)}, of them false {false}")


def _report_pairs(judged: Sequence[Judged]) -> None:
    for name in ("summedits", "fever", "scifact"):
        chosen = [one for one in judged if one.case.set == name]
        print(
            f"{name}, {len(chosen)}: AUROC of the score {_interval(chosen, _auroc_of(_score))}, of P(agrees) "
            f"{_interval(chosen, _auroc_of(_agrees))}; balanced accuracy of the verdict "
            f"{_interval(chosen, _balanced_verdict)}"
        )


def _report_left_out(rows: Sequence[Row]) -> None:
    pairs = [row for row in rows if row.case.set != "ragtruth"]
    news = {"corrupted news": "summedits"}  # of the same documents
    without = _held_out(rows, lambda row: news.get(row.case.set, row.case.set))
    for name in ("summedits", "fever", "scifact", "ragtruth"):
        chosen = [one for one in without if one.case.set == name]
        print(
            f"left out with its whole set: {name}: AUROC of the score "
            f"{_interval(chosen, _auroc_of(_score))}, "
            f"of P(agrees) {_interval(chosen, _auroc_of(_agrees))}"
        )
    answers = [row for row in rows if row.case.writer]
    for writer in sorted({row.case.writer for row in answers}):
        check = WeighedCheck(fit_verifier([*pairs, *(row for row in answers if row.case.writer != writer)]))
        chosen = [_judge(check, row) for row in answers if row.case.writer == writer]
        wrong = sum(not one.case.is_true for one in chosen)
        figure = _interval(chosen, _auroc_of(_score)) if wrong else "none is wrong"
        print(f"left out: sentences by {writer}: {len(chosen)}, {wrong} not said, AUROC {figure}")


def _report_kinds(title: str, judged: Sequence[Judged]) -> None:
    print(title)
    for kind in dict.fromkeys(one.case.kind for one in judged):
        chosen = [one for one in judged if one.case.kind == kind]
        supported = np.mean([one.support.verdict == "supported" for one in chosen])
        contradicted = np.mean([one.support.verdict == "contradicted" for one in chosen])
        share = f"supported {supported:.1%}" if chosen[0].case.is_true else f"caught {1 - supported:.1%}"
        print(f"  {kind} ({len(chosen)}): {share}; contradicted {contradicted:.1%}")


def _report_cost(check: WeighedCheck) -> None:
    cases = [case for case in public_cases() if case.set == "ragtruth"][::5]
    took = []
    for case in cases:
        evidence = evidence_from(case.texts)
        began = time.perf_counter()
        check.check(case.sentence, evidence)
        took.append(time.perf_counter() - began)
    sentences = median(len(evidence_from(case.texts).candidates) for case in cases)
    print(f"cost: {1000 * median(took):.1f} ms a sentence (median); {sentences:.0f} sentences of evidence")


def _score(one: Judged) -> float:
    return one.support.score


def _said(one: Judged) -> float:
    return one.said


def _agrees(one: Judged) -> float:
    return one.agrees


Figure = Callable[[Sequence[Judged]], float]


def _auroc_of(value: Callable[[Judged], float]) -> Figure:
    return lambda judged: auroc(_labels(judged), np.array([value(one) for one in judged]))


def _wrong_share(verdicts: Sequence[Verdict]) -> Figure:
    return lambda judged: 1 - _true_share(verdicts)(judged)


def _true_share(verdicts: Sequence[Verdict]) -> Figure:
    def share(judged: Sequence[Judged]) -> float:
        chosen = [one.case.is_true for one in judged if one.support.verdict in verdicts]
        return float(np.mean(chosen)) if chosen else float("nan")

    return share


def _balanced_verdict(judged: Sequence[Judged]) -> float:
    labels = _labels(judged)
    called = np.array([one.support.verdict == "supported" for one in judged])
    return float((called[labels == 1].mean() + 1 - called[labels == 0].mean()) / 2)


def _labels(judged: Sequence[Judged]) -> Matrix:
    return np.array([float(one.case.is_true) for one in judged])


def _interval(judged: Sequence[Judged], figure: Figure) -> Interval:
    """The figure with its bootstrap interval, sources resampled."""
    by_source: dict[str, list[Judged]] = {}
    for one in judged:
        by_source.setdefault(one.case.source, []).append(one)
    groups = list(by_source.values())
    chance = np.random.default_rng(_FOLDS)
    values = []
    for _ in range(_RESAMPLES):
        drawn = [one for place in chance.integers(0, len(groups), len(groups)) for one in groups[place]]
        if 0 < _labels(drawn).mean() < 1:
            values.append(figure(drawn))
    low, high = np.nanquantile(values, [0.025, 0.975])
    return Interval(figure(judged), float(low), float(high))


if __name__ == "__main__":
    main()
