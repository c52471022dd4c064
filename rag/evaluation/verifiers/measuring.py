"""All figures of a file of labelled data, gathered for whoever shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from rag.evaluation.verifiers.figures import (
    Calibration,
    Estimate,
    Judgement,
    Judgements,
    calibration,
    estimates,
    in_columns,
)
from rag.evaluation.verifiers.thresholds import AtThreshold, at_steps

Unit = Literal["sentence", "answer", "question"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one judgement takes, in milliseconds; the first of a source does not count its reading."""

    median_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One way of counting a file.

    Attributes:
        unit: What is counted.
        columns: The judgements.
        threshold: Where the score passes; None where no threshold of the score decides.
        figures: By name; None where undefined.
        steps: The errors at thresholds.
        reliability: The calibration table.
        kinds: For each kind how many, how many are supported, and how many pass.
    """

    unit: Unit
    columns: Judgements
    threshold: float | None
    figures: dict[str, Estimate | None]
    steps: tuple[AtThreshold, ...]
    reliability: Calibration
    kinds: dict[str, tuple[int, int, int]]

    @property
    def n(self) -> int:
        """How many were counted."""
        return len(self.columns.truth)

    @property
    def sources(self) -> int:
        """How many sources they have."""
        return len(np.unique(self.columns.sources))

    @property
    def not_supported(self) -> int:
        """How many are not supported."""
        return int((~self.columns.truth).sum())

    def as_json(self) -> dict[str, Any]:
        """The figures for programs: values at the top, intervals beside them."""
        known = {name: one for name, one in self.figures.items() if one}
        return {
            "unit": self.unit,
            "n": self.n,
            "sources": self.sources,
            "not_supported": self.not_supported,
            "threshold": self.threshold,
            **{name: one.value if one else None for name, one in self.figures.items()},
            "intervals": {name: [one.low, one.high] for name, one in known.items()},
            "at_thresholds": [asdict(one) for one in self.steps],
            "calibration": asdict(self.reliability),
            "kinds": {
                name: {"n": n, "supported": true, "passed": passed}
                for name, (n, true, passed) in self.kinds.items()
            },
        }


def measure(judgements: Sequence[Judgement], unit: Unit, threshold: float | None) -> Measured:
    """Count the judgements every way."""
    columns = in_columns(judgements)
    return Measured(
        unit=unit,
        columns=columns,
        threshold=threshold,
        figures=estimates(columns),
        steps=tuple(at_steps(columns, threshold)),
        reliability=calibration(columns),
        kinds=_by_kind(judgements),
    )


def _by_kind(judgements: Sequence[Judgement]) -> dict[str, tuple[int, int, int]]:
    found = {}
    for kind in dict.fromkeys(one.kind for one in judgements):
        chosen = [one for one in judgements if one.kind == kind]
        found[kind] = (len(chosen), sum(one.is_true for one in chosen), sum(one.passes for one in chosen))
    return found


def cost_of(seconds: Sequence[float]) -> Cost:
    """What one judgement takes."""
    median, high = np.quantile(np.array(seconds), [0.5, 0.95]) * 1000
    return Cost(round(float(median), 3), round(float(high), 3))
