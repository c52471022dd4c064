"""Answers kept by what they depend on, so that no question is put twice."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rag.evaluation.runs.records import Record

FOLDER = "answers"
_KEPT = ("answer", "draft", "contexts", "retrieved")


class AnswerCache:
    """A folder with a file for each answer, named by its key; failures are not kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, configuration: str, question: Mapping[str, Any], key: str) -> Record | None:
        """The record of an answer that was given before, without measures; None where there is none."""
        try:
            kept = json.loads(self._path(key).read_text(encoding="utf-8"))
            contexts, retrieved = tuple(kept["contexts"]), tuple(kept["retrieved"])
            return Record(configuration, question, key, kept["answer"], kept["draft"], contexts, retrieved)
        except (FileNotFoundError, ValueError, KeyError, TypeError):  # a damaged file is asked for again
            return None

    def keep(self, record: Record) -> None:
        """Keep an answer; whoever reads at the same time sees all of it or nothing."""
        if record.is_failed:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        whole = asdict(replace(record, measures={}))
        path = self._path(record.key)
        beside = path.with_suffix(f".{os.getpid()}.part")  # two runs may be given the same question
        beside.write_text(
            json.dumps({name: whole[name] for name in _KEPT}, ensure_ascii=False), encoding="utf-8"
        )
        beside.replace(path)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"
