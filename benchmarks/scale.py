"""How long the retrieval stage takes in libraries of up to 100,000 passages, and what a server needs.

Each question is asked in every library and under every filter in turn, so that other work on the machine
slows all alike. The stage is `Retrieval.find_passages`; vectors are synthetic, so the embedding of the
question, where it is counted, is by the built-in model and its result not used.
Libraries are generated once (a few minutes) and kept in artefacts/.

python -m benchmarks.scale [PASSAGES...]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks import generated_library as generated
from benchmarks.serving import ask, served
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.minilm_embedder import MODEL_NAME, MiniLmEmbedding
from rag.adapters.sqlite.library import SqliteLibrary
from rag.interfaces import ArticleFilter
from rag.retrieval.retrieval import Retrieval

SIZES = (1_000, 10_000, 100_000)
QUESTIONS = 60
WARMING = 10
LIMIT = 12
THREADS = 4
ASKED_TOGETHER = 120
EMBEDDED = "none, question embedded"
LIMITS_MS = {"none": 40.0}
FILTERED_LIMIT_MS = 60.0
GROWTH_LIMIT = 4.0
MEMORY_LIMIT_GB = 1.1
SERVER_QUESTIONS = 20


@dataclass
class Asked:
    """A library with its questions, and the times they took, by filter, in milliseconds."""

    passages: int
    library: SqliteLibrary
    index: ChromaIndex
    questions: Sequence[generated.AskedQuestion]
    plain: Retrieval
    embedding: Retrieval
    times: dict[str, list[float]] = field(default_factory=dict)

    def ask(self, number: int, name: str, wheres: Sequence[ArticleFilter]) -> None:
        """Time one question under one filter."""
        retrieval = self.embedding if name == EMBEDDED else self.plain
        began = time.perf_counter()
        retrieval.find_passages(self.questions[number].text, wheres[number % len(wheres)], LIMIT)
        if number >= WARMING:
            self.times.setdefault(name, []).append((time.perf_counter() - began) * 1_000)

    def percentile(self, name: str, percent: int) -> float:
        """Of a filter's times."""
        return float(np.percentile(self.times[name], percent))


class KnownVectors:
    """An embedder that knows its questions' vectors; asks the model, too, if it is given one."""

    model_name = MODEL_NAME

    def __init__(
        self, questions: Sequence[generated.AskedQuestion], model: MiniLmEmbedding | None = None
    ) -> None:
        self._vectors = {question.text: question.vector.tolist() for question in questions}
        self._model = model

    def get_query_embedding(self, query: str) -> list[float]:
        if self._model:
            self._model.get_query_embedding(query)
        return list(self._vectors[query])

    def get_text_embedding_batch(self, texts: list[str]) -> list[list[float]]:
        return [self.get_query_embedding(text) for text in texts]


class Needed(NamedTuple):
    """What a server needed."""

    seconds_to_ready: float
    gigabytes: float
    peak_gigabytes: float


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    folders = {size: generated.library_folder(size) for size in sizes}
    model = MiniLmEmbedding()
    with opened(folders, model) as libraries:
        ask_all(libraries)
        print_times(libraries)
        largest = libraries[-1]
        throughputs = {
            "retrieval": throughput(largest, largest.plain),
            "with embedding": throughput(largest, largest.embedding),
        }
        for name, (one, many) in throughputs.items():
            told = f"{one:.0f} questions a second from one thread, {many:.0f} from {THREADS}"
            print(f"{name}: {told}, ratio {many / one:.2f} ({met(many >= one)}: at least 1)")
        print_targets(libraries)
    if Path("/proc/self/status").exists():
        print_server(serve(folders[sizes[-1]], [q.text for q in largest.questions[:SERVER_QUESTIONS]]))
    print(f"load of the machine after: {os.getloadavg()[0]:.1f}")


