"""Ingesting 1,000 generated articles of about 500 words: speed, the price of running again, memory.

Speed is told as the share of the bare embedder: in a run of its own each batch is embedded a second time,
on its own clock, right after ingestion had it embedded, so that a busy machine slows both alike; and, for
the undoubled run, the time spent inside the embedder by the run's time. Running again is told as
the share of the first run's time. Library and index are opened within each time; imports and the
loading of the model are not. Peak memory is that of a process of its own with a stand-in embedder.

python -m benchmarks.ingest_1000 [ARTICLES]
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.generated_articles import write_articles
from benchmarks.standin import DIMENSION, MODEL_NAME, StandInEmbedder
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion, IngestReport
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.minilm_embedder import DIMENSION as MINILM_DIMENSION
from rag.adapters.minilm_embedder import MODEL_NAME as MINILM
from rag.adapters.minilm_embedder import MiniLmEmbedding
from rag.adapters.sqlite.library import SqliteLibrary

ARTICLES = 1_000
DOUBLED_ARTICLES = 300
MEMORY = (1_000, 5_000)  # articles
LIMITS = {"share": 0.90, "again": 0.03, "one percent": 0.05, "memory": 1.3}


class TimedEmbedder:
    """The built-in embedder, the seconds spent in it, and those of embedding everything once more."""

    model_name = MINILM

    def __init__(self) -> None:
        self._model = MiniLmEmbedding()
        self._model.get_query_embedding("the model is loaded before the clock starts")
        self.seconds = self.seconds_bare = 0.0
        self.is_doubled = False

    def get_query_embedding(self, query: str) -> list[float]:
        return self._model.get_query_embedding(query)

    def get_text_embedding_batch(self, texts: list[str]) -> list[list[float]]:
        began = time.perf_counter()
        vectors = self._model.get_text_embedding_batch(texts)
        self.seconds += time.perf_counter() - began
        if self.is_doubled:
            began = time.perf_counter()
            self._model.get_text_embedding_batch(texts)
            self.seconds_bare += time.perf_counter() - began
        return vectors


def main() -> None:
    if sys.argv[1:2] == ["--memory"]:
        print(_peak_of_this_process(int(sys.argv[2])))
        return
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    with tempfile.TemporaryDirectory() as folder:
        _share_of_the_bare_embedder(Path(folder))
        _speed(Path(folder), articles)
    _memory()


def _speed(folder: Path, articles: int) -> None:
    source, embedder = folder / "source", TimedEmbedder()
    write_articles(source, articles)
    _as_if_written_long_ago(source)
    first, report = _timed_run(folder / "data", source, embedder)
    inside = embedder.seconds
    print(f"{articles:,} articles, {report.passages:,} passages in {first:.1f} s")
    print(f"time inside the embedder / time of the run: {inside / first:.3f} (at least {LIMITS['share']})")
    again, report = _timed_run(folder / "data", source, embedder)
    assert report.unchanged == articles, report
    print(f"nothing changed: {again:.2f} s, {again / first:.4f} of the first (at most {LIMITS['again']})")
    for path in sorted(source.iterdir())[:: max(articles // max(articles // 100, 1), 1)]:
        path.write_text(path.read_text(encoding="utf-8") + "\nThis was added.\n", encoding="utf-8")
    changed, report = _timed_run(folder / "data", source, embedder)
    share = f"{changed / first:.4f} of the first (at most {LIMITS['one percent']})"
    print(f"{report.changed} changed: {changed:.2f} s, {share}")


def _share_of_the_bare_embedder(folder: Path) -> None:
    source, embedder = folder / "doubled-source", TimedEmbedder()
    embedder.is_doubled = True
    write_articles(source, DOUBLED_ARTICLES, seed=11)
    seconds, _ = _timed_run(folder / "doubled", source, embedder)
    share = embedder.seconds_bare / (seconds - embedder.seconds_bare)
    limit = f"(at least {LIMITS['share']})"
    print(f"throughput by the bare embedder's, {DOUBLED_ARTICLES} articles: {share:.3f} {limit}")


def _timed_run(folder: Path, source: Path, embedder: TimedEmbedder) -> tuple[float, IngestReport]:
    embedder.seconds = 0.0
    began = time.perf_counter()
    with SqliteLibrary.open(folder / "library.db") as library:
        index = ChromaIndex.open(
            folder / "chroma", embedder=MINILM, dimension=MINILM_DIMENSION, splitter=SPLITTER_FINGERPRINT
        )
        report = Ingestion(library, index, embedder, folder).run([source])
        index.close()
    return time.perf_counter() - began, report


def _as_if_written_long_ago(source: Path) -> None:
    """Files changed within the last two seconds are read again, whatever their times say."""
    for path in source.iterdir():
        os.utime(path, (time.time() - 3_600,) * 2)


def _memory() -> None:
    peaks = [_peak_in_a_process_of_its_own(articles) for articles in MEMORY]
    for articles, peak in zip(MEMORY, peaks, strict=True):
        print(f"peak memory at {articles:,} articles, stand-in embedder: {peak / 1024:.0f} MiB")
    print(f"ratio: {peaks[1] / peaks[0]:.2f} (at most {LIMITS['memory']})")


def _peak_in_a_process_of_its_own(articles: int) -> int:
    command = [sys.executable, "-m", "benchmarks.ingest_1000", "--memory", str(articles)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(ran.stdout)


def _peak_of_this_process(articles: int) -> int:
    """KiB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_articles(folder / "source", articles)
        with SqliteLibrary.open(folder / "library.db") as library:
            index = ChromaIndex.open(
                folder / "chroma", embedder=MODEL_NAME, dimension=DIMENSION, splitter=SPLITTER_FINGERPRINT
            )
            report = Ingestion(library, index, StandInEmbedder(), folder).run([folder / "source"])
            assert report.new == articles, report
            index.close()
    return _peak_kib()


def _peak_kib() -> int:
    """Of this process alone: what getrusage says begins, on Linux, with the parent's peak."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # bytes on macOS
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1])


if __name__ == "__main__":
    main()
