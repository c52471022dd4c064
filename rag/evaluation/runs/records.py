"""A run on disk: what was asked, what was answered, and what it was worth.

A run is a folder with ``run.json`` (what was run), ``records.jsonl`` (a line for each configuration and
question, added as it is answered, so that a killed run goes on) and ``metrics.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rag.errors import UsageError

SCHEMA = 1
RUN_FILE = "run.json"
RECORDS_FILE = "records.jsonl"
METRICS_FILE = "metrics.json"


@dataclass(frozen=True, slots=True)
class Record:
    """One question, put to one configuration.

    Attributes:
        question: The row of the question set as it was read, always with an "id".
        key: Hash of everything on which the answer depends; what the cache goes by.
        answer: The answer object; None where there is none.
        draft: The answer object as the writer wrote it, where the verifier withheld or rewrote sentences.
        contexts: What was retrieved, best first: article_id, passage_id, title, publisher, published, text.
        retrieved: Passage ids, best first.
        failed: "code" and "sentence" of the error that stands in the place of an answer.
        fallback: The answer is not the configured writer's; it counts as failed.
        measures: What each measure counts here; None where it is undefined.
    """

    configuration: str
    question: Mapping[str, Any]
    key: str
    answer: Mapping[str, Any] | None = None
    draft: Mapping[str, Any] | None = None
    contexts: Sequence[Mapping[str, Any]] = ()
    retrieved: Sequence[str] = ()
    failed: Mapping[str, str] | None = None
    fallback: bool = False
    measures: Mapping[str, float | None] = field(default_factory=dict)
    schema: int = SCHEMA

    @property
    def id(self) -> str:
        """The question's id."""
        return str(self.question["id"])

    @property
    def is_failed(self) -> bool:
        """Whether the configured writer gave no answer."""
        return self.failed is not None or self.fallback or self.answer is None

    @property
    def is_abstained(self) -> bool:
        """Whether it is a refusal."""
        return bool(self.answer and self.answer.get("abstained"))


@dataclass(frozen=True, slots=True)
class Run:
    """A run, read whole."""

    folder: Path
    about: Mapping[str, Any]  # run.json
    records: tuple[Record, ...]

    @property
    def name(self) -> str:
        """The run's name; the folder's where it has none."""
        return str(self.about.get("name") or self.folder.name)

    def configurations(self) -> tuple[str, ...]:
        """The configurations that have records, in the order of the run."""
        return tuple(dict.fromkeys(record.configuration for record in self.records))

    def of(self, configuration: str) -> tuple[Record, ...]:
        """The records of a configuration.

        Raises:
            UsageError: if there is no such configuration.
        """
        found = tuple(record for record in self.records if record.configuration == configuration)
        if not found:
            there = ", ".join(self.configurations()) or "none"
            raise UsageError(
                f"The run {self.name} has no configuration {configuration!r}.", f"There is: {there}."
            )
        return found


def read_run(folder: Path) -> Run:
    """Read a run.

    A line that was cut off where the run was killed, the last, is passed over.

    Raises:
        UsageError: if the folder holds no run, or one of another schema, or a damaged one.
    """
    about = read_about(folder)
    if about is None:
        raise UsageError(
            f"There is no run in {folder}.",
            "`byline eval run` makes one; its last line on the terminal names the folder.",
        )
    if about.get("schema") != SCHEMA:
        raise UsageError(
            f"The run in {folder} has schema {about.get('schema')}; schema {SCHEMA} can be read.",
            "Read it with the version of Byline that made it.",
        )
    wanted = [entry.get("name") for entry in about.get("configurations", ())]
    records = sorted(
        read_records(folder),
        key=lambda one: wanted.index(one.configuration) if one.configuration in wanted else len(wanted),
    )
    return Run(folder, about, tuple(records))


def read_about(folder: Path) -> dict[str, Any] | None:
    """What ``run.json`` says; None where there is none.

    Raises:
        UsageError: if it is no JSON object.
    """
    path = folder / RUN_FILE
    if not path.is_file():
        return None
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UsageError(f"{path} is damaged: it is no JSON.", "Run it again into another folder.") from error
    if not isinstance(about, dict):
        raise UsageError(f"{path} is damaged: it is no JSON object.", "Run it again into another folder.")
    return about


def read_records(folder: Path) -> Iterator[Record]:
    """The records in the order in which they were written; none where there is no file.

    Raises:
        UsageError: naming the line that is no record.
    """
    path = folder / RECORDS_FILE
    if not path.is_file():
        return
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _record(json.loads(line))
        except (ValueError, TypeError, KeyError) as error:
            if number == len(lines):  # without its line end: the run was killed while it wrote
                return
            raise UsageError(
                f"Line {number} of {path} is no record.", "Remove the line, and run it again."
            ) from error


def record_line(record: Record) -> str:
    """A record as a line of JSON."""
    return json.dumps(asdict(record), ensure_ascii=False) + "\n"


def write_records(folder: Path, records: Iterable[Record]) -> None:
    """Write the records in the place of those that are there."""
    _replace(folder / RECORDS_FILE, "".join(map(record_line, records)))


def write_json(folder: Path, name: str, value: Mapping[str, Any]) -> None:
    """Write ``run.json`` or ``metrics.json``; whoever reads it sees the old or the new one, never half."""
    _replace(folder / name, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _record(row: Any) -> Record:
    if row["schema"] != SCHEMA or "id" not in row["question"]:
        raise ValueError("no record")
    return Record(**row | {name: tuple(row[name]) for name in ("contexts", "retrieved")})


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
