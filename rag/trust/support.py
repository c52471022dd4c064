"""Whether the passages support a sentence, and which of their sentences decides it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.domain import Verdict
from rag.reading.candidates import Candidate
from rag.trust.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Support:
    """A verdict, the probability behind it, the sentences that decide it, and what is wrong."""

    verdict: Verdict
    score: float  # 0 to 1
    evidence: tuple[Candidate, ...] = ()
    issues: tuple[str, ...] = ()


class Verifier(Protocol):
    """Checks one sentence at a time; pure, and fast enough to wait for."""

    @property
    def name(self) -> str:
        """What an answer names it, with its version."""

    @property
    def threshold(self) -> float:
        """The least score of a supported sentence."""

    def check(self, sentence: str, evidence: Evidence, marked: Sequence[int] = ()) -> Support:
        """Judge a sentence by the passages.

        Args:
            sentence: Without markers.
            evidence: What was read.
            marked: Positions of the passages that the writer says it rests on; a hint, no more.
        """
