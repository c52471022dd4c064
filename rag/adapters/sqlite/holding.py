"""Which articles may hold a phrase: by the lexical index, and by their texts where it sees no words."""

# ruff: noqa: S608  # statements are put together from this package's constants; every value is a parameter

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from rag.adapters.sqlite.filters import condition
from rag.adapters.sqlite.lexical import quoted
from rag.domain import ArticleId
from rag.interfaces import ArticleFilter
from rag.text.occurrences import UNSPACED_RANGES, unspaced_runs

MOST_WORDS = 2  # looked up in the index: the rarest; the others cost more than they shut out
LONGEST_WORDS = 8  # whose frequencies are asked for: rare words are long ones

# The migration's condition to the letter: SQLite then reads only the articles of that index.
UNSPACED = f"title || text GLOB '*[{UNSPACED_RANGES}]*'"
_ASCII_WORD = re.compile(r"[a-z0-9]+")  # SQLite's lower() knows no other letters


def search(
    connection: sqlite3.Connection,
    words: Sequence[str],
    where: ArticleFilter,
    frequencies_of: Callable[[Sequence[str]], dict[str, int]],
) -> list[ArticleId]:
    """Ids of the articles that may hold all of the words, oldest first, undated ones last.

    None that holds them is missing; some may hold only other forms, or only some of them.

    Args:
        connection: The library's.
        words: In lower case, each with a letter or digit in it.
        where: The articles that count.
        frequencies_of: In how many passages each word occurs.
    """
    terms, parameters = condition(where)
    given: dict[str, Any] = dict(parameters)
    runs = [run for word in words for run in unspaced_runs(word)]
    letters = [piece for word in words for piece in _ASCII_WORD.findall(word)]
    looked_up = [] if runs else _rarest(frequencies_of(_longest(words)))
    ways = (_by_words(looked_up, given), _by_text(runs or letters, given))
    held = " UNION ".join(way for way in ways if way)
    if not held:
        return []
    statement = (
        f"SELECT articles.id FROM ({held}) AS held JOIN articles ON articles.id = held.id WHERE {terms}"
        " ORDER BY published_first IS NULL, published_first, published_last, articles.id"
    )
    return [ArticleId(article_id) for (article_id,) in connection.execute(statement, given)]


def _longest(words: Sequence[str]) -> list[str]:
    """The words among which the rarest are likely to be, each once."""
    return sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))[:LONGEST_WORDS]


def _rarest(frequencies: dict[str, int]) -> list[str]:
    return sorted(frequencies, key=lambda word: (frequencies[word], word))[:MOST_WORDS]


def _by_words(words: Sequence[str], given: dict[str, Any]) -> str:
    """In one passage or in several: a phrase may cross the border between two."""
    given |= {f"word{n}": quoted(word) for n, word in enumerate(words)}
    each = (
        "SELECT passages.article_id AS id FROM passages_fts"
        f" JOIN passages ON passages.number = passages_fts.rowid WHERE passages_fts MATCH :word{n}"
        for n in range(len(words))
    )
    intersection = " INTERSECT ".join(each)
    return f"SELECT id FROM ({intersection})" if intersection else ""


def _by_text(inside: Sequence[str], given: dict[str, Any]) -> str:
    given |= {f"inside{n}": text for n, text in enumerate(inside)}
    each = " AND ".join(f"instr(lower(title || ' ' || text), :inside{n})" for n in range(len(inside)))
    return f"SELECT id FROM articles INDEXED BY articles_unspaced WHERE {UNSPACED} AND {each}" if each else ""
