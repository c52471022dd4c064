"""What verifier and gate were fitted to, so that figures on it are not taken for more than they are.

Known by hashes of texts, a line each, which tell nothing of what they were made from: of the sentences
and their evidence (``training_hashes.txt``), of the gate's questions and theirs (``gate_hashes.txt``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from rag.evaluation.verifiers.cases import Case
from rag.evaluation.verifiers.formats import GateCase

HashFile = Literal["training_hashes.txt", "gate_hashes.txt"]
VERIFIER: HashFile = "training_hashes.txt"
GATE: HashFile = "gate_hashes.txt"
_HEXADECIMALS = 8  # of a hash; one text in half a million is taken for known by chance


def seen_cases(cases: Iterable[Case]) -> int:
    """How many sentences were fitted to, or another one with the same evidence was."""
    known = _hashes(VERIFIER)
    return sum(any(_hash(text) in known for text in (case.sentence, *case.texts)) for case in cases)


def seen_questions(questions: Iterable[GateCase]) -> int:
    """How many questions were fitted to, or another one with the same text was."""
    known = _hashes(GATE)
    return sum(_hash(one.question) in known or _hash(one.text) in known for one in questions)


def write_hashes(file: HashFile, texts: Iterable[str]) -> None:
    """Write the hashes of what was fitted to; for whoever fits."""
    lines = sorted({_hash(text) for text in texts})
    Path(__file__).with_name(file).write_text("\n".join(lines) + "\n", encoding="ascii")


@cache
def _hashes(file: HashFile) -> frozenset[str]:
    return frozenset(files("rag.evaluation.verifiers").joinpath(file).read_text(encoding="ascii").split())


def _hash(text: str) -> str:
    plain = " ".join(text.casefold().split())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:_HEXADECIMALS]
