"""An article by what a person calls it."""

from __future__ import annotations

from ingest.identity import canonical_url
from rag.domain import Article, ArticleId
from rag.interfaces import Library

_BEGINNING_MIN = 4  # characters of an id


def named_articles(library: Library, named: str) -> list[Article]:
    """The articles with this id, beginning of an id, or address."""
    whole = library.article(ArticleId(named))
    if whole is not None:
        return [whole]
    url = canonical_url(named)
    if url:
        return [one for one in library.articles() if one.url and canonical_url(one.url) == url]
    if len(named) < _BEGINNING_MIN:
        return []
    return [one for one in library.articles() if one.id.startswith(named)]
