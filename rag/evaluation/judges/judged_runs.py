"""A run's sentences put to a language model; what it said is kept, so that none is paid for twice."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.evaluation.judges.agreement import Agreement, agreement
from rag.evaluation.judges.judging import Asked, Opinion
from rag.evaluation.labels.files import Label
from rag.evaluation.labels.sentences import RunSentence
from rag.evaluation.metrics.intervals import Interval, ratio_interval

FILE = "judgements.jsonl"
SUPPORTED, NOT_SUPPORTED = "supported", "not supported"


@dataclass(frozen=True, slots=True)
class JudgedRun:
    """What a judge makes of a run's sentences; its agreement stands before its figure.

    Attributes:
        model: Who judged.
        sentences: How many stand for the run.
        failed: On how many it said nothing, by the code of the error.
        with_labels: Its agreement with people, where labels were given.
        with_verifier: Its agreement with the verifier.
        faithfulness: The share that it calls supported, questions resampled; None where it failed on all.
    """

    model: str
    sentences: int
    failed: Mapping[str, int]
    with_labels: Agreement | None
    with_verifier: Agreement
    faithfulness: Interval | None

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        faithfulness = self.faithfulness._asdict() if self.faithfulness else None
        return {
            "model": self.model,
            "sentences": self.sentences,
            "failed": dict(self.failed),
            "agreement_with_labels": asdict(self.with_labels) if self.with_labels else None,
            "agreement_with_verifier": asdict(self.with_verifier),
            "faithfulness": faithfulness,
        }


def judged_run(
    model: str,
    sentences: Sequence[RunSentence],
    opinions: Sequence[Opinion],
    labels: Mapping[str, Sequence[Label]],
    counted: int,
) -> JudgedRun:
    """Count a judge's opinions of sentences, in their order.

    Args:
        model: Who judged.
        sentences: What about.
        opinions: What it said.
        labels: What people say of some, by id; those that claim nothing or on which they differ do not count.
        counted: How many of the sentences, from the first, stand for the run; the others are there for
            their labels only.
    """
    pairs = [
        (one, opinion.supports)
        for one, opinion in zip(sentences, opinions, strict=True)
        if opinion.supports is not None
    ]
    signed = [(one, said, label) for one, said in pairs if (label := _agreed(labels.get(one.id, ())))]
    standing = {one.id for one in sentences[:counted]}
    pairs = [(one, said) for one, said in pairs if one.id in standing]
    by_question: dict[str, list[bool]] = {}
    for one, said in pairs:
        by_question.setdefault(one.question_id, []).append(said)
    return JudgedRun(
        model=model,
        sentences=counted,
        failed=dict(Counter(opinion.failed for opinion in opinions if opinion.failed)),
        with_labels=agreement(
            [_word(said) for _, said, _ in signed],
            [_word(label == "supported") for *_, label in signed],
            [one.question_id for one, *_ in signed],
        )
        if labels
        else None,
        with_verifier=agreement(
            [_word(said) for _, said in pairs],
            [_word(one.is_supported) for one, _ in pairs],
            [one.question_id for one, _ in pairs],
        ),
        faithfulness=ratio_interval(
            [(float(sum(said)), float(len(said))) for said in by_question.values()], is_share=True
        ),
    )


def _agreed(labels: Iterable[Label]) -> Label | None:
    said = {label for label in labels if label != "no claim"}
    return said.pop() if len(said) == 1 else None


def _word(is_supported: bool) -> str:  # noqa: FBT001 - it is what is put into words
    return SUPPORTED if is_supported else NOT_SUPPORTED


class KeptOpinions:
    """What was said before, by judge and question; a line is added as soon as something is said."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, bool] = {}
        if path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                self._take(line)

    def get(self, judge: str, asked: Asked) -> Opinion | None:
        """The opinion, if there is one; failures are not kept."""
        known = self._known.get(_key(judge, asked))
        return None if known is None else Opinion(known)

    def add(self, judge: str, asked: Asked, opinion: Opinion) -> None:
        """Keep an opinion."""
        if opinion.supports is not None:
            line = json.dumps({"key": _key(judge, asked), "judge": judge, "supports": opinion.supports})
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")

    def _take(self, line: str) -> None:
        """Take a line in; one that was cut off, where the program was killed, is passed over."""
        try:
            row = json.loads(line)
            self._known[str(row["key"])] = bool(row["supports"])
        except (ValueError, TypeError, KeyError):
            return


def _key(judge: str, asked: Asked) -> str:
    text = json.dumps([judge, asked.sentence, asked.texts])
    return hashlib.sha256(text.encode()).hexdigest()[:24]
