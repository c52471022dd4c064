"""Runs of ingestion killed at random moments, then run again and compared with an undisturbed one.

50 articles: ten are known and unchanged, 15 have changed, 25 are new. Each run starts from the same
store, in a process of its own that is killed (SIGKILL) after a random time; then ingestion runs again,
every other time after `library check`. Afterwards library and index have to hold exactly what they
hold without a kill: the same articles, each passage once, each vector that of its passage.

python -m benchmarks.kill_ingest [RUNS]
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import ingest.writing
from benchmarks.generated_articles import write_articles
from benchmarks.standin import DIMENSION, MODEL_NAME, StandInEmbedder
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion
from ingest.upkeep import check
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.sqlite.library import SqliteLibrary

RUNS = 200
ARTICLES, KNOWN, CHANGED = 50, 25, 15
WORDS = 200
BATCH = 10  # passages: small, so that a run has many moments at which something is half done


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    ingest.writing.BATCH = BATCH
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(measure(Path(name), runs)))


def measure(folder: Path, runs: int) -> dict[str, Any]:
    """How many killed runs left anything lost or doubled."""
    source, base = folder / "source", folder / "base"
    _write_before(source)
    _apart(lambda: _ingest(base, source))
    _write_after(source)
    shutil.copytree(base, folder / "undisturbed")
    began = time.perf_counter()
    _apart(lambda: _ingest(folder / "undisturbed", source))
    seconds = time.perf_counter() - began
    wanted = _apart(lambda: _state(folder / "undisturbed"))
    chance = random.Random(7)
    killed = wrong = 0
    for number in range(runs):
        data = folder / "killed"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(base, data)
        killed += _kill(lambda data=data: _ingest(data, source), chance.uniform(0, seconds))
        if number % 2:
            problems = _apart(lambda data=data: _check(data))
            wrong += bool(problems)
        wrong += _apart(lambda data=data: _ingest(data, source) or _state(data)) != wanted
    return {
        "runs": runs,
        "killed while running": killed,
        "lost or doubled": wrong,
        "articles": len(wanted["articles"]),
        "undisturbed run, seconds": round(seconds, 2),
    }


def _write_before(source: Path) -> None:
    write_articles(source, KNOWN, WORDS)
    for number, path in enumerate(sorted(source.iterdir())):
        if number < CHANGED:
            path.write_text(path.read_text(encoding="utf-8") + "\nIt was written before.\n", encoding="utf-8")


def _write_after(source: Path) -> None:
    write_articles(source, ARTICLES, WORDS)


def _ingest(data: Path, source: Path) -> None:
    with SqliteLibrary.open(data / "library.db") as library:
        Ingestion(library, _index(data), StandInEmbedder(), data).run([source])


def _check(data: Path) -> list[str]:
    with SqliteLibrary.open(data / "library.db") as library:
        index = _index(data)
        report = check(library, index, StandInEmbedder(), data)
        is_consistent = sorted(index.ids()) == sorted(library.passage_ids())
        return [*report.problems, *([] if is_consistent else ["library and index differ"])]


def _state(data: Path) -> dict[str, Any]:
    """What a store holds, and whether each vector is that of its passage."""
    with SqliteLibrary.open(data / "library.db") as library:
        index = _index(data)
        passages = library.passages(sorted(library.passage_ids()))
        titles = {article.id: article for article in library.articles()}
        vectors = index.vectors([passage.id for passage in passages])
        for passage in passages:
            text = ingest.writing.embedding_text(titles[passage.article_id], passage)
            if not np.allclose(vectors[passage.id], StandInEmbedder.vector(text), atol=1e-5):
                return {"wrong vector": passage.id}
        return {
            "articles": {article.id: article.hash for article in library.articles()},
            "passages": [passage.id for passage in passages],
            "index": sorted(index.ids()),
            "words": len(library.lexical_search(["plan"], 1_000)),
            "unsettled": len(library.unsettled_vectors().orphans + library.unsettled_vectors().doubtful),
        }


def _index(data: Path) -> ChromaIndex:
    return ChromaIndex.open(
        data / "chroma", embedder=MODEL_NAME, dimension=DIMENSION, splitter=SPLITTER_FINGERPRINT
    )


def _apart(work: Callable[[], Any]) -> Any:
    """The result of work that is done by a process of its own; this one never opens a store."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as pipe:
            json.dump(work(), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return json.loads(said)


def _kill(work: Callable[[], None], after_seconds: float) -> bool:
    """Start work in a process of its own and kill it; whether it was still at it."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    time.sleep(after_seconds)
    ended, _ = os.waitpid(child, os.WNOHANG)
    if ended:
        return False
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


if __name__ == "__main__":
    main()
