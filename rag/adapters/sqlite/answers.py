"""Saved answers: the contract's JSON, and the hashes of the articles it rests on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from rag.domain import Answer

_IS_STALE = """
    SELECT EXISTS (
        SELECT 1 FROM answer_sources LEFT JOIN articles ON articles.id = answer_sources.article_id
        WHERE answer_sources.answer_id = ? AND articles.hash IS NOT answer_sources.article_hash
    )
"""


_MARKS = """
    SELECT id, status, status_note FROM articles
    WHERE status IS NOT NULL AND id IN (SELECT article_id FROM answer_sources WHERE answer_id = ?)
"""


def save(connection: sqlite3.Connection, answer: Answer) -> None:
    """Keep an answer; one with the same id is replaced."""
    connection.execute("DELETE FROM answers WHERE id = ?", [answer.id])
    connection.execute(
        "INSERT INTO answers (id, created_at, question, json) VALUES (?, ?, ?, ?)",
        # JSON escapes whatever is no UTF-8; the question's own column must not fail on it either.
        [answer.id, answer.created_at, storable(answer.question), json.dumps(asdict(answer))],
    )
    connection.executemany(
        "INSERT INTO answer_sources (answer_id, article_id, article_hash) VALUES (?, ?, ?)",
        sorted({(answer.id, citation.article_id, citation.article_hash) for citation in answer.citations}),
    )


def load(connection: sqlite3.Connection, answer_id: str) -> dict[str, Any] | None:
    """A saved answer; ``stale`` tells whether a cited article has changed or gone since.

    Citations of articles that are marked corrected or retracted say so, whenever that was done.
    """
    row = connection.execute("SELECT json FROM answers WHERE id = ?", [storable(answer_id)]).fetchone()
    if row is None:
        return None
    saved: dict[str, Any] = json.loads(row["json"])
    saved["stale"] = bool(connection.execute(_IS_STALE, [answer_id]).fetchone()[0])
    marks = {row["id"]: row for row in connection.execute(_MARKS, [answer_id])}
    for citation in saved["citations"]:
        if mark := marks.get(citation["article_id"]):
            citation |= {"status": mark["status"], "status_note": mark["status_note"]}
    return saved


def are_there_before(connection: sqlite3.Connection, day: str) -> bool:
    """Whether an answer is older than the day (ISO)."""
    return bool(
        connection.execute("SELECT EXISTS (SELECT 1 FROM answers WHERE created_at < ?)", [day]).fetchone()[0]
    )


def forget_before(connection: sqlite3.Connection, day: str) -> None:
    """Delete the answers older than the day (ISO), with their questions."""
    with overwriting(connection):
        connection.execute("DELETE FROM answers WHERE created_at < ?", [day])


def forget(connection: sqlite3.Connection, answer_id: str) -> bool:
    """Delete an answer, with its question and its feedback; false if there is none."""
    with overwriting(connection):
        return bool(connection.execute("DELETE FROM answers WHERE id = ?", [storable(answer_id)]).rowcount)


@contextmanager
def overwriting(connection: sqlite3.Connection) -> Iterator[None]:
    """What is deleted in this block is overwritten with zeros; elsewhere that would cost time for nothing."""
    connection.execute("PRAGMA secure_delete = ON").fetchall()
    try:
        yield
    finally:
        connection.execute("PRAGMA secure_delete = OFF").fetchall()


def storable(text: str) -> str:
    """A text that SQLite takes: half a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
