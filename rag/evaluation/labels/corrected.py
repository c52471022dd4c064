"""Faithfulness as people see it, estimated for a whole run from a labelled sample of it.

Prediction-powered inference (Angelopoulos et al., 2023) within strata: the verifier's scores of all
sentences, plus how far they are off where people looked, with the weight that makes the estimate least
variable (PPI++, Angelopoulos, Duchi and Zrnic, 2023). Every stratum weighs what it weighs in the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.errors import UsageError
from rag.evaluation.labels.files import Label
from rag.evaluation.labels.sentences import RunSentence
from rag.evaluation.labels.strata import Stratum, strata_of

METHOD = "prediction-powered inference within strata (Angelopoulos et al., 2023)"
_RESAMPLES = 2000
_SEED = 7
_TAIL = 0.025
_TINY = 1e-12

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ByVerdict:
    """Of the sentences with one verdict: all in the run, the labelled, and those people call supported."""

    sentences: int
    labelled: int
    supported: float


@dataclass(frozen=True, slots=True)
class Corrected:
    """The share of claims that are supported, by the verifier and by people, with a 95 % interval.

    Attributes:
        sentences: In the run.
        labelled: Of them by people.
        verifier_estimated: The share that the verifier calls supported.
        value: The estimate of the share that people would.
        low: Border of its interval.
        high: The other one.
        verdicts: The verifier's error, by verdict.
    """

    sentences: int
    labelled: int
    verifier_estimated: float
    value: float
    low: float
    high: float
    verdicts: Mapping[str, ByVerdict]


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums by stratum, shape (…, strata): of all sentences, and of the labelled."""

    sentences: Matrix
    scores: Matrix
    labelled: Matrix
    supported: Matrix
    claims: Matrix
    labelled_scores: Matrix


def labels_of_annotators(files: Sequence[Mapping[str, Label]]) -> dict[str, tuple[Label, ...]]:
    """By sentence what each annotator says; what one left open rests on the others."""
    ids = dict.fromkeys(key for file in files for key in file)
    return {key: tuple(file[key] for file in files if key in file) for key in ids}


def corrected(sentences: Sequence[RunSentence], labels: Mapping[str, Sequence[Label]]) -> Corrected:
    """Estimate the share of claims that are supported.

    Annotators who differ on a sentence count in halves. A sentence that claims nothing, they say, is no
    part of the share. The interval resamples questions; where no label differs from the verdict, it
    reaches as far as an error that so many labels would miss (Clopper and Pearson, 1934).

    Args:
        sentences: All of the run.
        labels: What people say of some of them, by id; those of other runs are passed over.

    Raises:
        UsageError: if none of the labels is of this run, or a verdict has no label.
    """
    known = {one.id: labels[one.id] for one in sentences if one.id in labels}
    if not known:
        raise UsageError(
            "None of the labelled sentences is in this run.", "Name the run that the sample was drawn from."
        )
    strata = _with_labels(strata_of(sentences), known)
    by_question = _sums_by_question(sentences, known, strata)
    whole = _Sums(*(column.sum(axis=0) for column in _columns(by_question)))
    weight = _tuned(sentences, known, strata)
    value = float(_estimates(whole, whole, weight))
    low, high = _interval(by_question, whole, weight)
    if all(_agrees(one, known[one.id]) for one in sentences if one.id in known):
        missed = _missed(whole)
        low, high = min(low, value - missed), max(high, value + missed)
    return Corrected(
        sentences=len(sentences),
        labelled=len(known),
        verifier_estimated=sum(one.is_supported for one in sentences) / len(sentences),
        value=min(1.0, max(0.0, value)),
        low=max(0.0, low),
        high=min(1.0, high),
        verdicts=_by_verdict(sentences, known),
    )


def _with_labels(strata: Mapping[str, Stratum], known: Mapping[str, Sequence[Label]]) -> dict[str, Stratum]:
    """Strata of which every one has a label: a verdict's two become one where need be."""
    there = {strata[key] for key in known}
    all_ = set(strata.values())
    found = {}
    for key, (verdict, is_high) in strata.items():
        if (verdict, not is_high) not in there and (verdict, is_high) not in there:
            raise UsageError(
                f"No sentence with the verdict {verdict!r} has a label.",
                "Label the whole sample; its rows may be filled in any order.",
            )
        is_whole = {(verdict, True), (verdict, False)} & all_ <= there
        found[key] = (verdict, is_high if is_whole else False)
    return found


