"""A report as JSON: figures, each question's counts and each failed sentence. What `compare` reads again.

Counts of time are left out of the questions' lines: in a report that is kept as a baseline these change only
where answers do, and nobody compares the speed of two machines by mistake.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from rag.evaluation.comparisons.scored_runs import FIGURES_SCHEMA
from rag.evaluation.metrics.measures import Counts
from rag.evaluation.reports.outline import Answered, Asked, JudgedSentence, Outline

_TIMES = "latency_ms_"


def report_json(outline: Outline) -> dict[str, Any]:
    """The report as a JSON object."""
    about = outline.about
    return {
        "schema": FIGURES_SCHEMA,
        "name": outline.name,
        "created_at": about.get("created_at"),
        "byline": about.get("byline"),
        "question_set": outline.question_set(),
        "configurations": [{"name": name} | _about(about, name) for name in outline.configurations],
        "metrics": {
            name: {metric: asdict(figure) for metric, figure in figures.items()}
            for name, figures in outline.figures.items()
        },
        "failed_sentences": [_failed(*failure) for failure in outline.failed_sentences()],
        "questions": [_asked(asked) for asked in outline.asked],
    }


def report_lines(outline: Outline) -> str:
    """The report as a JSON file with a line for each question, so that a change reads well."""
    whole = report_json(outline)
    questions = ",\n".join(_compact(question) for question in whole.pop("questions"))
    head = json.dumps(whole, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{head},\n "questions": [\n{questions}\n]}}\n'


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _about(about: Mapping[str, Any], name: str) -> dict[str, Any]:
    return next((dict(one) for one in about.get("configurations") or () if one.get("name") == name), {})


def _asked(asked: Asked) -> dict[str, Any]:
    answers = {answer.configuration: _answered(answer) for answer in asked.answers}
    return {"id": asked.id, "question": asked.question, "kind": asked.kind, "answers": answers}


def _answered(answer: Answered) -> dict[str, Any]:
    counts = dict(_lasting(answer.scored.counts))
    return {"outcome": answer.outcome, "line": answer.scored.line, "counts": counts}


def _lasting(counts: Counts) -> Iterator[tuple[str, float | None]]:
    for name, value in counts.items():
        if not name.startswith(_TIMES):
            yield name, int(value) if value is not None and value == int(value) else value


def _failed(asked: Asked, answer: Answered, sentence: JudgedSentence) -> dict[str, Any]:
    return {"question": asked.id, "configuration": answer.configuration} | asdict(sentence)
