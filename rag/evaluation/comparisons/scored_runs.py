"""What is compared: one configuration of a run, or of a JSON report, question by question."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from rag.errors import UsageError
from rag.evaluation.comparisons.outcomes import Outcome, outcome_of
from rag.evaluation.metrics.measures import Counts
from rag.evaluation.runs.records import Record, Run, read_run

FIGURES_SCHEMA = 1
_LINE = 160  # characters of an answer that stand for it


@dataclass(frozen=True, slots=True)
class Scored:
    """A question with what became of it."""

    id: str
    question: str
    kind: str
    outcome: Outcome
    line: str  # the answer's first claim; the error where there is none
    counts: Counts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScoredRun:
    """A configuration, by question id."""

    name: str
    questions: Mapping[str, Scored]


def scored(record: Record) -> Scored:
    """A record, as comparisons need it."""
    row = record.question
    return Scored(
        id=record.id,
        question=question_text(row),
        kind=str(row.get("kind", "single")),
        outcome=outcome_of(
            record.measures,
            is_answerable=bool(row.get("answerable", True)),
            is_refused=record.is_abstained,
            is_failed=record.is_failed,
        ),
        line=_line(record),
        counts=record.measures,
    )


def question_text(row: Mapping[str, Any]) -> str:
    """What is judged: the question, or the last of its turns."""
    turns = row.get("turns") or ()
    return str(row.get("question") or (turns[-1] if turns else ""))


def _line(record: Record) -> str:
    """The first sentence that claims something; the first line where none does."""
    if record.failed:
        return record.failed.get("sentence", "")
    answer = record.answer or {}
    claims = (str(one.get("text")) for one in answer.get("sentences") or () if one.get("verdict"))
    lines = (line for line in str(answer.get("text", "")).splitlines() if line.strip())
    first = next(claims, None) or next(lines, "")
    return first if len(first) <= _LINE else f"{first[:_LINE]}…"


def scored_run(run: Run, configuration: str | None = None) -> ScoredRun:
    """A configuration of a run; the only one where none is named.

    Raises:
        UsageError: there is no such configuration, or several and none is named.
    """
    chosen = configuration or _only(run.name, run.configurations())
    return ScoredRun(f"{run.name}:{chosen}", {record.id: scored(record) for record in run.of(chosen)})


def chosen_of(run: Run, configuration: str | None) -> Run:
    """The run with one configuration only; the whole run where none is named.

    Raises:
        UsageError: there is no such configuration.
    """
    return replace(run, records=run.of(configuration)) if configuration else run


def _only(name: str, configurations: Sequence[str]) -> str:
    if len(configurations) != 1:
        named = ", ".join(configurations) or "none"
        raise UsageError(
            f"{name} has {len(configurations)} configurations: {named}.",
            f"Name one after a colon: {name}:{configurations[0] if configurations else 'NAME'}.",
        )
    return configurations[0]


def read_scored_run(named: str, runs: Path) -> ScoredRun:
    """What a person names: a run's folder or name, or a JSON report, each with ``:NAME``.

    Args:
        named: As it was typed. The part after the last colon is a configuration, unless the whole is there.
        runs: The folder in which runs are looked for by name.

    Raises:
        UsageError: there is no such run or report, it is damaged, or the configuration is not clear.
    """
    place, configuration = found_place(named, runs)
    if place.is_file():
        return _read_figures(place, configuration)
    return scored_run(read_run(place), configuration)


def found_place(named: str, runs: Path) -> tuple[Path, str | None]:
    """The folder or file of a run, and the configuration that is named after a colon."""
    if place := _existing(named, runs):
        return place, None
    before, colon, configuration = named.rpartition(":")
    if colon and (place := _existing(before, runs)):
        return place, configuration
    raise UsageError(
        f"There is no run or report called {named!r}.",
        "`byline eval run` makes runs; name one, or its folder.",
    )


def _existing(named: str, runs: Path) -> Path | None:
    return next((place for place in (Path(named), runs / named) if named and place.exists()), None)


def _read_figures(path: Path, configuration: str | None) -> ScoredRun:
    """One configuration of what ``byline eval report --format json`` wrote."""
    damaged = UsageError(f"{path} is no JSON report.", "`byline eval report RUN --format json` writes one.")
    try:
        report: Any = json.loads(path.read_text(encoding="utf-8"))
        if report["schema"] != FIGURES_SCHEMA:
            raise damaged
        names = [entry["name"] for entry in report["configurations"]]
        chosen = configuration or _only(path.name, names)
        if chosen not in names:
            raise UsageError(f"{path} has no configuration {chosen!r}.", f"There is: {', '.join(names)}.")
        rows = [
            _figured(row, row["answers"][chosen]) for row in report["questions"] if chosen in row["answers"]
        ]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise damaged from error
    return ScoredRun(f"{path.name}:{chosen}", {row.id: row for row in rows})


def _figured(row: Mapping[str, Any], answer: Mapping[str, Any]) -> Scored:
    outcome = answer["outcome"]
    if outcome not in get_args(Outcome):
        raise ValueError(outcome)
    return Scored(row["id"], row["question"], row["kind"], outcome, answer["line"], _counts(answer["counts"]))


def _counts(of: Mapping[str, Any]) -> Counts:
    return {str(name): None if value is None else float(value) for name, value in of.items()}
