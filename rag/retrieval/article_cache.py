"""The articles read last, as long as the library does not change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection

from rag.domain import Article, ArticleId
from rag.interfaces import Library

CACHED_ARTICLES = 256


class ArticleCache:
    """Articles by id; safe from any thread, emptied when the library's generation moves."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._generation = -1
        self._articles: OrderedDict[ArticleId, Article] = OrderedDict()

    def get(self, ids: Collection[ArticleId]) -> dict[ArticleId, Article]:
        """The articles with these ids; unknown ids are left out."""
        generation = self._library.generation()
        found = self._known(ids, generation)
        missing = sorted(set(ids) - set(found))
        if missing:
            read = {article.id: article for article in self._library.articles_by_id(missing)}
            self._keep(read, generation)
            found |= read
        return found

    def _known(self, ids: Collection[ArticleId], generation: int) -> dict[ArticleId, Article]:
        with self._lock:
            if self._generation != generation:
                self._articles.clear()
                self._generation = generation
            return {key: self._articles[key] for key in ids if key in self._articles}

    def _keep(self, articles: dict[ArticleId, Article], generation: int) -> None:
        with self._lock:
            if self._generation != generation:
                return
            for key, article in articles.items():
                self._articles[key] = article
                self._articles.move_to_end(key)
            while len(self._articles) > CACHED_ARTICLES:
                self._articles.popitem(last=False)
