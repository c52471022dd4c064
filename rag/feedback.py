"""What readers say of answers: good or bad, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Opinion = Literal["up", "down"]
REASON_MAX = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Feedback:
    """One reader's opinion of one answer; a later one by the same reader replaces it."""

    opinion: Opinion
    reason: str | None
    given_at: str  # ISO 8601, UTC


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """A saved answer that a reader has an opinion of."""

    answer: Mapping[str, Any]  # the contract's JSON object
    feedback: Feedback


class FeedbackBook(Protocol):
    """Opinions on saved answers; they go when their answer goes."""

    def give_feedback(self, answer_id: str, reader: str, opinion: Opinion, reason: str | None) -> bool:
        """Keep a reader's opinion in place of an earlier one; false if no such answer is saved."""

    def feedback(self, answer_id: str, reader: str) -> Feedback | None:
        """A reader's own opinion of an answer."""

    def withdraw_feedback(self, answer_id: str, reader: str) -> bool:
        """Forget a reader's opinion; false if there was none."""

    def judged_answers(self) -> list[JudgedAnswer]:
        """Every opinion with its answer, latest first."""

    def forget_answer(self, answer_id: str) -> bool:
        """Delete a saved answer, its question and its feedback, so that the files hold none of it.

        Returns false if no such answer is saved.
        """
