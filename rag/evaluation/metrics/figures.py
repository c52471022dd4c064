"""The figures of a run: each with its interval, and how many questions it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.evaluation.metrics.intervals import ratio_interval
from rag.evaluation.metrics.measures import DRAFT, MEASURES, Measure, concerns, part_of
from rag.evaluation.runs.records import Record

BY_CONSTRUCTION = (
    "Every sentence stands in its source word for word: supported by construction, which is no estimate."
)
SAME_VERIFIER = (
    "The verifier that judges also withheld or rewrote sentences; the figures of the writer's draft "
    "are what it wrote itself."
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric of one configuration.

    Attributes:
        value: None where no question defines it; so are the borders of its 95 % interval.
        n: Questions that count.
        failed: Questions it is about that got no answer from the configured writer.
        undefined: Questions it is about, answered, of which it says nothing.
        note: What a reader has to know.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    failed: int
    undefined: int
    note: str | None = None


def figures(records: Iterable[Record]) -> dict[str, Figure]:
    """All figures of one configuration by name; those of drafts only where there are any."""
    rows = list(records)
    has_drafts = any(row.draft is not None for row in rows)
    return {
        name: _figure(measure, rows, has_drafts=has_drafts)
        for name, measure in MEASURES.items()
        if has_drafts or not name.startswith(DRAFT)
    }


def _figure(measure: Measure, rows: Sequence[Record], *, has_drafts: bool) -> Figure:
    asked = [row for row in rows if concerns(measure, row.question)]
    defined = [(row, part) for row in asked if (part := part_of(measure, row.measures))]
    found = ratio_interval([part for _, part in defined], is_share=measure.is_share, scale=measure.scale)
    failed = sum(row.is_failed for row in asked)
    undefined = (
        len(asked) - len(defined) - sum(not part_of(measure, row.measures) for row in asked if row.is_failed)
    )
    value, low, high = found or (None, None, None)
    note = _note(measure, rows, has_drafts=has_drafts) if measure.is_estimate and defined else None
    return Figure(value, low, high, len(defined), failed, undefined, note)


def _note(measure: Measure, rows: Sequence[Record], *, has_drafts: bool) -> str | None:
    claims = [row.measures for row in rows if row.measures.get("sentences")]
    if claims and all(counts["sentences"] == counts["verbatim_sentences"] for counts in claims):
        return BY_CONSTRUCTION
    return SAME_VERIFIER if has_drafts and not measure.above.startswith(DRAFT) else None
