"""Additive models that can be read: each feature's part in the log-odds is a line with a few bends.

A logistic regression over hinge functions (Hastie, Tibshirani and Friedman, 2009, chapter 5).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Curve:
    """A feature's part: a slope from zero on, and a change of slope at each bend."""

    slope: float
    bends: tuple[tuple[float, float], ...] = ()  # where, and by how much the slope changes

    def at(self, value: float) -> float:
        """The part in the log-odds."""
        return self.slope * value + sum(change * max(0.0, value - where) for where, change in self.bends)


@dataclass(frozen=True, slots=True)
class AdditiveModel:
    """An intercept and a curve a feature."""

    intercept: float
    curves: Mapping[str, Curve]

    def probability(self, features: Mapping[str, float]) -> float:
        """Between 0 and 1; features without a curve are ignored."""
        logit = self.intercept + sum(curve.at(features[name]) for name, curve in self.curves.items())
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, logit))))


@dataclass(frozen=True, slots=True)
class VerifierModel:
    """What the verifier's verdicts rest on.

    Attributes:
        said: The probability that the evidence says what a sentence says.
        agrees: The probability that it says nothing of it otherwise.
        supported: The least product of the two of a supported sentence.
        unsupported: Below this probability of being said a sentence is unsupported.
        contradicted: Below this probability of agreeing a word with the opposite meaning contradicts.
    """

    said: AdditiveModel
    agrees: AdditiveModel
    supported: float
    unsupported: float
    contradicted: float


@cache
def load_verifier() -> VerifierModel:
    """The committed model, ``rag/trust/verifier.json``."""
    raw = json.loads(files("rag.trust").joinpath("verifier.json").read_text(encoding="utf-8"))
    return verifier_from(raw)


def verifier_from(raw: Mapping[str, object]) -> VerifierModel:
    """A model from its JSON."""
    said, agrees, cuts = raw["said"], raw["agrees"], raw["thresholds"]
    assert isinstance(said, dict)
    assert isinstance(agrees, dict)
    assert isinstance(cuts, dict)
    return VerifierModel(
        _additive(said), _additive(agrees), cuts["supported"], cuts["unsupported"], cuts["contradicted"]
    )


def _additive(raw: Mapping[str, object]) -> AdditiveModel:
    intercept, curves = raw["intercept"], raw["curves"]
    assert isinstance(intercept, float)
    assert isinstance(curves, dict)
    return AdditiveModel(
        intercept,
        {
            name: Curve(curve["slope"], tuple((where, change) for where, change in curve.get("bends", ())))
            for name, curve in curves.items()
        },
    )
