"""What an answer was made from, in figures."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Citation, Coverage
from rag.interfaces import Span


def coverage_of(searched: Span, citations: Sequence[Citation], independent_sources: int) -> Coverage:
    """What was searched, and how many sources stand behind the answer.

    Args:
        searched: What there was to answer from.
        citations: The answer's.
        independent_sources: Articles cited; an article counts once, and so do its reprints together.
    """
    dates = [citation.published for citation in citations if citation.published]
    return Coverage(
        articles=searched.articles,
        corpus_from=searched.first.isoformat() if searched.first else None,
        corpus_to=searched.last.isoformat() if searched.last else None,
        newest_source=max(dates, default=None),
        independent_sources=independent_sources,
        outlets=len({citation.publisher for citation in citations if citation.publisher}),
    )
