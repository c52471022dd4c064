"""What became of a question, in a word that a reader can filter by."""

from __future__ import annotations

from typing import Literal

from rag.evaluation.metrics.measures import HEADLINE, Counts

Outcome = Literal[
    "right", "refused rightly", "unsupported", "incomplete", "answered", "refused", "invented", "failed"
]

GOOD: frozenset[Outcome] = frozenset({"right", "refused rightly"})
UNJUDGED: frozenset[Outcome] = frozenset({"answered"})  # nothing says what a right answer holds
MEANINGS: dict[Outcome, str] = {
    "right": "answered, correct and fully supported",
    "refused rightly": "unanswerable, and refused",
    "unsupported": "correct, but not all of it is supported",
    "incomplete": "answered, but what was expected is not all there",
    "answered": "answered; the question set does not say what is right",
    "refused": "answerable, but refused",
    "invented": "unanswerable, but answered",
    "failed": "no answer from the configured writer",
}


def tone_of(outcome: Outcome) -> Literal["good", "bad", "unknown"]:
    """Whether an outcome is what was wished for."""
    if outcome in UNJUDGED:
        return "unknown"
    return "good" if outcome in GOOD else "bad"


def outcome_of(counts: Counts, *, is_answerable: bool, is_refused: bool, is_failed: bool) -> Outcome:
    """The outcome of one question, from what `measures` counted for it."""
    if is_failed:
        return "failed"
    if not is_answerable:
        return "refused rightly" if is_refused else "invented"
    if is_refused:
        return "refused"
    return _of_answered(counts)


def _of_answered(counts: Counts) -> Outcome:
    if counts.get(HEADLINE):
        return "right"
    correct = counts.get("correct")
    if correct is None:
        return "answered"
    return "unsupported" if correct else "incomplete"
