"""What the fact guard finds: one fact of a claim that the evidence lacks, or has otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

FactKind = Literal["number", "date", "name", "speaker", "negation", "role"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact that the claim states and the evidence does not."""

    kind: FactKind
    stated: str  # as the claim writes it
    found: str = ""  # what the evidence has in its place; "" where it has nothing

    @property
    def issue(self) -> str:
        """In words for a reader, both sides where there are two."""
        if self.kind == "negation":
            return self.stated
        verb = "names" if self.kind in {"name", "speaker"} else "says"
        if not self.found:
            return f"{verb} {self.stated}; not said of this"
        return f"{verb} {self.stated}; the source {verb} {self.found}"


@dataclass(frozen=True, slots=True)
class FactCounts:
    """How many facts of each kind differ; features for a weighing of the whole."""

    numbers: int
    dates: int
    names: int
    speakers: int
    negations: int
    answered: int  # of all these, those that the evidence gives otherwise


def counts_of(findings: Sequence[Finding]) -> FactCounts:
    """The findings as counts."""
    kinds = [finding.kind for finding in findings]
    return FactCounts(
        numbers=kinds.count("number"),
        dates=kinds.count("date"),
        names=kinds.count("name"),
        speakers=kinds.count("speaker"),
        negations=kinds.count("negation"),
        answered=sum(bool(finding.found) for finding in findings),
    )
