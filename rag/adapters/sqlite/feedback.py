"""Readers' opinions of saved answers, and answers deleted for good."""

from __future__ import annotations

import json
import sqlite3

from rag.adapters.sqlite import answers, journal
from rag.adapters.sqlite.connections import Connections
from rag.feedback import Feedback, JudgedAnswer, Opinion

_PUT = """
    INSERT INTO feedback (answer_id, reader, opinion, reason, given_at)
    SELECT id, :reader, :opinion, :reason, :now FROM answers WHERE id = :answer
    ON CONFLICT (answer_id, reader) DO UPDATE SET
        opinion = excluded.opinion, reason = excluded.reason, given_at = excluded.given_at
"""
_JUDGED = """
    SELECT json, opinion, reason, given_at FROM feedback JOIN answers ON answers.id = answer_id
    ORDER BY given_at DESC, answer_id, reader
"""


class LibraryFeedback:
    """What readers leave behind, and how it goes."""

    _connections: Connections

    def give_feedback(self, answer_id: str, reader: str, opinion: Opinion, reason: str | None) -> bool:
        """Keep a reader's opinion in place of an earlier one; false if no such answer is saved."""
        values = {
            "answer": answers.storable(answer_id),
            "reader": reader,
            "opinion": opinion,
            "reason": None if reason is None else answers.storable(reason),
            "now": journal.now(),
        }
        with self._connections.writing() as connection:
            return bool(connection.execute(_PUT, values).rowcount)

    def feedback(self, answer_id: str, reader: str) -> Feedback | None:
        """A reader's own opinion of an answer."""
        statement = "SELECT opinion, reason, given_at FROM feedback WHERE answer_id = ? AND reader = ?"
        with self._connections.reading() as connection:
            row = connection.execute(statement, [answers.storable(answer_id), reader]).fetchone()
        return Feedback(*row) if row else None

    def withdraw_feedback(self, answer_id: str, reader: str) -> bool:
        """Forget a reader's opinion; false if there was none."""
        statement = "DELETE FROM feedback WHERE answer_id = ? AND reader = ?"
        with self._connections.writing() as connection:
            return bool(connection.execute(statement, [answers.storable(answer_id), reader]).rowcount)

    def judged_answers(self) -> list[JudgedAnswer]:
        """Every opinion with its answer, latest first."""
        with self._connections.reading() as connection:
            rows = connection.execute(_JUDGED).fetchall()
        return [JudgedAnswer(json.loads(row["json"]), Feedback(*row[1:])) for row in rows]

    def forget_answer(self, answer_id: str) -> bool:
        """Delete a saved answer, its question and its feedback; false if no such answer is saved.

        What is deleted is overwritten with zeros, and the write-ahead log, which still holds the pages as
        they were, is emptied. While another process is reading it stays until the next such moment.
        """
        with self._connections.writing() as connection:
            if not answers.forget(connection, answer_id):
                return False
        with self._connections.migrating() as connection:
            empty_log(connection)
        return True


def empty_log(connection: sqlite3.Connection) -> None:
    """Empty the write-ahead log, which holds pages as they were before something was deleted."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
