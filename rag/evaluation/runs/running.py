"""A question set put to one configuration: from the cache what is there, the rest asked side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.evaluation.metrics.measuring import measure
from rag.evaluation.runs.asking import Answering, Wish, put_question
from rag.evaluation.runs.question_set import GoldenQuestion
from rag.evaluation.runs.records import RECORDS_FILE, Record, record_line
from rag.trust.support import Verifier


@dataclass(frozen=True, slots=True)
class Keyed:
    """A question, and the key that its answer is kept under."""

    golden: GoldenQuestion
    key: str


class Keeping:
    """Measures records and writes each to the run's folder at once."""

    def __init__(self, folder: Path, verifier: Verifier) -> None:
        """Begin the file of records anew; what a killed run had answered comes again from the cache."""
        self._file = folder / RECORDS_FILE
        self._file.write_text("", encoding="utf-8")
        self._verifier = verifier
        self.records: list[Record] = []

    def add(self, record: Record) -> None:
        """Keep a record."""
        measured = replace(record, measures=measure(record, self._verifier))
        with self._file.open("a", encoding="utf-8") as file:
            file.write(record_line(measured))
        self.records.append(measured)

    def in_order(self, configurations: Sequence[str], ids: Sequence[str]) -> list[Record]:
        """The records by configuration, then as the set has its questions."""
        places = {name: n for n, name in enumerate(ids)}
        return sorted(self.records, key=lambda one: (configurations.index(one.configuration), places[one.id]))


async def ask_all(
    assistant: Answering,
    questions: Sequence[Keyed],
    wish: Wish,
    configuration: str,
    concurrency: int,
    on_record: Callable[[Record], None],
) -> None:
    """Put each question; a record is handed on as soon as it is there.

    Args:
        assistant: Who is asked.
        questions: What is asked.
        wish: How.
        configuration: Name of who is asked.
        concurrency: Questions that are on their way at a time, at most.
        on_record: Takes the records, in the order in which they are finished.
    """
    waiting = iter(questions)

    async def work() -> None:
        for one in waiting:
            on_record(await put_question(assistant, one.golden, wish, configuration, one.key))

    async with asyncio.TaskGroup() as group:
        for _ in range(min(concurrency, len(questions))):
            group.create_task(work())
