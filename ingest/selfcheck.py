"""After a run: a sample of the written articles has to be found by its own titles."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from rag.domain import Article, ArticleId, PassageId
from rag.interfaces import ArticleFilter, Embedder, PassageIndex, WritableLibrary
from rag.text.words import STOP_WORDS, tokens

SAMPLE = 12
NEAREST = 10


def unfound_titles(
    library: WritableLibrary, index: PassageIndex, embedder: Embedder, ids: Sequence[ArticleId]
) -> list[str]:
    """Titles of sampled articles that neither words nor vectors lead to, among the ten best.

    An article that has the same title, or is a reprint of the one that is looked for, will do.
    """
    chance = random.Random(len(ids))  # noqa: S311 - a sample, no secret
    sample = library.articles_by_id(chance.sample(list(ids), min(SAMPLE, len(ids))))
    return [article.title for article in sample if not _is_found(library, index, embedder, article)]


def _is_found(library: WritableLibrary, index: PassageIndex, embedder: Embedder, article: Article) -> bool:
    words = [token.folded for token in tokens(article.title) if token.folded not in STOP_WORDS]
    if not words:
        return True  # nothing to look for
    where = ArticleFilter(collections=(article.collection,))
    hits = [passage_id for passage_id, _ in library.lexical_search(words, NEAREST, where)]
    hits += _nearest(library, index, embedder, article.title, where)
    found = {passage.article_id for passage in library.passages(hits)}
    if article.id in found or not found.isdisjoint(library.reprints_of(article.id)):
        return True
    return any(other.title == article.title for other in library.articles_by_id(sorted(found)))


def _nearest(
    library: WritableLibrary, index: PassageIndex, embedder: Embedder, title: str, where: ArticleFilter
) -> list[PassageId]:
    vector = np.asarray(embedder.get_query_embedding(title), dtype=np.float32)
    return [passage_id for passage_id, _ in index.search(vector, NEAREST, library.allowed_passages(where))]
