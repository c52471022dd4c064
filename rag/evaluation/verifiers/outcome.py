"""What measuring on one file gave: the figures, what they cost, and what a judge says beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rag.evaluation.judges.agreement import Agreement, agreement
from rag.evaluation.judges.judging import Opinion
from rag.evaluation.verifiers.figures import Judgement
from rag.evaluation.verifiers.formats import Labelled
from rag.evaluation.verifiers.judging import Checked
from rag.evaluation.verifiers.measuring import Cost, Measured, measure
from rag.evaluation.verifiers.thresholds import AtThreshold, for_precision, for_recall

SUPPORTED, NOT_SUPPORTED = "supported", "not supported"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a threshold is chosen for; one of the two."""

    precision: float | None = None
    recall: float | None = None

    def chosen(self, measured: Measured) -> AtThreshold | None:
        """The threshold that gives it; None where none does, or nothing is wished for."""
        if self.precision is not None:
            return for_precision(measured.columns, self.precision)
        if self.recall is not None:
            return for_recall(measured.columns, self.recall)
        return None


@dataclass(frozen=True, slots=True)
class JudgeOutcome:
    """A judge on the same sentences: how far it agrees, before what it is worth.

    Attributes:
        model: Who judged.
        failed: Sentences on which it said nothing, by the code of the error.
        with_verifier: Its agreement with the verifier.
        with_labels: Its agreement with people.
        measured: Its figures on the sentences on which it said something; None where it failed on all.
    """

    model: str
    failed: dict[str, int]
    with_verifier: Agreement
    with_labels: Agreement
    measured: Measured | None

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "model": self.model,
            "failed": self.failed,
            "agreement_with_verifier": asdict(self.with_verifier),
            "agreement_with_labels": asdict(self.with_labels),
            "figures": self.measured.as_json() if self.measured else None,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that is known of one file.

    Attributes:
        labelled: What was read.
        measured: The figures of the largest unit that is labelled: answers before their sentences.
        sentences: Those of the sentences, where the others are of answers.
        cost: Of one judgement.
        seen: How many rows the fit has seen, or their evidence.
        judge: What a judge says of the same, where one was asked.
    """

    labelled: Labelled
    measured: Measured
    sentences: Measured | None
    cost: Cost
    seen: int
    judge: JudgeOutcome | None = None

    @property
    def judged(self) -> int:
        """How many sentences or questions were judged."""
        return len(self.labelled.cases) or len(self.labelled.questions)

    def as_json(self, wish: Wish) -> dict[str, Any]:
        """For programs; the figures of `measured` are at the top."""
        found = {
            "file": self.labelled.file,
            "format": str(self.labelled.format),
            "rows": self.labelled.rows,
            **self.measured.as_json(),
            "cost": asdict(self.cost),
            "seen_in_training": self.seen,
            "chosen": _choice(wish, self.measured),
        }
        if self.sentences:
            found["sentences"] = self.sentences.as_json() | {"chosen": _choice(wish, self.sentences)}
        if self.judge:
            found["judge"] = self.judge.as_json()
        return found


def _choice(wish: Wish, measured: Measured) -> dict[str, Any] | None:
    chosen = wish.chosen(measured)
    return asdict(chosen) if chosen else None


def judge_outcome(model: str, checked: Sequence[Checked], opinions: Sequence[Opinion]) -> JudgeOutcome:
    """Hold a judge's opinions against the verifier's and the labels of the same sentences, in order."""
    pairs = [
        (one, opinion.supports)
        for one, opinion in zip(checked, opinions, strict=True)
        if opinion.supports is not None
    ]
    said = [_word(supports) for _, supports in pairs]
    groups = [one.case.source for one, _ in pairs]
    judgements = [
        Judgement(
            source=one.case.source,
            kind=one.case.kind,
            is_true=one.case.is_true,
            score=float(supports),
            passes=supports,
            length=len(one.case.sentence),
        )
        for one, supports in pairs
    ]
    return JudgeOutcome(
        model=model,
        failed=dict(Counter(opinion.failed for opinion in opinions if opinion.failed)),
        with_verifier=agreement(said, [_word(one.passes) for one, _ in pairs], groups),
        with_labels=agreement(said, [_word(one.case.is_true) for one, _ in pairs], groups),
        measured=measure(judgements, "sentence", None) if judgements else None,
    )


def _word(is_supported: bool) -> str:  # noqa: FBT001 - it is what is put into words
    return SUPPORTED if is_supported else NOT_SUPPORTED
