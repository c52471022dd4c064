"""What a report tells, taken out of a run's records; how it looks is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from rag.domain import Verdict
from rag.errors import UsageError
from rag.evaluation.comparisons.outcomes import Outcome
from rag.evaluation.comparisons.scored_runs import Scored, scored
from rag.evaluation.metrics.figures import Figure, figures
from rag.evaluation.reports.spans import Span, spans_of
from rag.evaluation.runs.records import Record, Run

NO_FIGURE = Figure(None, None, None, 0, 0, 0)
VERDICTS: tuple[Verdict, ...] = ("supported", "partial", "unsupported", "contradicted")


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence of an answer that claims something, and the spans that decide about it."""

    text: str
    verdict: Verdict
    score: float | None
    issues: tuple[str, ...]
    spans: tuple[Span, ...]

    @property
    def is_failed(self) -> bool:
        """Whether it is less than supported."""
        return self.verdict != "supported"


@dataclass(frozen=True, slots=True)
class Answered:
    """What one configuration made of a question.

    Attributes:
        pieces: The whole text in order; each piece with the verdict on it, None where it claims nothing.
        reason: Why there is no answer, or why it is not the configured writer's; else empty.
    """

    configuration: str
    outcome: Outcome
    pieces: tuple[tuple[str, Verdict | None], ...]
    sentences: tuple[JudgedSentence, ...]
    sources: tuple[str, ...]
    reason: str
    scored: Scored


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was expected and every configuration's answer."""

    id: str
    question: str
    kind: str
    expected: tuple[str, ...]  # facts, alternatives joined; the gold answer; empty where nothing is known
    is_answerable: bool
    answers: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A run, ready to be written down."""

    name: str
    about: Mapping[str, Any]  # run.json
    configurations: tuple[str, ...]
    figures: Mapping[str, Mapping[str, Figure]]  # by configuration and metric
    asked: tuple[Asked, ...]

    def figure(self, configuration: str, metric: str) -> Figure:
        """One figure; undefined where there is none."""
        return self.figures.get(configuration, {}).get(metric, NO_FIGURE)

    def question_set(self) -> dict[str, Any]:
        """The question set's file name, hash and count; not the folder, which is nobody else's business."""
        told = dict(self.about.get("questions") or {})
        path = str(told.pop("path", "")).replace("\\", "/")
        return {"name": PurePosixPath(path).name} | told

    def failed_sentences(self) -> Iterator[tuple[Asked, Answered, JudgedSentence]]:
        """Every sentence that is less than supported, in the order of the questions."""
        for asked in self.asked:
            for answer in asked.answers:
                for sentence in answer.sentences:
                    if sentence.is_failed:
                        yield asked, answer, sentence

    def scores(self, configuration: str) -> list[tuple[float, Verdict]]:
        """Score and verdict of each sentence of a configuration that has a score."""
        return [
            (sentence.score, sentence.verdict)
            for asked in self.asked
            for answer in asked.answers
            if answer.configuration == configuration
            for sentence in answer.sentences
            if sentence.score is not None
        ]


def outline(run: Run) -> Outline:
    """What a report of a run tells; the figures are made anew from the records.

    Raises:
        UsageError: the run has no answers yet.
    """
    if not run.records:
        raise UsageError(f"The run {run.name} has no answers yet.", "Give the same `byline eval run` again.")
    by_question: dict[str, list[Record]] = {}
    for record in run.records:
        by_question.setdefault(record.id, []).append(record)
    asked = tuple(_asked(records) for records in by_question.values())
    names = run.configurations()
    return Outline(
        name=run.name,
        about=run.about,
        configurations=names,
        figures={name: figures(run.of(name)) for name in names},
        asked=asked,
    )


def _asked(records: Sequence[Record]) -> Asked:
    row = records[0].question
    facts = tuple(" or ".join(str(one) for one in fact) for fact in row.get("facts") or ())
    patterns = tuple(f"/{pattern}/" for pattern in row.get("patterns") or ())
    gold = (str(row["answer"]),) if row.get("answer") else ()
    first = scored(records[0])
    return Asked(
        id=first.id,
        question=first.question,
        kind=first.kind,
        expected=facts + patterns + gold,
        is_answerable=row.get("answerable", True) is not False,
        answers=tuple(_answered(record) for record in records),
    )


def _answered(record: Record) -> Answered:
    answer = record.answer or {}
    sentences = answer.get("sentences") or ()
    told = scored(record)
    reason = (record.failed or {}).get("sentence", "")
    if record.fallback:
        fallback = answer.get("fallback") or {}
        reason = f"Not the configured writer's answer: {fallback.get('reason', 'it failed')}"
    return Answered(
        configuration=record.configuration,
        outcome=told.outcome,
        pieces=tuple(_pieces(str(answer.get("text") or ""), sentences)),
        sentences=tuple(
            JudgedSentence(
                text=str(one.get("text", "")),
                verdict=one["verdict"],
                score=one.get("score"),
                issues=tuple(map(str, one.get("issues") or ())),
                spans=spans_of(one, record),
            )
            for one in sentences
            if one.get("verdict") in VERDICTS
        ),
        sources=tuple(_source(citation) for citation in answer.get("citations") or ()),
        reason=reason,
        scored=told,
    )


def _pieces(text: str, sentences: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Verdict | None]]:
    """The text cut at the sentences' borders; a sentence that does not lie in order is left to the rest."""
    at = 0
    for one in sentences:
        start, end = one.get("start"), one.get("end")
        if not (isinstance(start, int) and isinstance(end, int) and at <= start < end <= len(text)):
            continue
        if at < start:
            yield text[at:start], None
        verdict = one.get("verdict")
        yield text[start:end], verdict if verdict in VERDICTS else None
        at = end
    if at < len(text):
        yield text[at:], None


def _source(citation: Mapping[str, Any]) -> str:
    """``[1] Title, publisher, date``."""
    told = (citation.get("title"), citation.get("publisher"), citation.get("published"))
    return f"[{citation.get('n')}] " + ", ".join(str(one) for one in told if one)
