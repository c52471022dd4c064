"""How long a user waits: for help, a first answer, the passages, the server, an answer from it."""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from ingest.builtin import builtin_corpus
from rag.assembly import build_byline
from rag.evaluation.question_set import read_questions
from rag.settings import load_settings

BYLINE = Path(sys.executable).parent / "byline"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "BYLINE_DATA_DIR": folder}
        run(["ingest", str(builtin_corpus()), "--collection", "demo"], environment)
        print(f"byline --help: {median_seconds(['--help'], environment, 5):.2f} s")
        question = "How much did it cost to train DeepSeek's model?"
        print(f"byline ask, cold: {median_seconds(['ask', question], environment, 3):.2f} s")
        retrieve(Path(folder))
        serve(environment)


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


def serve(environment: dict[str, str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    server = subprocess.Popen(
        [BYLINE, "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        wait_until_ready(base)
        print(f"server ready after: {time.perf_counter() - began:.2f} s")
        questions = [q.question.text for q in read_questions(builtin_corpus().parent / "questions.jsonl")]
        first = [ask(base, text) for text in questions]
        print(f"answer over HTTP, each question new: median {statistics.median(first):.0f} ms")
        again = [ask(base, text) for text in questions]
        print(f"answer over HTTP, asked before: median {statistics.median(again):.0f} ms")
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until_ready(base: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{base}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not become ready in 30 s")


def ask(base: str, question: str) -> float:
    body = json.dumps({"question": question, "keep": False}).encode()
    request = urllib.request.Request(
        f"{base}/api/ask", data=body, headers={"Content-Type": "application/json"}
    )
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as response:
        response.read()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
