"""How long a user waits: for help, a first answer, the passages, the server, an answer from it."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.serving import BYLINE, ask, served
from ingest.builtin import builtin_corpus
from rag.assembly import build_byline
from rag.evaluation.runs.question_set import read_questions
from rag.settings import load_settings


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "BYLINE_DATA_DIR": folder}
        run(["ingest", str(builtin_corpus()), "--collection", "demo"], environment)
        print(f"byline --help: {median_seconds(['--help'], environment, 5):.2f} s")
        question = "How much did it cost to train DeepSeek's model?"
        print(f"byline ask, cold: {median_seconds(['ask', question], environment, 3):.2f} s")
        retrieve(Path(folder))
        serve(Path(folder))


def retrieve(folder: Path) -> None:
    """The golden questions, embedded and searched for in this process."""
    byline = build_byline(load_settings({"data_dir": folder}, cwd=folder, environ={}))
    times = []
    for _ in range(2):  # the first round warms up
        for question in read_questions(builtin_corpus().parent / "questions.jsonl"):
            understood = byline.search.understand(question.question, question.question.text)
            began = time.perf_counter()
            byline.search.find(question.question.text, understood, 12)
            times.append((time.perf_counter() - began) * 1000)
    byline.close()
    print(f"question embedded and searched for: median {statistics.median(times[len(times) // 2 :]):.1f} ms")


def run(arguments: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run([BYLINE, *arguments], env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def median_seconds(arguments: list[str], environment: dict[str, str], times: int) -> float:
    return statistics.median(run(arguments, environment) for _ in range(times))


def serve(folder: Path) -> None:
    """The golden questions over HTTP, twice."""
    questions = [q.question.text for q in read_questions(builtin_corpus().parent / "questions.jsonl")]
    with served(folder) as server:
        print(f"server ready after: {server.seconds_to_ready:.2f} s")
        first = [ask(server.base, text) for text in questions]
        print(f"answer over HTTP, each question new: median {statistics.median(first):.0f} ms")
        again = [ask(server.base, text) for text in questions]
        print(f"answer over HTTP, asked before: median {statistics.median(again):.0f} ms")


if __name__ == "__main__":
    main()
