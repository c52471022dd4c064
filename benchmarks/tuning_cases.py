"""Questions over the built-in digests as cases to learn from: the odd golden ones and our own.

benchmarks/tuning_questions.jsonl was written from the digests alone, for tuning; the even golden
questions are never read here.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from benchmarks.golden import golden_questions, open_demo
from benchmarks.squad_cases import Case
from rag.assembly import Byline
from rag.conversation import standalone_question
from rag.evaluation.metrics.correctness import holds_fact
from rag.evaluation.runs.question_set import GoldenQuestion, read_questions
from rag.reading.matching import FEATURES

PASSAGES = 12
OWN = Path(__file__).parent / "tuning_questions.jsonl"


def tuning_questions() -> list[GoldenQuestion]:
    """What may be tuned on."""
    return golden_questions("odd") + read_questions(OWN)


def tuning_cases() -> list[Case]:
    """A case a question; each is its own group in cross-validation."""
    with tempfile.TemporaryDirectory() as folder:
        byline = open_demo(Path(folder))
        cases = [case for question in tuning_questions() if (case := _case(byline, question))]
        byline.close()
    return cases


def _case(byline: Byline, golden: GoldenQuestion) -> Case | None:
    standalone = standalone_question(golden.question.text, golden.question.history)
    found = byline.search.find(standalone, byline.search.understand(golden.question, standalone), PASSAGES)
    if not found.hits:
        return None
    read = byline.search.read(standalone, found)
    texts = [s.candidate.text for s in read.sentences]
    answer = [float(any(holds_fact(text, fact) for fact in golden.facts)) for text in texts]
    rows = [[s.features[name] for name in FEATURES] for s in read.sentences]
    return Case(
        title=golden.id,
        kind="answerable" if golden.answerable else "near_miss" if golden.near_miss else "elsewhere",
        read=read,
        hits=found.hits,
        features=np.array(rows),
        answer=np.array(answer),
    )
