"""A failed answer as an error, and an error as the event that says the same."""

from __future__ import annotations

from rag.errors import BylineError
from rag.events import Failed

USAGE_CODES = frozenset({"usage", "settings", "question", "unknown_name"})
UNEXPECTED = Failed("internal", "Something went wrong inside Byline.", "The server's log has the details.")


class AnswerFailedError(BylineError):
    """The stream of an answer ended with `Failed`."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.message, failed.hint)
        self.failed = failed


def failure(error: BylineError) -> Failed:
    """An error as the event that says the same."""
    if isinstance(error, AnswerFailedError):
        return error.failed
    return Failed(error.code, error.message, error.hint)


def exit_code(error: BylineError) -> int:
    """2 for what the caller can put right by asking otherwise, else 1."""
    return 2 if failure(error).code in USAGE_CODES else error.exit_code