@contextmanager
def opened(folders: dict[int, Path], model: MiniLmEmbedding) -> Iterator[list[Asked]]:
    """The libraries, smallest first."""
    libraries: list[Asked] = []
    try:
        for passages, folder in folders.items():
            library, index = generated.open_stores(folder)
            count = max(QUESTIONS + WARMING, ASKED_TOGETHER)
            questions = generated.Generator(passages).questions(count, library, index)
            plain = Retrieval(library, index, KnownVectors(questions))
            embedding = Retrieval(library, index, KnownVectors(questions, model))
            libraries.append(Asked(passages, library, index, questions, plain, embedding))
        yield libraries
    finally:
        for asked in libraries:
            asked.index.close()
            asked.library.close()


def ask_all(libraries: Sequence[Asked]) -> None:
    filters = generated.filters()
    filters[EMBEDDED] = filters["none"]
    for number in range(WARMING + QUESTIONS):
        names = list(filters)
        # Whoever asks a question first pays for its words: each filter takes its turn.
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            for asked in libraries:
                asked.ask(number, name, filters[name])


def throughput(asked: Asked, retrieval: Retrieval) -> tuple[float, float]:
    """Questions a second from one thread and from several, in turns."""
    texts = [question.text for question in asked.questions[:ASKED_TOGETHER]]
    seconds = {1: 0.0, THREADS: 0.0}
    for part in (texts[::2], texts[1::2]):
        for threads in seconds:
            with ThreadPoolExecutor(threads) as pool:
                began = time.perf_counter()
                list(pool.map(lambda text: retrieval.find_passages(text, ArticleFilter(), LIMIT), part))
                seconds[threads] += time.perf_counter() - began
    return len(texts) / seconds[1], len(texts) / seconds[THREADS]


def serve(folder: Path, questions: Sequence[str]) -> Needed:
    """Start a server on a library, ask, and look at its memory."""
    with served(folder) as server:
        for text in questions:
            ask(server.base, text)
        status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
        sizes = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        now, peak = (int(sizes[name].split()[0]) / 1024**2 for name in ("VmRSS", "VmHWM"))
        return Needed(server.seconds_to_ready, now, peak)


def print_times(libraries: Sequence[Asked]) -> None:
    print(f"\nretrieval stage, p50 / p95 in ms, {QUESTIONS} questions each")
    print("| filter | " + " | ".join(f"{asked.passages:,} passages" for asked in libraries) + " |")
    print("| --- " * (len(libraries) + 1) + "|")
    for name in libraries[0].times:
        cells = (
            f"{asked.percentile(name, 50):.1f} / {asked.percentile(name, 95):.1f}" for asked in libraries
        )
        print(f"| {name} | " + " | ".join(cells) + " |")
    print()


def print_targets(libraries: Sequence[Asked]) -> None:
    largest = libraries[-1]
    for name in largest.times:
        if name == EMBEDDED:
            continue  # what embedding takes is not the stores'
        limit, reached = LIMITS_MS.get(name, FILTERED_LIMIT_MS), largest.percentile(name, 95)
        print(f"{met(reached <= limit)}: p95 of {name!r} {reached:.1f} ms, at most {limit:.0f}")
    if len(libraries) > 1:
        before = libraries[-2]
        for percent in (50, 95):
            ratios = {
                name: largest.percentile(name, percent) / before.percentile(name, percent)
                for name in largest.times
            }
            name = max(ratios, key=lambda one: ratios[one])
            told = f"without a filter {ratios['none']:.1f}, at most {ratios[name]:.1f} ({name})"
            growth = f"growth of p{percent} from {before.passages:,} to {largest.passages:,}"
            print(f"{met(ratios[name] <= GROWTH_LIMIT)}: {growth}: {told}; limit {GROWTH_LIMIT:.0f}")


def print_server(needed: Needed) -> None:
    print(f"server ready after {needed.seconds_to_ready:.1f} s")
    told = f"{needed.gigabytes:.2f} GB after {SERVER_QUESTIONS} questions, peak {needed.peak_gigabytes:.2f}"
    print(f"{met(needed.gigabytes <= MEMORY_LIMIT_GB)}: {told}; limit {MEMORY_LIMIT_GB}")


def met(is_met: bool) -> str:
    return "met" if is_met else "NOT MET"


if __name__ == "__main__":
    main()
