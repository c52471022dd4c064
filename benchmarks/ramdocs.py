"""Questions whose documents disagree (RAMDocs, Wang et al., 2025), answered by quotation.

Each question's documents are a small library of their own: every document an article. Measured on the
second half of the questions; the first half is for tuning.

python -m benchmarks.ramdocs [tuning|reported] [--failed]
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.data import data_folder, read_lines
from benchmarks.ranking_metrics import bootstrap
from benchmarks.small_libraries import Document, SmallLibraries, plan_by_quotation
from rag.reading.retrieved_reading import ReadPassages

_SENTENCES_A_DOCUMENT = 2  # of the baseline


@dataclass(frozen=True)
class Shown:
    """What a reader sees: each sentence, and the values that are set against one another."""

    sentences: tuple[str, ...]
    values: tuple[str, ...]  # of a disagreement; what its sides' sentences say

    def surfaces(self, answer: str) -> bool:
        """Whether a sentence, which stands with its source, holds the answer."""
        return any(_holds(sentence, answer) for sentence in self.sentences)

    def marks(self, answers: Sequence[str], wrong: str) -> bool:
        """Whether the wrong answer stands in a disagreement, beside one that is right."""
        return any(_holds(v, wrong) for v in self.values) and any(
            _holds(v, answer) for v in self.values for answer in answers
        )


def answered(read: ReadPassages) -> Shown:
    """The product's answer by quotation."""
    plan = plan_by_quotation(read)
    quoted = tuple(draft.text for draft in plan.drafts if draft.sources)
    return Shown(quoted, tuple(value.candidate.text for side in plan.sides for value in side.values[:1]))


def dumped(read: ReadPassages) -> Shown:
    """The baseline: the best two sentences of each document, and no conflict marked."""
    taken: Counter[str] = Counter()
    sentences = []
    for scored in read.sentences:
        article = scored.candidate.hit.article.id
        if taken[article] < _SENTENCES_A_DOCUMENT:
            taken[article] += 1
            sentences.append(scored.candidate.text)
    return Shown(tuple(sentences), ())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", choices=["tuning", "reported"], default="reported")
    parser.add_argument("--failed", action="store_true", help="print the answers that miss something")
    arguments = parser.parse_args()
    rows = list(read_lines(data_folder("ramdocs") / "questions.jsonl"))
    libraries = SmallLibraries(document["text"] for row in rows for document in row["documents"])
    part = rows[::2] if arguments.part == "tuning" else rows[1::2]
    reads = [libraries.read(row["question"], [Document(d["text"]) for d in row["documents"]]) for row in part]
    print(f"RAMDocs, {arguments.part} half: {len(part)} questions")
    for name, show in (("answer by quotation", answered), ("two sentences a document", dumped)):
        _report(name, part, reads, show)
    if arguments.failed:
        _print_failed(part, reads)


def _report(
    name: str,
    rows: Sequence[dict[str, Any]],
    reads: Sequence[ReadPassages],
    show: Callable[[ReadPassages], Shown],
) -> None:
    shown = [show(read) for read in reads]
    right = [all(s.surfaces(a) for a in r["gold_answers"]) for r, s in zip(rows, shown, strict=True)]
    wrong = [_has_unmarked(r, s) for r, s in zip(rows, shown, strict=True) if _wrong_answers(r)]
    marked = sum(bool(s.values) for s in shown)
    length = sum(len(s.sentences) for s in shown) / len(shown)
    print(
        f"  {name:26s} every right answer {_share(right)}; a wrong one unmarked {_share(wrong)}; "
        f"disagreements {marked}; sentences {length:.1f}"
    )


def _has_unmarked(row: dict[str, Any], shown: Shown) -> bool:
    return any(
        shown.surfaces(wrong) and not shown.marks(row["gold_answers"], wrong) for wrong in _wrong_answers(row)
    )


def _wrong_answers(row: dict[str, Any]) -> list[str]:
    """Those that are not also right, as far as words tell."""
    return [
        wrong
        for wrong in row["wrong_answers"]
        if not any(_holds(right, wrong) for right in row["gold_answers"])
    ]


def _share(found: Sequence[bool]) -> str:
    return f"{bootstrap(np.array(found, dtype=float))} of {len(found)}"


def _holds(text: str, answer: str) -> bool:
    return f" {_plain(answer)} " in f" {_plain(text)} "


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace(",", "")))


def _print_failed(rows: Sequence[dict[str, Any]], reads: Sequence[ReadPassages]) -> None:
    for row, read in zip(rows, reads, strict=True):
        shown = answered(read)
        is_whole = all(shown.surfaces(answer) for answer in row["gold_answers"])
        if is_whole and not _has_unmarked(row, shown):
            continue
        possible = all(
            any(_holds(s.candidate.text, answer) for s in read.sentences) for answer in row["gold_answers"]
        )
        print(
            f"\n{row['question']} ({read.question.asked}) "
            f"right {row['gold_answers']}, wrong {row['wrong_answers']}"
        )
        print(f"    right ones missing: {not is_whole}; among the candidates: {possible}; {shown.values}")
        for sentence in shown.sentences:
            print(f"    > {sentence[:240]}")


if __name__ == "__main__":
    main()
