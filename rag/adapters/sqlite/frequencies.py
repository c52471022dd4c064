"""In how many passages words occur, and which of a question's words lead to its passages."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from rag.adapters.sqlite.lexical import quoted
from rag.adapters.sqlite.remembered import Remembered

# A word in more passages than this share says little and costs most of a search's time.
COMMON_SHARE = 0.1
# In a small library every word is cheap, and shares mean little.
COMMON_FROM_PASSAGES = 1_000
# Passages that the leading words hold between them: scoring one takes a microsecond. Measured at 100,000
# generated passages, against scoring all that hold any of the words: the same sixty best, in 9 instead of
# 13 ms (median) and 13 instead of 28 (95th percentile). On SciFact, with a limit in the same proportion, the
# same nDCG@10 (0.681); with 3 % of the passages instead of 10 it falls to 0.677.
LEADING_PASSAGES = 10_000
_CACHED_WORDS = 10_000


class Frequencies:
    """In how many passages each word occurs, counted once a generation; safe from any thread."""

    def __init__(self) -> None:
        self._counts: Remembered[str, int] = Remembered(_CACHED_WORDS)
        self._passages: Remembered[None, int] = Remembered(1)

    def of(self, connection: sqlite3.Connection, words: Sequence[str], generation: int) -> dict[str, int]:
        """Number of passages that hold each word, in any form that shares its stem."""
        known = self._counts.known(generation, words)
        counted = {word: _count(connection, word) for word in dict.fromkeys(words) if word not in known}
        self._counts.keep(generation, counted)
        return {word: known[word] if word in known else counted[word] for word in words}

    def passages(self, connection: sqlite3.Connection, generation: int) -> int:
        """Number of passages."""
        return self._passages.one(generation, None, lambda: _count_passages(connection))


def telling(words: Sequence[str], frequencies: Mapping[str, int], passages: int) -> list[str]:
    """The words worth searching for: without those that most passages hold, unless only such are left."""
    occurring = [word for word in dict.fromkeys(words) if frequencies[word]]
    rare = [word for word in occurring if frequencies[word] <= COMMON_SHARE * passages]
    return rare or occurring


def leading(words: Sequence[str], frequencies: Mapping[str, int]) -> list[str]:
    """The rarest of the words: a passage without any of them is not among the best.

    The essential terms of MaxScore (Turtle and Flood, 1995), but by a fixed number of passages
    rather than by bounds on the score, so that a search costs the same in a library of any size.
    """
    chosen: list[str] = []
    total = 0
    for word in sorted(words, key=lambda one: frequencies[one]):
        total += frequencies[word]
        if chosen and total > LEADING_PASSAGES:
            break
        chosen.append(word)
    return chosen


def _count(connection: sqlite3.Connection, word: str) -> int:
    statement = "SELECT count(*) FROM passages_fts WHERE passages_fts MATCH :match"
    count: int = connection.execute(statement, {"match": f"text : {quoted(word)}"}).fetchone()[0]
    return count


def _count_passages(connection: sqlite3.Connection) -> int:
    count: int = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    return count
