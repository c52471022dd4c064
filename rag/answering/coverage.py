"""What an answer was made from, in figures."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Citation, Coverage
from rag.interfaces import Span


def coverage_of(searched: Span, citations: Sequence[Citation]) -> Coverage:
    """Count the articles searched and the independent sources cited.

    An article counts once, however many of its sentences are cited.
    """
    dates = [citation.published for citation in citations if citation.published]
    return Coverage(
        articles=searched.articles,
        corpus_from=searched.first.isoformat() if searched.first else None,
        corpus_to=searched.last.isoformat() if searched.last else None,
        newest_source=max(dates, default=None),
        independent_sources=len({citation.article_id for citation in citations}),
        outlets=len({citation.publisher for citation in citations if citation.publisher}),
    )
