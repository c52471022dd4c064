"""Made-up conversations with a follow-up each, and whether it was understood."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.conversation import standalone_question
from rag.domain import Turn

_FOLDER = Path(__file__).resolve().parent.parent / "tests" / "unit" / "conversations"


def conversations(name: str) -> list[dict[str, Any]]:
    """The rows of "tuning" or "held_out"."""
    lines = (_FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def is_understood(row: Mapping[str, Any]) -> bool:
    """Whether the follow-up becomes a question that is expected, or one of the words that it should have."""
    history = tuple(Turn(question, answer) for question, answer in row["history"])
    standalone = standalone_question(row["question"], history)
    if "expected" in row:
        return standalone in row["expected"]
    folded = standalone.casefold()
    holds = all(words.casefold() in folded for words in row.get("holds", ()))
    return holds and not any(words.casefold() in folded for words in row.get("lacks", ()))
