"""Ingestion against the bare embedder, on the same passages in the same run.

The share says what reading, splitting, hashing, SQLite and Chroma cost beside the one thing that
cannot be spared. Both sides run in turn, three times; the medians are compared.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.generated_articles import write_articles
from ingest.passages import SPLITTER_FINGERPRINT, split_passages
from ingest.pipeline import Ingestion
from ingest.writing import embedding_text
from rag.adapters.minilm_embedder import MiniLmEmbedding
from rag.assembly import build_byline
from rag.settings import load_settings

ARTICLES = 120
ROUNDS = 3


def main() -> None:
    shares = []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles"
        write_articles(source, ARTICLES)
        for number in range(ROUNDS):
            passages, seconds, texts = _ingest(source, Path(folder) / f"library{number}")
            bare = _embed(texts)
            shares.append(bare / seconds)
            print(
                f"round {number + 1}: {passages / seconds:.1f} passages a second ingested, "
                f"{passages / bare:.1f} by the bare embedder ({passages} passages)"
            )
    print(f"share of the bare embedder's throughput: {statistics.median(shares):.2f}")


def _ingest(source: Path, data_dir: Path) -> tuple[int, float, list[str]]:
    settings = load_settings({"data_dir": str(data_dir)}, cwd=data_dir.parent, environ={})
    byline = build_byline(settings, SPLITTER_FINGERPRINT)
    byline.embedder.get_query_embedding("the model is loaded before the clock starts")
    began = time.perf_counter()
    report = Ingestion(byline.library, byline.index, byline.embedder, data_dir).run([source])
    seconds = time.perf_counter() - began
    texts = [
        embedding_text(article, passage)
        for article in byline.library.articles()
        for passage in split_passages(article)
    ]
    byline.close()
    return report.passages, seconds, texts


def _embed(texts: list[str]) -> float:
    embedder = MiniLmEmbedding()
    embedder.embed(texts[:1])
    began = time.perf_counter()
    for first in range(0, len(texts), 128):
        embedder.embed(texts[first : first + 128])
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
