"""Article filters as SQL: one fixed condition, whatever the filter holds."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from rag.interfaces import ArticleFilter

EVERY_ARTICLE = "TRUE"
# The numbers and ids of the passages whose articles meet the condition, read from indexes alone.
_OF_PASSING = (
    "SELECT passages.{column} FROM articles"
    " CROSS JOIN passages ON passages.article_id = articles.id WHERE {terms}"
)
PASSAGE_NUMBERS = _OF_PASSING.replace("{column}", "number")
PASSAGE_IDS = _OF_PASSING.replace("{column}", "id")

_LONGEST_DATE_DAYS = 366  # a date that is known to the year alone


def condition(where: ArticleFilter) -> tuple[str, dict[str, Any]]:
    """The condition that keeps the filter's promise on rows of ``articles``, and its parameters.

    Names travel as one JSON list, so that a filter of a thousand publishers is no longer
    than one of two, and no text of a user's becomes part of the statement.
    """
    terms: list[str] = []
    if where.collections:
        terms.append("articles.collection IN (SELECT value FROM json_each(:collections))")
    if where.publishers:
        terms.append("articles.publisher IN (SELECT value FROM json_each(:publishers))")
    # A date known to the month passes when any of its days does; without a date, nothing does.
    if where.since is not None:
        terms.append("articles.published_last >= :since")
    if where.until is not None:
        # The second follows from the first; with it, one range of one index holds all that pass.
        terms.append("articles.published_first <= :until")
        terms.append(f"articles.published_last < :until + {_LONGEST_DATE_DAYS}")
    parameters = {
        "collections": json.dumps(where.collections),
        "publishers": json.dumps(where.publishers),
        "since": where.since.toordinal() if where.since else None,
        "until": where.until.toordinal() if where.until else None,
    }
    return " AND ".join(terms) or EVERY_ARTICLE, parameters


def of_any_date(where: ArticleFilter) -> ArticleFilter:
    """The filter without its dates."""
    return replace(where, since=None, until=None)