def _sums_by_question(
    sentences: Sequence[RunSentence], known: Mapping[str, Sequence[Label]], strata: Mapping[str, Stratum]
) -> _Sums:
    questions = {key: n for n, key in enumerate(dict.fromkeys(one.question_id for one in sentences))}
    places = {stratum: n for n, stratum in enumerate(sorted(set(strata.values())))}
    table = np.zeros((6, len(questions), len(places)))
    for one in sentences:
        where = (questions[one.question_id], places[strata[one.id]])
        table[(0, *where)] += 1
        table[(1, *where)] += one.score
        if one.id in known:
            supported, claims = _counted(known[one.id])
            for row, amount in ((2, 1.0), (3, supported), (4, claims), (5, one.score)):
                table[(row, *where)] += amount
    return _Sums(*table)


def _counted(labels: Sequence[Label]) -> tuple[float, float]:
    """The shares of annotators who say that it is supported, and that it claims something."""
    n = len(labels)
    return sum(x == "supported" for x in labels) / n, sum(x != "no claim" for x in labels) / n


def _columns(sums: _Sums) -> tuple[Matrix, ...]:
    return (
        *(sums.sentences, sums.scores, sums.labelled),
        *(sums.supported, sums.claims, sums.labelled_scores),
    )


def _estimates(sums: _Sums, whole: _Sums, weight: float) -> Matrix:
    """Shape (…): a stratum without a label in a draw keeps what the whole sample says of it."""
    is_there = sums.labelled > 0
    labelled = np.where(is_there, sums.labelled, whole.labelled)

    def mean(column: Matrix, of_whole: Matrix) -> Matrix:
        found: Matrix = np.where(is_there, column, of_whole) / labelled
        return found

    share = sums.sentences / sums.sentences.sum(axis=-1, keepdims=True)
    scores = sums.scores / np.maximum(sums.sentences, 1.0)
    off = mean(sums.supported, whole.supported) - weight * mean(sums.labelled_scores, whole.labelled_scores)
    supported = (share * (weight * scores + off)).sum(axis=-1)
    claims = (share * mean(sums.claims, whole.claims)).sum(axis=-1)
    found: Matrix = supported / np.maximum(claims, _TINY)
    return found


def _tuned(
    sentences: Sequence[RunSentence], known: Mapping[str, Sequence[Label]], strata: Mapping[str, Stratum]
) -> float:
    """The weight of the scores: what of the labels' spread within strata they explain, 0 to 1."""
    inside: dict[Stratum, list[tuple[float, float]]] = {}
    for one in sentences:
        if one.id in known:
            inside.setdefault(strata[one.id], []).append((_counted(known[one.id])[0], one.score))
    covariance = variance = 0.0
    for pairs in inside.values():
        table = np.array(pairs) - np.mean(pairs, axis=0)
        covariance += float((table[:, 0] * table[:, 1]).sum())
        variance += float((table[:, 1] ** 2).sum())
    if variance < _TINY:
        return 0.0
    ratio = len(known) / len(sentences)
    return min(1.0, max(0.0, covariance / variance / (1 + ratio)))


def _interval(by_question: _Sums, whole: _Sums, weight: float) -> tuple[float, float]:
    chance = np.random.default_rng(_SEED)
    questions = by_question.sentences.shape[0]
    times = chance.multinomial(questions, np.full(questions, 1 / questions), _RESAMPLES).astype(np.float64)
    drawn = _Sums(*(times @ column for column in _columns(by_question)))
    low, high = np.quantile(_estimates(drawn, whole, weight), [_TAIL, 1 - _TAIL])
    return float(low), float(high)


def _agrees(sentence: RunSentence, labels: Sequence[Label]) -> bool:
    return all((label == "supported") == sentence.is_supported for label in labels)


def _missed(whole: _Sums) -> float:
    """The largest share of errors of which so many labels would show none, strata weighing as they do."""
    share = whole.sentences / whole.sentences.sum()
    effective = 1 / float((share**2 / whole.labelled).sum())  # Kish's effective size
    return float(1 - _TAIL ** (1 / effective))


def _by_verdict(
    sentences: Sequence[RunSentence], known: Mapping[str, Sequence[Label]]
) -> dict[str, ByVerdict]:
    found = {}
    for verdict in dict.fromkeys(one.verdict for one in sentences):
        inside = [one for one in sentences if one.verdict == verdict]
        labelled = [_counted(known[one.id])[0] for one in inside if one.id in known]
        found[verdict] = ByVerdict(len(inside), len(labelled), sum(labelled))
    return found
