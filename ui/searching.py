"""Searching without answering, for every way in."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rag.answering.questions import check_question
from rag.domain import Question
from rag.find_all import FoundAll, find_all
from rag.interfaces import Library
from ui.contract import holding_json, passage_json
from ui.parts import Parts

if TYPE_CHECKING:
    from rag.searching import Searched


def search_passages(byline: Parts, question: Question) -> Searched:
    """Find passages, best first, within the limits that were understood.

    Raises:
        QuestionError: for an empty query, or a very long one.
        UnknownNameError: for a collection or publisher that the library does not have.
        UsageError: for a date that is none, or a range that ends before it begins.
    """
    return byline.find(replace(question, text=check_question(question.text)))


def searched_json(searched: Searched) -> dict[str, Any]:
    """What was found, as the public contract has it."""
    return {
        "query": searched.standalone,
        "constraints": asdict(searched.understood.constraints),
        "notes": list(searched.notes),
        "passages": [passage_json(hit) for hit in searched.hits],
    }


def find_everywhere(library: Library, question: Question) -> FoundAll:
    """Find every article that holds the question's text, by today's date.

    Raises:
        UsageError: as `find_all` does.
    """
    return find_all(library, question, datetime.now(UTC).date())


def found_json(found: FoundAll, offset: int, limit: int) -> dict[str, Any]:
    """A page of the articles that hold a phrase, and how many there are, as the public contract has it."""
    counted = found.counted()
    page = counted.articles[offset : offset + limit]
    return {
        "query": found.query,
        "constraints": asdict(found.constraints),
        "notes": list(found.notes),
        "total": len(counted.articles),
        "occurrences": counted.occurrences,
        "offset": offset,
        "articles": [holding_json(holding) for holding in found.holdings(page)],
    }
