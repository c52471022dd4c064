"""Conversations that a library keeps: whose they are, what they are called, and their answers in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

TITLE_MAX = 200  # characters


@dataclass(frozen=True, slots=True)
class ConversationEntry:
    """A conversation as a list shows it."""

    id: str
    title: str  # the reader's own; else the first question
    created_at: str  # ISO 8601, UTC
    updated_at: str  # when its newest answer was kept
    turns: int


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A whole conversation; its answers, oldest first, are JSON objects as `Library.answer` has them."""

    id: str
    title: str
    answers: tuple[Mapping[str, Any], ...]


class ConversationBook(Protocol):
    """Conversations by reader. Whoever is not their reader finds none, whatever id is named.

    Their questions stand nowhere but in their answers: a conversation whose last answer goes, goes too.
    """

    def keep_turn(self, reader: str, conversation_id: str, n: int, answer_id: str) -> bool:
        """Keep a saved answer as the n-th (from 0) of a conversation, which begins with it if there is none.

        The n-th and later ones of before are replaced: no longer shown, and deleted with the conversation.
        Returns false, and keeps nothing, if no such answer is saved or the conversation is another reader's.
        """

    def conversations(
        self, reader: str, words: Sequence[str] = (), limit: int = 100
    ) -> list[ConversationEntry]:
        """The reader's conversations, latest first, as far as they hold all of the words.

        Words are looked for in title, questions and answers, in any case and without accents.
        """

    def conversation(self, reader: str, conversation_id: str) -> KeptConversation | None:
        """One of the reader's conversations."""

    def rename_conversation(self, reader: str, conversation_id: str, title: str) -> bool:
        """Give it a title, or with an empty one its first question's; false if the reader has none such."""

    def forget_conversations(self, reader: str, conversation_id: str | None = None) -> int:
        """Delete one conversation of the reader's, or all, so that the files hold none of it.

        Their answers go too, with questions and feedback, but for those that another conversation has.
        Returns how many conversations were deleted.
        """

    def forget_answers(self, before: str) -> None:
        """Delete the answers older than the day (ISO), and conversations of which nothing is left then."""


def oldest_kept(days: int, now: datetime) -> str:
    """The day (ISO) before which answers are deleted that are kept for so many days."""
    return (now - timedelta(days=days)).date().isoformat()
