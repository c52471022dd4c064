"""The golden questions on the built-in corpus, extractive: tuned on odd lines, reported on even ones.

python -m benchmarks.golden [odd|even] [--answers] [--failed]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.builtin import builtin_corpus, ensure_demo
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion
from rag.assembly import Byline, build_byline
from rag.domain import Article, ArticleId
from rag.evaluation.metrics.figures import figures
from rag.evaluation.metrics.measuring import measure
from rag.evaluation.runs.asking import Wish, put_question
from rag.evaluation.runs.question_set import GoldenQuestion, read_questions
from rag.evaluation.runs.records import Record
from rag.settings import load_settings
from rag.trust.verifier import WeighedCheck

Share = tuple[float | None, int]  # and out of how many
FindArticle = Callable[[ArticleId], Article | None]


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


async def ask_golden(byline: Byline, questions: Sequence[GoldenQuestion]) -> list[Record]:
    """Each question put once, in order, and measured."""
    verifier = WeighedCheck()
    records = [await put_question(byline.assistant, one, Wish(), "extractive", "") for one in questions]
    return [replace(record, measures=measure(record, verifier)) for record in records]


def golden_figures(records: Sequence[Record], article: FindArticle) -> dict[str, Share]:
    """The figures that are tracked, by name."""
    found = figures(records)
    near = figures(record for record in records if record.question.get("near_miss"))
    answered = found["answered"]
    differing = [one for one in records if one.question["kind"] == "disagreement"]
    facts = sum(int(one.measures.get("facts_expected") or 0) for one in records)
    return {
        "all_facts": (found["correct"].value, found["correct"].n),
        "facts": (found["fact_recall"].value, facts),
        "refusal_recall": (found["refusal_recall"].value, found["refusal_recall"].n),
        "near_miss_refused": (near["refusal_recall"].value, near["refusal_recall"].n),
        "refusal_precision": (found["refusal_precision"].value, found["refusal_precision"].n),
        "answerable_refused": (None if answered.value is None else 1 - answered.value, answered.n),
        "verbatim": verbatim(records, article),
        "disagreements_shown": _share(bool((one.answer or {}).get("disagreements")) for one in differing),
    }


def verbatim(records: Iterable[Record], article: FindArticle) -> Share:
    """How many citations quote their article word for word at their offsets."""
    cited = [citation for record in records for citation in (record.answer or {}).get("citations", ())]
    sources = {key: article(ArticleId(key)) for key in {one["article_id"] for one in cited}}
    texts = {key: source.text for key, source in sources.items() if source}
    return _share(
        texts.get(one["article_id"], "")[one["start"] : one["end"]] == one["quote"] for one in cited
    )


def _share(flags: Iterable[bool]) -> Share:
    counted = list(flags)
    return (sum(counted) / len(counted) if counted else None), len(counted)


def _show(record: Record, *, is_right: bool) -> None:
    row, answer = record.question, record.answer or {}
    wanted = row["facts"] if row["answerable"] else "refusal"
    print(f"\n{'ok ' if is_right else 'BAD'} {record.id} {row['kind']}: {row['question']}")
    print(f"    wanted: {wanted}; as understood: {answer.get('standalone_question')}")
    print("    " + answer.get("text", "no answer").replace("\n", "\n    "))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", choices=["odd", "even"], default="even")
    parser.add_argument("--answers", action="store_true", help="print every answer")
    parser.add_argument("--failed", action="store_true", help="print the answers that are wrong")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        byline = open_demo(Path(folder))
        records = asyncio.run(ask_golden(byline, golden_questions(arguments.part)))
        found = golden_figures(records, byline.library.article)
        byline.close()
    for record in records:
        is_right = bool(record.measures["correct" if record.question["answerable"] else "refused"])
        if arguments.answers or (arguments.failed and not is_right):
            _show(record, is_right=is_right)
    print(f"{arguments.part} questions: {len(records)}")
    for name, (share, n) in found.items():
        value = "undefined" if share is None else f"{share:.3f}"
        print(f"{name:22s} {value}  (n={n})")


if __name__ == "__main__":
    main()
