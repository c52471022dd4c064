"""The file that people fill in: a row a sentence, a column for their label."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from rag.errors import UsageError
from rag.evaluation.labels.sentences import RunSentence
from rag.evaluation.tables import TableRow, read_table, table_text

Label = Literal["supported", "partly", "not", "contradicted", "no claim"]
LABELS: tuple[Label, ...] = get_args(Label)
COLUMNS = ("id", "question", "sentence", "evidence", "label", "note")
_SPELLINGS: dict[str, Label] = {
    "partially": "partly",
    "partial": "partly",
    "partly supported": "partly",
    "partially supported": "partly",
    "not supported": "not",
    "unsupported": "not",
    "noclaim": "no claim",
    "none": "no claim",
}


@dataclass(frozen=True, slots=True)
class Labelling:
    """One row that somebody labelled."""

    id: str
    question: str
    sentence: str
    label: Label


def sample_file(sentences: Iterable[RunSentence]) -> str:
    """CSV with nothing in it that tells what the verifier says."""
    return table_text(
        COLUMNS,
        (
            {"id": one.id, "question": one.question, "sentence": one.text, "evidence": one.evidence}
            for one in sentences
        ),
    )


def read_labels(path: Path) -> list[Labelling]:
    """The rows with a label; those without one are passed over.

    Raises:
        UsageError: if it cannot be read, no row has a label, a label is none of `LABELS`, or an id stands
            twice.
    """
    rows = [row for row in read_table(path, ("id", "sentence", "label")) if row["label"].strip()]
    if not rows:
        raise UsageError(
            f"{path.name} has no label yet.", f"Fill the column `label` with one of: {', '.join(LABELS)}."
        )
    found: dict[str, Labelling] = {}
    for row in rows:
        one = _labelling(row, path.name)
        if one.id in found:
            raise UsageError(
                f"Line {row.line} of {path.name}: the id {one.id} is there twice.", "Remove one."
            )
        found[one.id] = one
    return list(found.values())


def _labelling(row: TableRow, name: str) -> Labelling:
    written = " ".join(row["label"].casefold().replace("_", " ").replace("-", " ").split()).rstrip(".")
    label = _SPELLINGS.get(written) or next((one for one in LABELS if one == written), None)
    if label is None:
        raise UsageError(
            f"Line {row.line} of {name}: {row['label']!r} is no label.", f"There are: {', '.join(LABELS)}."
        )
    return Labelling(row["id"].strip(), row["question"], row["sentence"], label)
