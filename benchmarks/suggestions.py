"""Suggested questions: are they answered, do those on which sources differ come first, how long does it take?

On the built-in corpus, on generated articles, and on a library with planted conflicts. Every question that is
suggested is put to the assistant; follow-ups are asked for after each example's answer.

python -m benchmarks.suggestions [--questions]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.conflict_templates import REPORTED
from benchmarks.conflicts import Case, Generator
from benchmarks.generated_articles import write_articles
from benchmarks.golden import open_demo
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion
from rag.assembly import Byline, build_byline
from rag.domain import Answer, Question
from rag.settings import load_settings

_WANTED = 10  # examples of each library
_WAIT_SECONDS = 60.0
_FOLLOWED_SECONDS = 0.3
_PLANTED = ("figure", "date", "name")
_CASES_OF_EACH = 10
_ARTICLES, _WORDS = 60, 200  # generated ones, that are in nobody's way


@dataclass(frozen=True)
class Suggested:
    """What was suggested for one library, and what became of it."""

    examples: tuple[tuple[str, Answer], ...]
    follow_ups: tuple[tuple[str, Answer], ...]
    examples_seconds: float
    follow_up_ms: tuple[float, ...]


def suggested(byline: Byline) -> Suggested:
    """Examples, what they are answered, and follow-ups with their answers."""
    began = time.perf_counter()
    examples = byline.suggestions.examples(limit=_WANTED, wait_seconds=_WAIT_SECONDS)
    seconds = time.perf_counter() - began
    answered = [(one.text, _answer(byline, one.text)) for one in examples]
    followed: list[tuple[str, Answer]] = []
    times = []
    for text, answer in answered:
        began = time.perf_counter()
        found = byline.suggestions.follow_ups(Question(text), answer, seconds=_FOLLOWED_SECONDS)
        times.append((time.perf_counter() - began) * 1000)
        followed += [(one, _answer(byline, one)) for one in found]
    return Suggested(tuple(answered), tuple(followed), seconds, tuple(times))


def open_planted(folder: Path) -> Byline:
    """A library of generated articles, among them conflicts of the kinds that have a value."""
    cases = [one for kind in _PLANTED for one in _distinct(kind)]
    sources = folder / "articles"
    write_articles(sources, _ARTICLES, _WORDS)
    for n, case in enumerate(cases):
        for k, document in enumerate(case.documents):
            head = (
                f'title: Report {n}-{k}\npublisher: {document.publisher}\npublished: "{document.published}"'
            )
            text = f"---\n{head}\n---\n\n{document.text}"
            (sources / f"case-{n:03d}-{k}.md").write_text(text, encoding="utf-8")
    return _opened(folder, sources)


def open_generated(folder: Path) -> Byline:
    """A library of generated articles only."""
    sources = folder / "articles"
    write_articles(sources, _ARTICLES, _WORDS)
    return _opened(folder, sources)


def main() -> None:
    """Measure the three libraries."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", action="store_true", help="print every question")
    arguments = parser.parse_args()
    libraries = {"built-in": open_demo, "generated": open_generated, "planted conflicts": open_planted}
    for name, opened in libraries.items():
        with tempfile.TemporaryDirectory() as folder:
            byline = opened(Path(folder))
            found = suggested(byline)
            byline.close()
        _tell(name, found, show=arguments.questions)


def _tell(name: str, found: Suggested, *, show: bool) -> None:
    differing = sum(bool(answer.disagreements) for _, answer in found.examples)
    slowest = max(found.follow_up_ms, default=0.0)
    typical = median(found.follow_up_ms) if found.follow_up_ms else 0.0
    print(f"{name}: {len(found.examples)} examples after {found.examples_seconds:.1f} s")
    print(f"  answered: {_answered(found.examples)}; with a disagreement: {differing}")
    print(f"  follow-ups: {len(found.follow_ups)}, answered: {_answered(found.follow_ups)}")
    print(f"  follow-ups after: {typical:.0f} ms (median), {slowest:.0f} ms (slowest)")
    for text, answer in (*found.examples, *found.follow_ups) if show else ():
        print(f"    {'refused ' if answer.abstained else ''}{text}")


def _answered(asked: Sequence[tuple[str, Answer]]) -> str:
    return f"{sum(not answer.abstained for _, answer in asked)} of {len(asked)}"


def _distinct(kind: str) -> list[Case]:
    """Cases of a kind of which no two ask the same, lest one conflict answer another's question."""
    cases = [one for one in Generator(REPORTED).conflicts() if one.kind == kind]
    return list({one.question: one for one in cases}.values())[:_CASES_OF_EACH]


def _opened(folder: Path, sources: Path) -> Byline:
    settings = load_settings({"data_dir": folder / "data"}, cwd=folder, environ={})
    byline = build_byline(settings, SPLITTER_FINGERPRINT)
    Ingestion(byline.library, byline.index, byline.embedder, settings.data_dir).run([sources], "default")
    return byline


def _answer(byline: Byline, text: str) -> Answer:
    return asyncio.run(byline.assistant.answer(Question(text, keep=False)))


if __name__ == "__main__":
    main()
