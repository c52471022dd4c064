"""Ingestion into a real library and an index in memory, and a folder of files to feed it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from ingest.pipeline import Ingestion, IngestReport
from rag.adapters.sqlite.library import SqliteLibrary
from tests.fakes import HashEmbedder, ListIndex

LONG_AGO = time.time() - 1_000


class Bench:
    """A data folder and a folder of files."""

    def __init__(self, folder: Path) -> None:
        self.files = folder / "files"
        self.files.mkdir()
        self.library = SqliteLibrary.open(folder / "data" / "library.db")
        self.index = ListIndex()
        self.embedder = HashEmbedder()
        self.ingestion = Ingestion(self.library, self.index, self.embedder, folder / "data")

    def write(self, name: str, text: str | bytes) -> Path:
        """A file that was last changed long ago, so that its times can be trusted."""
        path = self.files / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        os.utime(path, (LONG_AGO, LONG_AGO))
        return path

    def run(self, *paths: Path, **options: Any) -> IngestReport:
        return self.ingestion.run(paths or [self.files], **options)

    def is_consistent(self) -> bool:
        return set(self.library.passage_ids()) == set(self.index.held)


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, report.quarantined
