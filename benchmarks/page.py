"""The chat page in a real browser: how soon it is usable, how soon it answers, whether it stays smooth.

`byline serve` on the built-in articles and a headless Chromium on the same machine, so that both share
its cores. PAGE_TURNS sets how many turns the long conversation has (100).
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.browsing import PHONE, Since, Watched, chromium, reader, watched
from benchmarks.load import told
from benchmarks.load_questions import load_question
from benchmarks.serving import served, wait_until_ready

LOADS = 5
QUESTIONS = 10
IDLE_PAGES = 20
MOST_COLD, MOST_WARM = 2.5, 1.2  # seconds
MOST_FIRST_SENTENCE = 2.0  # seconds
MOST_LONG_TASK = 200.0  # milliseconds
MOST_UPDATES = 10  # a second
MOST_SLOWDOWN = 1.5
MOST_SHIFT = 0.1  # what is called good of cumulative layout shift
LONG_QUESTION = "How much did it cost to train DeepSeek's model?"
ENDLESS_QUESTION = "Endless answers: how long are they?"
_REPOSITORY = Path(__file__).parent.parent
_QUESTIONS = _REPOSITORY / "corpus" / "questions.jsonl"


def main() -> None:
    turns = int(os.environ.get("PAGE_TURNS", "100"))
    outside: list[str] = []
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        with served(Path(folder)) as server:
            outside += measure_loads(browser, server.base)
            alone = measure_first_sentences(browser, server.base)
            measure_beside_idle(browser, server.base, alone)
            outside += measure_conversation(browser, server.base, turns)
        with scripted_page(Path(folder)) as base:
            outside += measure_long_answer(browser, base)
    told("requests that left the machine", len(outside), 0, is_met=not outside)


def measure_loads(browser: Browser, base: str) -> list[str]:
    """Loads with an empty cache and with a full one; gives what left the machine."""
    cold, warm, outside = [], [], []
    for _ in range(LOADS):
        with reader(browser) as profile:
            first = watched(profile)
            cold.append(first.load(base))
            first.page.wait_for_timeout(500)
            received, requests = first.bytes_received, len(first.requests)
            warm.append(first.load(base))
            outside += first.outside()
    report_seconds("usable, cold", cold, MOST_COLD)
    report_seconds("usable, warm", warm, MOST_WARM)
    print(f"a cold load: {requests} requests, {received / 1e6:.2f} MB received", flush=True)
    return outside


def measure_first_sentences(browser: Browser, base: str) -> float:
    """Ten questions that the built-in articles answer, each in turn on one page; gives the median."""
    with reader(browser) as profile:
        one = watched(profile)
        one.load(base)
        one.ask(LONG_QUESTION)  # the first answer of a process loads what later ones have
        return report_seconds("first sentence after Enter", first_sentences(one), MOST_FIRST_SENTENCE)


def measure_beside_idle(browser: Browser, base: str, alone: float) -> None:
    """The same beside pages that are open and do nothing."""
    with ExitStack() as stack:
        for _ in range(IDLE_PAGES):
            watched(stack.enter_context(reader(browser))).load(base)
        one = watched(stack.enter_context(reader(browser)))
        one.load(base)
        seconds = first_sentences(one)
    ratio = statistics.median(seconds) / alone
    told(
        f"the same beside {IDLE_PAGES} idle pages, times that alone",
        ratio,
        MOST_SLOWDOWN,
        is_met=ratio <= MOST_SLOWDOWN,
    )


def first_sentences(one: Watched) -> list[float]:
    """Seconds from Enter to the first sentence with a number, of each question that is answered."""
    seconds = []
    for question in odd_questions(QUESTIONS):
        one.ask(question)
        first = one.since(one.now()).first_sentence_seconds
        if first is not None:
            seconds.append(first)
    return seconds


def odd_questions(number: int) -> list[str]:
    """The first answerable questions of the odd lines."""
    lines = _QUESTIONS.read_text(encoding="utf-8").splitlines()[::2]
    rows = (json.loads(line) for line in lines)
    return [row["question"] for row in rows if row["answerable"]][:number]


def measure_conversation(browser: Browser, base: str, turns: int) -> list[str]:
    """A conversation as long as nobody has one, on one page; gives what left the machine."""
    with reader(browser) as profile:
        one = watched(profile)
        one.load(base)
        one.ask(LONG_QUESTION)
        asked, first, last = one.now(), 0.0, one.now()
        for number in range(1, turns):
            if number == turns - 10:
                first, last = one.since(asked).longest_task_ms, one.now()
            one.ask(load_question(number))
        end = one.since(last)
        print(f"a conversation of {turns} turns: longest task before the last ten {first:.0f} ms")
        report_smoothness(f"the last ten of {turns} turns", end, is_one_answer=False)
        return one.outside()


@contextmanager
def scripted_page(folder: Path) -> Iterator[str]:
    """The page on an assistant that says what it is told: Byline's own answers are not that long."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.scripted_page", str(port)]
    served = subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(_REPOSITORY)})
    try:
        base = f"http://127.0.0.1:{port}"
        wait_until_ready(base)
        yield base
    finally:
        served.terminate()
        served.wait(timeout=20)


def measure_long_answer(browser: Browser, base: str) -> list[str]:
    """An answer of very many sentences, twenty a second, on a desk and a phone."""
    outside = []
    for name, size in (("desktop", None), ("phone", PHONE)):
        with reader(browser, size) if size else reader(browser) as profile:
            one = watched(profile)
            one.load(base)
            began = one.now()
            one.ask(ENDLESS_QUESTION)
            shown = one.page.locator("#chat .answer").last.locator("p sup a.cite").count()
            took = (one.now() - began) / 1000
            print(f"{name}: {shown} sentences with a number, {took:.0f} s")
            report_smoothness(f"{name}, {shown} sentences", one.since(began), is_one_answer=True)
            outside += one.outside()
    return outside


def report_smoothness(what: str, of: Since, *, is_one_answer: bool) -> None:
    """The figures of one stretch beside what was aimed at; several answers follow the asker's pace."""
    longest, shift, updates = of.longest_task_ms, of.layout_shift, of.updates_a_second
    print(f"{what}: {of.long_tasks} tasks over 50 ms")
    told("  longest task, ms", longest, MOST_LONG_TASK, is_met=longest <= MOST_LONG_TASK)
    told("  layout shift", shift, MOST_SHIFT, is_met=shift <= MOST_SHIFT)
    if is_one_answer:
        told("  most updates in a second", updates, MOST_UPDATES, is_met=updates <= MOST_UPDATES)


def report_seconds(what: str, seconds: Sequence[float], bound: float) -> float:
    """The median beside what was aimed at, and the spread."""
    median = statistics.median(seconds)
    told(f"{what}, median seconds of {len(seconds)}", median, bound, is_met=median <= bound)
    print(f"  from {min(seconds):.2f} to {max(seconds):.2f}")
    return median


if __name__ == "__main__":
    main()
