"""The probability that a sentence answers a question: a logistic regression that can be read.

The coefficients stand in ``sentence_scorer.json`` with their provenance; benchmarks/train_scorer.py
fits them and prints the cross-validated figures.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """Intercept and one coefficient a feature."""

    intercept: float
    coefficients: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """Between 0 and 1; features that the model does not know are ignored."""
        logit = self.intercept + sum(weight * features[name] for name, weight in self.coefficients.items())
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, logit))))


@cache
def load_model(package: str, name: str) -> LogisticModel:
    """Read a committed model, e.g. ``load_model("rag.reading", "sentence_scorer.json")``."""
    raw = json.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
    return LogisticModel(raw["intercept"], raw["coefficients"])
