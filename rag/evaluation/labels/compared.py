"""Two people's labels of the same sentences: how far they agree, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.errors import UsageError
from rag.evaluation.judges.agreement import Agreement, agreement
from rag.evaluation.labels.files import Label, Labelling


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence that two label differently."""

    id: str
    sentence: str
    first: Label
    second: Label


@dataclass(frozen=True, slots=True)
class Compared:
    """Agreement on the labels, on supported or not, and the sentences that differ.

    Attributes:
        labels: On all labels.
        supported: On supported against everything else.
        differences: In the first one's order.
        alone: How many sentences only one of them labelled.
    """

    labels: Agreement
    supported: Agreement
    differences: tuple[Difference, ...]
    alone: int


def compared(first: Sequence[Labelling], second: Sequence[Labelling]) -> Compared:
    """Hold two annotators' labels against each other; intervals resample questions.

    Raises:
        UsageError: if they have no sentence in common.
    """
    others = {one.id: one for one in second}
    both = [(one, others[one.id]) for one in first if one.id in others]
    if not both:
        raise UsageError(
            "The two files have no labelled sentence in common.", "Give both annotators the same sample."
        )
    a, b = [one.label for one, _ in both], [other.label for _, other in both]
    questions = [one.question for one, _ in both]
    return Compared(
        labels=agreement(a, b, questions),
        supported=agreement([_coarse(label) for label in a], [_coarse(label) for label in b], questions),
        differences=tuple(
            Difference(one.id, one.sentence, one.label, other.label)
            for one, other in both
            if one.label != other.label
        ),
        alone=len(first) + len(second) - 2 * len(both),
    )


def _coarse(label: Label) -> str:
    return "supported" if label == "supported" else "not supported"
