"""Which articles are read for suggestions: the newest, and some from everywhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from rag.domain import Article, ArticleId
from rag.interfaces import ArticleFilter, Library

NEWEST, SPREAD = 24, 40  # articles
_WINDOWS = (7, 30, 120, 500)  # days before the newest article
_LOOKED_AT = 200  # articles of a window


def sampled_articles(library: Library, collections: Sequence[str]) -> list[Article]:
    """The newest articles, newest first, then others in an order that only what they say decides.

    Of reprints one is read. The same library gives the same articles.

    Args:
        library: Whose articles.
        collections: Only these.
    """
    where = ArticleFilter(collections=tuple(collections))
    found = {one.id: one for one in (*_newest(library, where), *_spread(library, collections))}
    clusters = library.reprints(list(found))
    by_origin: dict[ArticleId, Article] = {}
    for article_id, article in found.items():
        cluster = clusters.get(article_id)
        by_origin.setdefault(cluster.representative if cluster else article_id, article)
    return list(by_origin.values())


def _newest(library: Library, where: ArticleFilter) -> list[Article]:
    last = library.span(where).last
    if last is None:
        return []
    windows = [replace(where, since=_before(last, days)) for days in _WINDOWS]
    window = next((one for one in windows if library.span(one).articles >= NEWEST), windows[-1])
    listed = list(islice(library.articles(window), _LOOKED_AT))
    return sorted(listed, key=lambda one: (_day(one), one.hash), reverse=True)[:NEWEST]


def _spread(library: Library, collections: Sequence[str]) -> list[Article]:
    order = sorted(
        (content, article_id)
        for collection in collections
        for article_id, content in library.hashes(collection).items()
    )
    step = max(1, len(order) // SPREAD)
    return library.articles_by_id([article_id for _, article_id in order[::step][:SPREAD]])


def _day(article: Article) -> date:
    return article.published.first if article.published else date.min


def _before(day: date, days: int) -> date:
    return day - min(timedelta(days=days), day - date.min)
