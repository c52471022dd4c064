"""The golden questions on the built-in corpus, extractive: tuned on odd lines, reported on even ones.

python -m benchmarks.golden [odd|even] [--answers] [--failed]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from ingest.builtin import builtin_corpus, ensure_demo
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion
from rag.assembly import Byline, build_byline
from rag.evaluation.metrics import Judged, summarise
from rag.evaluation.question_set import GoldenQuestion, read_questions
from rag.evaluation.runner import run
from rag.settings import load_settings


def golden_questions(part: str) -> list[GoldenQuestion]:
    """The golden questions on odd or on even lines."""
    questions = read_questions(builtin_corpus().parent / "questions.jsonl")
    return [question for question in questions if (question.line % 2 == 1) == (part == "odd")]


def open_demo(folder: Path) -> Byline:
    """A library in the folder that holds the built-in corpus only."""
    settings = load_settings({"data_dir": folder}, cwd=folder, environ={})
    byline = build_byline(settings, SPLITTER_FINGERPRINT)
    ensure_demo(Ingestion(byline.library, byline.index, byline.embedder, settings.data_dir), byline.library)
    return byline


def golden_run(part: str) -> list[Judged]:
    """Answer the odd or even questions."""
    with tempfile.TemporaryDirectory() as folder:
        byline = open_demo(Path(folder))
        judged = asyncio.run(run(byline.assistant, golden_questions(part), byline.library.article))
        byline.close()
    return judged


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", choices=["odd", "even"], default="even")
    parser.add_argument("--answers", action="store_true", help="print every answer")
    parser.add_argument("--failed", action="store_true", help="print the answers that are wrong")
    arguments = parser.parse_args()
    judged = golden_run(arguments.part)
    for row in judged:
        right = row.facts_present == len(row.golden.facts) if row.golden.answerable else row.answer.abstained
        if row.golden.answerable and row.answer.abstained:
            right = False
        if arguments.answers or (arguments.failed and not right):
            mark = "ok " if right else "BAD"
            wanted = row.golden.facts if row.golden.answerable else "refusal"
            print(f"\n{mark} {row.golden.id} {row.golden.kind}: {row.golden.question.text}")
            print(f"    wanted: {wanted}; as understood: {row.answer.standalone_question}")
            print("    " + row.answer.text.replace("\n", "\n    "))
    print(f"{arguments.part} questions: {len(judged)}")
    for name, metric in summarise(judged).items():
        value = "undefined" if metric.value is None else f"{metric.value:.3f}"
        print(f"{name:22s} {value}  (n={metric.n})")


if __name__ == "__main__":
    main()
