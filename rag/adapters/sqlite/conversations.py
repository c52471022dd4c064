"""Conversations of readers: rows that put saved answers in order."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from rag.adapters.sqlite import answers, journal
from rag.adapters.sqlite.connections import Connections
from rag.adapters.sqlite.feedback import empty_log
from rag.adapters.sqlite.listing import folded
from rag.kept_conversations import TITLE_MAX, ConversationEntry, KeptConversation

_HOLDS = "conversation_holds"  # the SQL function behind the search
_TITLE = """
    coalesce(conversations.title, (
        SELECT question FROM conversation_turns JOIN answers ON answers.id = answer_id
        WHERE conversation_id = conversations.id AND NOT is_replaced ORDER BY n LIMIT 1
    ))
"""
_LISTED = f"""
    SELECT conversations.id, {_TITLE} AS title, conversations.created_at, updated_at, count(*) AS turns
    FROM conversations
    JOIN conversation_turns ON conversation_id = conversations.id AND NOT is_replaced
    JOIN answers ON answers.id = answer_id
    WHERE reader = :reader
    GROUP BY conversations.id
"""  # noqa: S608 - nothing in it comes from outside
_HOLDING = f"""
    HAVING {_HOLDS}(:words, coalesce(conversations.title, ''), group_concat(question, char(10)),
        group_concat(json_extract(json, '$.text'), char(10)))
"""
_BEGIN = """
    INSERT INTO conversations (id, reader, created_at, updated_at)
    SELECT :id, :reader, :now, :now FROM answers WHERE id = :answer
    ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at WHERE reader = excluded.reader
"""
_PUT = """
    INSERT INTO conversation_turns (conversation_id, answer_id, n) VALUES (:id, :answer, :n)
    ON CONFLICT (conversation_id, answer_id) DO UPDATE SET n = excluded.n, is_replaced = 0
"""
_ANSWERS = """
    SELECT answer_id FROM conversation_turns WHERE conversation_id = ? AND NOT is_replaced ORDER BY n
"""
_OWN = "SELECT id FROM conversations WHERE reader = :reader AND (:id IS NULL OR id = :id)"
_FORGET_ANSWERS = f"""
    DELETE FROM answers WHERE id IN (
        SELECT answer_id FROM conversation_turns GROUP BY answer_id
        HAVING sum(conversation_id NOT IN ({_OWN})) = 0
    )
"""  # noqa: S608 - as above


class LibraryConversations:
    """What readers asked, one conversation after the other."""

    _connections: Connections

    def keep_turn(self, reader: str, conversation_id: str, n: int, answer_id: str) -> bool:
        """Keep a saved answer as the n-th of a conversation; false if there is none, or it is another's."""
        values = {
            "id": answers.storable(conversation_id),
            "reader": reader,
            "n": n,
            "answer": answers.storable(answer_id),
            "now": journal.now(),
        }
        with self._connections.writing() as connection:
            if not connection.execute(_BEGIN, values).rowcount:
                return False
            connection.execute(
                "UPDATE conversation_turns SET is_replaced = 1 WHERE conversation_id = :id AND n >= :n",
                values,
            )
            connection.execute(_PUT, values)
        return True

    def conversations(
        self, reader: str, words: Sequence[str] = (), limit: int = 100
    ) -> list[ConversationEntry]:
        """The reader's conversations, latest first, as far as they hold all of the words."""
        wanted = "\n".join(answers.storable(folded(word)) for word in words)
        statement = (
            f"{_LISTED} {_HOLDING if words else ''} ORDER BY updated_at DESC, conversations.id LIMIT :limit"
        )
        values = {"reader": reader, "words": wanted, "limit": limit}
        with self._connections.reading() as connection:
            connection.create_function(_HOLDS, 4, _holds, deterministic=True)
            return [ConversationEntry(**row) for row in connection.execute(statement, values)]

    def conversation(self, reader: str, conversation_id: str) -> KeptConversation | None:
        """One of the reader's conversations."""
        own = f"SELECT {_TITLE} FROM conversations WHERE id = ? AND reader = ?"  # noqa: S608 - as above
        name = answers.storable(conversation_id)
        with self._connections.reading() as connection:
            connection.execute("BEGIN")  # title and answers are of one state
            try:
                found = connection.execute(own, [name, reader]).fetchone()
                ids = [row[0] for row in connection.execute(_ANSWERS, [name])] if found else []
                kept = [answers.load(connection, one) for one in ids]
            finally:
                connection.execute("COMMIT")
        return KeptConversation(name, found[0], tuple(one for one in kept if one)) if ids else None

    def rename_conversation(self, reader: str, conversation_id: str, title: str) -> bool:
        """Give it a title, or with an empty one its first question's; false if the reader has none such."""
        wanted = answers.storable(" ".join(title.split()))[:TITLE_MAX] or None
        with self._connections.writing() as connection:
            renamed = connection.execute(
                "UPDATE conversations SET title = ? WHERE id = ? AND reader = ?",
                [wanted, answers.storable(conversation_id), reader],
            )
            return bool(renamed.rowcount)

    def forget_conversations(self, reader: str, conversation_id: str | None = None) -> int:
        """Delete one conversation of the reader's, or all, with their answers, which are overwritten."""
        name = None if conversation_id is None else answers.storable(conversation_id)
        values = {"reader": reader, "id": name}
        with self._connections.writing() as connection, answers.overwriting(connection):
            count = _count(connection, values)
            connection.execute(_FORGET_ANSWERS, values)
            # The answers took most of them along; what is left shares its answers with other conversations.
            connection.execute(f"DELETE FROM conversations WHERE id IN ({_OWN})", values)  # noqa: S608 - as above
        if count:
            with self._connections.migrating() as connection:
                empty_log(connection)
        return count


def _count(connection: sqlite3.Connection, values: dict[str, str | None]) -> int:
    return len(connection.execute(_OWN, values).fetchall())


def _holds(words: str, title: str, questions: str, texts: str) -> bool:
    text = folded(f"{title}\n{questions}\n{texts}")
    return all(word in text for word in words.split("\n"))
