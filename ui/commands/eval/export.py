"""`byline eval export`: a run as a data set that other evaluation tools read."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from rag.errors import UsageError
from ui.commands.eval.run_folders import EVALUATIONS
from ui.terminal import console, show_json
from ui.wiring import Wiring

if TYPE_CHECKING:
    from rag.evaluation.runs.records import Record

EXAMPLE = "byline eval export monday --format ragas --out monday-ragas.jsonl"


class Format(StrEnum):
    """The shapes that can be written."""

    ragas = "ragas"
    llama_index = "llama-index"


def export(
    context: typer.Context,
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run's name or folder, or RUN:CONFIGURATION.")],
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it.")],
    shape: Annotated[
        Format,
        typer.Option(
            "--format", help="ragas: JSON Lines; llama-index: the data set, and the answers beside it."
        ),
    ],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """Write a run's answers with their contexts and gold answers for ragas or LlamaIndex.

    For LlamaIndex two files are written: FILE is a LabelledRagDataset, and FILE with .predictions before its
    ending a RagPredictionDataset, answer by answer in the same order.
    """
    from rag.evaluation.exporting import llama_index_dataset, llama_index_predictions, ragas_lines

    wiring: Wiring = context.obj
    records = _records(run, wiring.settings({}).data_dir / EVALUATIONS)
    match shape:
        case Format.ragas:
            files = {out: ragas_lines(records)}
        case Format.llama_index:
            beside = out.with_suffix(f".predictions{out.suffix}")
            files = {out: llama_index_dataset(records), beside: llama_index_predictions(records)}
    for path, text in files.items():
        _write(path, text, overwrite=overwrite)
    failed = sum(record.is_failed for record in records)
    names = [str(path) for path in files]
    if as_json:
        show_json({"out": names, "examples": len(records), "failed": failed})
    else:
        said = f"{len(records):,} questions in {' and '.join(names)}; {failed:,} of them without an answer."
        console().print(Text(said), soft_wrap=True)


def _records(named: str, runs: Path) -> Sequence[Record]:
    """The records of a run's one or named configuration."""
    from rag.evaluation.comparisons.scored_runs import found_place
    from rag.evaluation.runs.records import read_run

    place, configuration = found_place(named, runs)
    read = read_run(place)
    there = read.configurations()
    if configuration is None and len(there) > 1:
        raise UsageError(
            f"The run {read.name} has {len(there)} configurations.",
            f"Name one: {', '.join(f'{read.name}:{name}' for name in there)}.",
        )
    return read.of(configuration or (there[0] if there else ""))


def _write(path: Path, text: str, *, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise UsageError(f"{path.name} is there already.", "Add --overwrite, or choose another --out.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    except OSError as error:
        raise UsageError(f"{path.name} cannot be written.", "Choose another --out.") from error
