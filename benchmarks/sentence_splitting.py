"""Measures sentence splitters on the hard cases of the unit tests.

Run from the repository root: `python -m benchmarks.sentence_splitting`. Candidates other than our own
are measured when they are installed and skipped when they are not. A case counts as right when the
sentences, without white space at their ends and with runs of white space made one, are exactly those
marked in the file.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from rag.text.lines import blocks
from rag.text.sentences import split_sentences

HARD_CASES = Path(__file__).parent.parent / "tests" / "unit" / "text" / "hard_sentences.jsonl"
BOUNDARY_MARK = "‖"
SPEED_SECONDS = 1.0

Splitter = Callable[[str], list[str]]


def ours(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


def candidates() -> Iterator[tuple[str, Splitter]]:
    """Yields the name and the splitter of each candidate that is installed."""
    yield "ours", ours
    for name, (module_name, build) in _OTHERS.items():
        try:
            module = importlib.import_module(module_name)
        except (ImportError, OSError) as error:
            print(f"{name}: skipped, {error}", file=sys.stderr)
            continue
        yield name, build(module)


def _syntok(_: object) -> Splitter:
    segmenter = importlib.import_module("syntok.segmenter")

    def split(text: str) -> list[str]:
        paragraphs = segmenter.process(text)
        return ["".join(t.spacing + t.value for t in s) for paragraph in paragraphs for s in paragraph]

    return split


def _sentencex(module: object) -> Splitter:
    segment: Callable[[str, str], list[str]] = module.segment  # type: ignore[attr-defined]
    return lambda text: list(segment("en", text))


def _sentencex_in_our_blocks(module: object) -> Splitter:
    """The best candidate wrapped: our line structure around it, its sentences inside each block."""
    segment = _sentencex(module)

    def split(text: str) -> list[str]:
        sentences: list[str] = []
        for block in blocks(text):
            part = text[block.start : block.end]
            sentences += [part] if block.is_whole else segment(part)
        return sentences

    return split


_OTHERS: dict[str, tuple[str, Callable[..., Splitter]]] = {
    "sentencex": ("sentencex", _sentencex),
    "sentencex in our blocks": ("sentencex", _sentencex_in_our_blocks),
    "pysbd": ("pysbd", lambda m: m.Segmenter(language="en", clean=False).segment),
    "blingfire": ("blingfire", lambda m: lambda text: m.text_to_sentences(text).split("\n")),
    "syntok": ("syntok", _syntok),
    "sentence-splitter": ("sentence_splitter", lambda m: m.SentenceSplitter(language="en").split),
}


def normalised(sentences: list[str]) -> list[str]:
    return [" ".join(s.split()) for s in sentences if s.strip()]


def read_cases() -> list[tuple[str, str, list[str]]]:
    """Returns kind, text and expected sentences of each hard case."""
    cases = []
    for line in HARD_CASES.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        marked = record["marked"]
        expected = normalised(marked.split(BOUNDARY_MARK))
        cases.append((record["kind"], marked.replace(BOUNDARY_MARK, ""), expected))
    return cases


def sentences_per_second(split: Splitter, text: str) -> float:
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < SPEED_SECONDS:
        count += len(split(text))
    return count / (time.perf_counter() - started)


def main() -> None:
    cases = read_cases()
    prose = "\n\n".join(text for _, text, _ in cases)
    for name, split in candidates():
        wrong: dict[str, int] = defaultdict(int)
        for kind, text, expected in cases:
            if normalised(split(text)) != expected:
                wrong[kind] += 1
                if "--verbose" in sys.argv:
                    print(f"  {name} [{kind}] {normalised(split(text))}")
        right = len(cases) - sum(wrong.values())
        speed = sentences_per_second(split, prose)
        print(f"{name}: {right} of {len(cases)} right, {speed:,.0f} sentences/s, wrong: {dict(wrong)}")


if __name__ == "__main__":
    main()
