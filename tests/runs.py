"""Runs made without asking anybody: records as a writer of our choice would have left them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rag.evaluation.metrics.measuring import measure
from rag.evaluation.runs.records import RUN_FILE, SCHEMA, Record, Run, write_json, write_records
from rag.trust.evidence import Evidence
from rag.trust.support import Support


class NeverAgrees:
    """A verifier that supports nothing, so that only what stands word for word in a source is supported."""

    name = "never"
    threshold = 0.5

    def check(self, sentence: str, evidence: Evidence, marked: Sequence[int] = ()) -> Support:
        return Support("unsupported", 0.0, (), ())


def sentence(text: str, verdict: str | None = "supported", **fields: Any) -> dict[str, Any]:
    """A sentence of an answer object that cites [1]; its place in the text comes with `answer`."""
    score = None if verdict is None else 0.9 if verdict == "supported" else 0.2
    basis = None if verdict is None else "verbatim" if verdict == "supported" else "verified"
    made = {"text": text, "verdict": verdict, "score": score, "basis": basis, "issues": [], "evidence": []}
    return made | {"citations": [1] if verdict else []} | fields


def answer(*sentences: dict[str, Any], quote: str | None = None, abstained: bool = False) -> dict[str, Any]:
    """An answer object of these sentences, which quotes the first one unless told otherwise."""
    text, placed = "", []
    for one in sentences:
        placed.append(one | {"start": len(text), "end": len(text) + len(one["text"])})
        text += f"{one['text']} "
    cited = sentences[0]["text"] if quote is None else quote
    citation = {"n": 1, "article_id": "a", "passage_id": "a:0", "title": "Notes", "publisher": "The Daily"}
    return {
        "text": text.strip(),
        "abstained": abstained,
        "sentences": placed,
        "citations": [] if abstained else [citation | {"quote": cited, "published": None}],
        "disagreements": [],
    }


def refusal() -> dict[str, Any]:
    """An answer that says there is none."""
    return answer(sentence("The articles do not answer this.", None), abstained=True)


def record(row: Mapping[str, Any], said: dict[str, Any] | None, **fields: Any) -> Record:
    """A measured record of one question of the configuration "sound"."""
    contexts = [
        {"passage_id": "a:0", "article_id": "a", "title": "Notes", "publisher": "The Daily", "text": ""}
    ]
    if said and said["citations"]:
        contexts[0]["text"] = f"Before it. {said['citations'][0]['quote']} After it."
    made = Record(**({"configuration": "sound", "question": row, "key": "", "answer": said} | fields))
    made = replace(made, contexts=made.contexts or contexts)
    return replace(made, measures=measure(made, NeverAgrees()))


def run_of(records: Iterable[Record], name: str = "golden") -> Run:
    """A run of these records that lies nowhere."""
    return Run(
        Path(name), {"schema": 1, "name": name, "created_at": "2026-01-31T12:00:00+00:00"}, tuple(records)
    )


def write_run(folder: Path, about: Mapping[str, Any], records: Iterable[Record]) -> None:
    """A run on disk, as the command leaves it but for its figures."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder, RUN_FILE, {"schema": SCHEMA} | dict(about))
    write_records(folder, records)
