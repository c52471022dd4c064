"""Fits the verifier: two additive logistic models and the thresholds of its verdicts.

``said`` learns from answers in which people marked what the passages do not say; ``agrees`` from pairs,
edited summaries and corrupted sentences, in which a true sentence and a false one differ in a fact.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from rag.evaluation.verifiers.cases import Case, evidence_from
from rag.evaluation.verifiers.logistic import Matrix, fit
from rag.trust.claims import read_claim
from rag.trust.features import features_of
from rag.trust.matches import compare
from rag.trust.weighing import VerifierModel, verifier_from

SAID = (
    *("cover_best", "cover_nearby", "cover_two", "cover_passage", "cover_all"),
    *("missing_all", "missing_best", "missing_share", "values_missing", "has_values"),
    *("trigrams", "run", "bigrams", "length", "of_sources", "denies", "source_denies"),
    *(
        "clean",
        "answered",
        "names",
        "names_missing",
        "negations",
        "hedge_lost",
        "absolute_added",
        "speaker_lost",
    ),
    *("direction_same", "direction_against"),
)
AGREES = (
    *("clean", "answered", "dates", "names", "names_missing", "speakers", "values_missing"),
    *("cover_best", "direction_same", "direction_against", "turned"),
    *("denies_alone", "hedge_added"),
)
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)  # of a feature, where its curve may bend
RIDGE_SAID, RIDGE_AGREES = 200.0, 10.0
SHARE_FALSE = 0.05  # of what is written, supposed to say otherwise; sets the level of ``agrees``
MOST_FALSE_MARKS = 0.3  # of "unsupported"
MOST_WRONG = 0.03  # of "supported"
CUT = 0.9  # of "agrees", below which a word with the opposite meaning contradicts
FEWEST = 20  # sentences below a threshold, for their share to count
_INNER_FOLDS = 5
_NO_THRESHOLDS = {"supported": 0.8, "unsupported": 0.4, "contradicted": CUT}


@dataclass(frozen=True, slots=True)
class Row:
    """A case with its features."""

    case: Case
    features: Mapping[str, float]


def rows_of(cases: Sequence[Case]) -> list[Row]:
    """The cases that have anything to weigh."""
    return [Row(case, found) for case in cases if (found := _features(case.sentence, case.texts))]


@lru_cache(maxsize=16384)
def _features(sentence: str, texts: tuple[str, ...]) -> Mapping[str, float] | None:
    claim = read_claim(sentence)
    if not (claim.stems or claim.figures or claim.dates):
        return None
    compared = compare(claim, evidence_from(texts), ())
    return features_of(compared) if compared else None


def fit_verifier(rows: Sequence[Row]) -> VerifierModel:
    """Models and thresholds from these rows alone."""
    return verifier_from(fitted(rows))


def fitted(rows: Sequence[Row]) -> dict[str, Any]:
    """The same as it is committed; the thresholds rest on probabilities of an inner cross-validation."""
    answers = [row for row in rows if row.case.is_of_an_answer]
    raw = _models(rows)
    raw["thresholds"] = (
        _thresholds(answers, *inner_probabilities(rows, answers)) if answers else _NO_THRESHOLDS
    )
    return raw


def _models(rows: Sequence[Row]) -> dict[str, Any]:
    answers = [row for row in rows if row.case.is_of_an_answer]
    others = [row for row in rows if not row.case.is_of_an_answer]
    return {
        "said": _fit(answers or others, SAID, QUANTILES, RIDGE_SAID, np.ones(len(answers or others))),
        "agrees": _shifted(_fit(others or answers, AGREES, (), RIDGE_AGREES, _balanced(others or answers))),
    }


def _shifted(raw: dict[str, Any]) -> dict[str, Any]:
    """From as many false as true sentences to the share that is supposed."""
    raw["intercept"] = round(raw["intercept"] + float(np.log((1 - SHARE_FALSE) / SHARE_FALSE)), 4)
    return raw


def _balanced(rows: Sequence[Row]) -> Matrix:
    """Weights that make the sets count alike, and true and false sentences within each."""
    groups = [(row.case.set, row.case.is_true) for row in rows]
    sizes = {group: groups.count(group) for group in set(groups)}
    return np.array([len(rows) / len(sizes) / sizes[group] for group in groups])


def _fit(
    rows: Sequence[Row], names: Sequence[str], quantiles: Sequence[float], ridge: float, weights: Matrix
) -> dict[str, Any]:
    values = np.array([[row.features[name] for name in names] for row in rows])
    bends = [_bends(values[:, column], quantiles) for column in range(len(names))]
    columns = [
        part
        for column in range(len(names))
        for part in (
            values[:, column],
            *(np.maximum(0, values[:, column] - where) for where in bends[column]),
        )
    ]
    scale = np.array([max(float(column.std()), 1e-3) for column in columns])
    labels = np.array([float(row.case.is_true) for row in rows])
    beta = fit(np.stack(columns, axis=1) / scale, labels, weights, ridge)
    slopes = iter((beta[1:] / scale).tolist())
    curves = {}
    for name, where in zip(names, bends, strict=True):
        curves[name] = {"slope": round(next(slopes), 4)}
        if where:
            curves[name]["bends"] = [[round(place, 4), round(next(slopes), 4)] for place in where]
    return {"intercept": round(float(beta[0]), 4), "curves": curves}


def _bends(values: Matrix, quantiles: Sequence[float]) -> list[float]:
    places = sorted({round(float(np.quantile(values, q)), 4) for q in quantiles})
    return [place for place in places if values.min() < place < values.max()]


def inner_probabilities(rows: Sequence[Row], answers: Sequence[Row]) -> tuple[Matrix, Matrix]:
    """The two probabilities of these of the rows, from fits that have not seen their source."""
    fold = folds([row.case for row in rows], _INNER_FOLDS)
    said, agrees = np.zeros(len(answers)), np.zeros(len(answers))
    for number in range(_INNER_FOLDS):
        raw = _models([row for row in rows if fold[row.case.source] != number]) | {
            "thresholds": _NO_THRESHOLDS
        }
        model = verifier_from(raw)
        for place, row in enumerate(answers):
            if fold[row.case.source] == number:
                said[place] = model.said.probability(row.features)
                agrees[place] = model.agrees.probability(row.features)
    return said, agrees


def _thresholds(answers: Sequence[Row], said: Matrix, agrees: Matrix) -> dict[str, float]:
    """The highest cut below which a mark is seldom false, and the lowest above which little is wrong."""
    true = np.array([row.case.is_true for row in answers])
    marks = [cut for cut in np.unique(said) if (said < cut).sum() >= FEWEST]
    marked = [cut for cut in marks if true[said < cut].mean() <= MOST_FALSE_MARKS]
    score = said * agrees
    passed = [cut for cut in np.unique(score) if (~true[score >= cut]).mean() <= MOST_WRONG]
    return {
        "supported": round(float(min(passed, default=0.9)), 4),
        "unsupported": round(float(max(marked, default=0.0)), 4),
        "contradicted": CUT,
    }


def folds(cases: Sequence[Case], count: int) -> dict[str, int]:
    """Source -> fold, drawn once and the same in every run."""
    sources = sorted({case.source for case in cases})
    random.Random(count).shuffle(sources)  # noqa: S311 - no secret is drawn
    return {source: place % count for place, source in enumerate(sources)}
