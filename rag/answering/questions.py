"""What counts as a question: not empty, not a book, not a greeting."""

from __future__ import annotations

import re

from rag.errors import QuestionError

MAX_QUESTION = 4000  # characters

_GREETING = re.compile(
    r"\s*(?:(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|thanks?|thank you|thx|cheers|bye|"
    r"goodbye|ok|okay|test|testing|yes|no|please|great|cool|nice|very much|so much|a lot|there|everyone|all|"
    r"how are you)\b[\s!.,?]*)+",
    re.IGNORECASE,
)


def check_question(text: str) -> str:
    """The question without white space around it and control characters in it.

    Raises:
        QuestionError: if nothing is left, or too much.
    """
    cleaned = "".join(c if c.isprintable() or c == "\n" else " " for c in text).strip()
    if not cleaned:
        raise QuestionError("The question is empty.", "Ask one, for example: Who founded DeepSeek?")
    if len(cleaned) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(cleaned):,} characters; {MAX_QUESTION:,} are allowed.",
            "Ask one question in a sentence or two; ingest longer texts as articles.",
        )
    return cleaned


def is_question(text: str) -> bool:
    """Whether there is anything to search for; a greeting or mere punctuation is not."""
    return any(c.isalnum() for c in text) and not _GREETING.fullmatch(text)
