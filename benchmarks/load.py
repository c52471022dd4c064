"""A server under load: 32 askers against one, idle streams, slow readers; memory and processor time.

`byline serve` on the built-in articles, answers by quotation, every question new, every answer saved.
LOAD_SECONDS sets how long 32 askers ask (60); memory is compared between the first and the last
minute, or third where it is shorter than three minutes.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.askers import Asked, Wanted, asked
from benchmarks.serving import served

ASKERS = 32
IDLE_STREAMS = 200
SLOW_READERS = 30
ONE_SECONDS = 20.0
MOST_P95 = 1.5  # of askers / throughput
MOST_GROWTH = 1.10
MOST_SLOWDOWN = 1.25  # aims of our own for streams and slow readers
LEAST_SHARE = 0.9
_SEPARATE = 8000  # question numbers between two phases
_BYTES_A_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def main() -> None:
    seconds = float(os.environ.get("LOAD_SECONDS", "60"))
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as server:
        base, phase = server.base, iter(range(0, 100 * _SEPARATE, _SEPARATE))

        def run(askers: int, length: float, *, idle: int = 0, slow: int = 0) -> Asked:
            return asked(Wanted(base, askers, length, next(phase), idle, slow))

        run(1, 5.0)  # the first answers of a process load what later ones have
        alone = run(1, ONE_SECONDS)
        report("one asker", alone)
        many = measure_many(lambda: run(ASKERS, seconds), server.pid)
        judge_many(alone, many)
        idle = run(1, ONE_SECONDS, idle=IDLE_STREAMS)
        report(f"one asker beside {IDLE_STREAMS} idle streams", idle)
        told("  of them held to the end", idle.held, IDLE_STREAMS, is_met=idle.held == IDLE_STREAMS)
        ratio = statistics.median(idle.latencies) / statistics.median(alone.latencies)
        told("  median latency, times that without", ratio, MOST_SLOWDOWN, is_met=ratio <= MOST_SLOWDOWN)
        slow = run(ASKERS, ONE_SECONDS, slow=SLOW_READERS)
        report(f"{ASKERS} askers beside {SLOW_READERS} slow readers", slow)
        told("  of them held to the end", slow.held, SLOW_READERS, is_met=slow.held == SLOW_READERS)
        share = throughput(slow) / throughput(many)
        told("  throughput, times that without", share, LEAST_SHARE, is_met=share >= LEAST_SHARE)


def measure_many(ask: Callable[[], Asked], pid: int) -> Asked:
    """The askers, with the server's memory and processor time meanwhile."""
    began, used = time.perf_counter(), processor_seconds(pid)
    with sampled_memory(pid) as samples:
        many = ask()
    cores = (processor_seconds(pid) - used) / (time.perf_counter() - began)
    report(f"{ASKERS} askers", many)
    print(f"  processor: {cores:.2f} cores")
    part = samples_of_a_part(samples)
    first, last = statistics.mean(samples[:part]), statistics.mean(samples[-part:])
    growth = last / first
    print(f"  memory: {first:.0f} MB in the first {part} s, {last:.0f} MB in the last")
    told("  last of first", growth, MOST_GROWTH, is_met=growth <= MOST_GROWTH)
    return many


def judge_many(alone: Asked, many: Asked) -> None:
    """Throughput and the slow end, against what one asker and the number of askers promise."""
    ratio = throughput(many) / throughput(alone)
    told("  throughput, times one asker's", ratio, 1.0, is_met=ratio >= 1.0)
    bound = MOST_P95 * ASKERS / throughput(many)
    p95 = percentile(many.latencies, 95)
    told("  p95 in seconds", p95, bound, is_met=p95 <= bound)


def report(what: str, of: Asked) -> None:
    """What came of one phase."""
    p50, p95 = (percentile(of.latencies, part) * 1000 for part in (50, 95))
    errors = ", ".join(f"{count} x {name}" for name, count in of.errors.items()) or "none"
    print(
        f"{what}: {len(of.latencies)} answers in {of.seconds:.0f} s, {throughput(of):.1f} a second, "
        f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, errors: {errors}",
        flush=True,
    )


def throughput(of: Asked) -> float:
    """Answers a second."""
    return len(of.latencies) / of.seconds


def percentile(values: list[float], part: int) -> float:
    """The value that this part of a hundred does not exceed; 0 without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * part // 100)] if ordered else 0.0


def samples_of_a_part(samples: list[float]) -> int:
    """How many samples, one a second, the first and the last part have."""
    return max(1, min(60, len(samples) // 3))


@contextmanager
def sampled_memory(pid: int) -> Iterator[list[float]]:
    """Megabytes in use by a process, once a second during this block."""
    samples: list[float] = [memory_mb(pid)]
    is_over = threading.Event()

    def sample() -> None:
        while not is_over.wait(1.0):
            samples.append(memory_mb(pid))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield samples
    finally:
        is_over.set()
        thread.join()


def memory_mb(pid: int) -> float:
    """Megabytes of memory in use by a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * _BYTES_A_PAGE / 1e6


def processor_seconds(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND


def told(what: str, reached: float, bound: float, *, is_met: bool) -> None:
    """A figure, and what was aimed at."""
    print(f"{what}: {reached:.2f} / {bound:.2f}{'' if is_met else '  MISSED'}", flush=True)


if __name__ == "__main__":
    main()
