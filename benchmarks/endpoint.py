"""What Byline adds to an endpoint: the delay of each sentence, of reasoning, of the whole answer, of many.

A paced endpoint in a process of its own sends 200 tokens a second. Everything is compared with the same
stream read by the bare openai client in the same run, in turn.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import openai

from benchmarks.paced_endpoint import MODELS, SENTENCES, TOKENS_A_SECOND, paced_endpoint
from ingest.builtin import ensure_demo
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion
from rag.assembly import Byline, build_byline
from rag.domain import Question
from rag.events import Finished, SentenceReleased, Thinking
from rag.settings import load_settings

RUNS = 50
AT_ONCE = 20
QUESTION = Question("How much did it cost to train DeepSeek's model?", keep=False)
CERTIFICATES = httpx.create_ssl_context()  # takes longer than a short answer; Byline, too, makes it once
MOST_DELAY_MS = 60.0
MOST_RATIO = 1.05
MOST_SPREAD = 2.0


@dataclass(frozen=True)
class Timed:
    """One answer by the clock of `time.monotonic`, in seconds."""

    began: float
    ended: float
    asked: float = 0.0  # when the endpoint was asked: passages found, read and found to be enough
    sentences: tuple[float, ...] = ()
    thoughts: tuple[tuple[str, float], ...] = ()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, paced_endpoint() as url:
        parts = {name: open_byline(Path(folder), url, name) for name in MODELS}
        print(f"{RUNS} runs, medians; {TOKENS_A_SECOND} tokens a second; reached / aimed at")
        asyncio.run(measure(parts, url))
        for byline in parts.values():
            byline.close()


def open_byline(folder: Path, url: str, model: str) -> Byline:
    """The real Byline on the built-in articles, with one of the endpoint's models."""
    settings = load_settings(
        {"data_dir": folder, "llm.base_url": url, "llm.model": model, "keep_questions": 0},
        cwd=folder,
        environ={},
    )
    byline = build_byline(settings, SPLITTER_FINGERPRINT)
    ensure_demo(Ingestion(byline.library, byline.index, byline.embedder, settings.data_dir), byline.library)
    return byline


async def measure(parts: dict[str, Byline], url: str) -> None:
    await answered(parts["plain"])  # the first answer of a process loads what later ones have
    await measure_sentences(parts["plain"], url)
    await measure_reasoning(parts["thinking"], url)
    ours = await at_once(lambda: answered(parts["plain"]))
    bare = await at_once(lambda: bare_answer(url, "plain"))
    spread = max(ours) / statistics.median(ours)
    told(
        f"{AT_ONCE} at once, slowest of the median",
        f"{spread:.2f}",
        MOST_SPREAD,
        is_met=spread <= MOST_SPREAD,
    )
    print(
        f"  {AT_ONCE} at once: median {statistics.median(ours):.2f} s, slowest {max(ours):.2f} s;"
        f" the bare client's {statistics.median(bare):.2f} s and {max(bare):.2f} s"
    )


async def measure_sentences(byline: Byline, url: str) -> None:
    delays, whole, writing, bare = [], [], [], []
    ends = sentence_ends(MODELS["plain"].text)
    for _ in range(RUNS):
        reference = await bare_answer(url, "plain")
        bare.append(reference.ended - reference.began)
        timed = await answered(byline)
        sent = sent_times(url)
        delays += [shown - sent[end] for shown, end in zip(timed.sentences, ends, strict=True)]
        whole.append(timed.ended - timed.began)
        writing.append(timed.ended - timed.asked)
    median, worst = statistics.median(delays) * 1000, max(delays) * 1000
    told(
        "a sentence after its end was sent, ms",
        f"{median:.0f}",
        MOST_DELAY_MS,
        is_met=median <= MOST_DELAY_MS,
    )
    late = sum(delay * 1000 > MOST_DELAY_MS for delay in delays)
    print(f"  of {len(delays)} sentences {late} came later than that, the last after {worst:.0f} ms")
    ratio = statistics.median(writing) / statistics.median(bare)
    told(
        "whole answer of the bare one's, retrieval apart",
        f"{ratio:.3f}",
        MOST_RATIO,
        is_met=ratio <= MOST_RATIO,
    )
    print(
        f"  bare {statistics.median(bare):.3f} s, from when it is asked {statistics.median(writing):.3f} s,"
        f" with finding and reading the passages {statistics.median(whole):.3f} s"
    )


async def measure_reasoning(byline: Byline, url: str) -> None:
    delays = []
    thoughts = MODELS["thinking"].thought
    for _ in range(RUNS // 5):
        timed = await answered(byline)
        assert [text for text, _ in timed.thoughts] == list(thoughts), "reasoning comes piece by piece"
        sent = sent_times(url)[: len(thoughts)]
        delays += [shown - at for (_, shown), at in zip(timed.thoughts, sent, strict=True)]
    median = statistics.median(delays) * 1000
    told(
        "a piece of reasoning, amid keep-alives, ms",
        f"{median:.1f}",
        MOST_DELAY_MS,
        is_met=median <= MOST_DELAY_MS,
    )
    print(f"  of {len(delays)} pieces the latest after {max(delays) * 1000:.0f} ms")


async def answered(byline: Byline) -> Timed:
    """One answer, its sentences and its reasoning, by the clock."""
    began = time.monotonic()
    sentences: list[float] = []
    thoughts: list[tuple[str, float]] = []
    async for event in byline.assistant.stream(QUESTION):
        now = time.monotonic()
        match event:
            case SentenceReleased():
                sentences.append(now)
            case Thinking(text):
                thoughts.append((text, now))
            case Finished(answer):
                assert answer.fallback is None, answer.fallback
                # What follows the model's sentences is made in code (sides that it left out, notes).
                written = sentences[: len(SENTENCES)]
                asked = written[-1] - answer.timings_ms["generate"] / 1000
                return Timed(began, now, asked, tuple(written), tuple(thoughts))
    raise SystemExit("the answer failed")


async def bare_answer(url: str, model: str) -> Timed:
    """The same stream, read by the openai client and nothing else."""
    began = time.monotonic()
    async with httpx.AsyncClient(verify=CERTIFICATES) as http:
        client = openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0, http_client=http)
        stream = await client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": QUESTION.text}], stream=True
        )
        async for _ in stream:
            pass
    return Timed(began, time.monotonic())


async def at_once(ask: Callable[[], Awaitable[Timed]]) -> list[float]:
    """Seconds that each of many answers took, begun together."""
    timed = await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return [one.ended - one.began for one in timed]


def sentence_ends(pieces: Sequence[str]) -> list[int]:
    """Which piece is the last of each sentence."""
    lengths = list(itertools.accumulate(len(piece) for piece in pieces))
    ends = itertools.accumulate(len(sentence) + 1 for sentence in SENTENCES)
    return [next(n for n, length in enumerate(lengths) if length >= end - 1) for end in ends]


def sent_times(url: str) -> list[float]:
    """When the endpoint sent each piece of its last answer."""
    with urllib.request.urlopen(f"{url}/times", timeout=5) as response:
        return [float(at) for at in json.load(response)]


def told(what: str, reached: str, bound: float, *, is_met: bool) -> None:
    print(f"{what}: {reached} / {bound:g}{'' if is_met else '  MISSED'}")


if __name__ == "__main__":
    main()
