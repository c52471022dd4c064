"""A run from its first record to its figures, whoever answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from rich.text import Text

from rag.errors import UsageError
from rag.evaluation.metrics.figures import Figure, figures
from rag.evaluation.runs.records import METRICS_FILE, RUN_FILE, SCHEMA, Record, write_json, write_records
from rag.evaluation.runs.running import Keeping
from ui.commands.eval.run_folders import LOCK_FILE
from ui.terminal import messages


@dataclass(frozen=True, slots=True)
class Request:
    """What the command was given."""

    questions: Path | None = None
    configurations: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    library: str | None = None
    name: str | None = None
    out: Path | None = None
    concurrency: int | None = None
    is_fresh: bool = False
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of a run."""

    name: str
    folder: Path
    questions: int
    figures: Mapping[str, Mapping[str, Figure]]


def about_run(path: Path, count: int, configurations: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What ``run.json`` says of a run, but for its name.

    Args:
        path: The file that its questions are from.
        count: How many there are.
        configurations: What is told of each.
    """
    return {
        "schema": SCHEMA,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "questions": {
            "path": str(path),
            "hash": hashlib.sha256(path.read_bytes()).hexdigest()[:32],
            "count": count,
        },
        "configurations": list(configurations),
        "byline": version("byline"),
    }


@contextmanager
def running(folder: Path, about: Mapping[str, Any]) -> Iterator[None]:
    """Keep a run's folder to this process, and note in it what will be run.

    Figures of an earlier run are gone until there are new ones. Who stops it is told how it goes on.

    Raises:
        UsageError: another process is at work in the folder, or it cannot be written.
    """
    lock = FileLock(folder / LOCK_FILE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
        (folder / METRICS_FILE).unlink(missing_ok=True)
        write_json(folder, RUN_FILE, dict(about) | {"name": folder.name})
    except Timeout as error:
        raise UsageError(
            f"Another `byline eval run` is at work in {folder}.",
            "Wait until it has finished, or choose another --name or --out.",
        ) from error
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.", "Choose another --out.") from error
    try:
        yield
    except KeyboardInterrupt:
        messages().print(Text(f"Stopped in {folder}. The same command goes on."), soft_wrap=True)
        raise
    finally:
        lock.release()


def finish(folder: Path, keeping: Keeping, configurations: Sequence[str], ids: Sequence[str]) -> Finished:
    """Put the records in order, and write and return the figures."""
    records = keeping.in_order(configurations, ids)
    write_records(folder, records)
    found = {name: figures(_of(records, name)) for name in configurations}
    told = {name: {metric: asdict(figure) for metric, figure in one.items()} for name, one in found.items()}
    write_json(folder, METRICS_FILE, {"schema": SCHEMA, "configurations": told})
    return Finished(folder.name, folder, len(ids), found)


def _of(records: Sequence[Record], configuration: str) -> list[Record]:
    return [record for record in records if record.configuration == configuration]
