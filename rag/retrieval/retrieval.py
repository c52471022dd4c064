"""From a question to the passages worth reading: the retriever, then the postprocessors in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import QueryBundle
from numpy.typing import NDArray

from rag.domain import ArticleId, PassageHit
from rag.errors import RerankError
from rag.interfaces import ArticleFilter, Embedder, Library, PassageIndex, Preference
from rag.retrieval.article_cache import ArticleCache
from rag.retrieval.nodes import describe_article, hit_of, is_current
from rag.retrieval.preference import PreferWanted, narrowed
from rag.retrieval.reprints import CollapseReprints
from rag.retrieval.rescoring import Rescore
from rag.retrieval.retriever import CANDIDATES, HybridRetriever
from rag.retrieval.spread import SpreadOverArticles
from rag.text.languages import foreign_language, language_note

# Nodes that the postprocessors see, for each one that is wanted: some of them are reprints of others.
_POOL_FACTOR = 3
_LEAST_POOL = 30  # as many as a reranker reads
# For a question whose language the embedder does not read.
_WORDS_FIRST = {"dense": 0.2, "lexical": 0.8}
ANY_ARTICLE = ArticleFilter()
NO_PREFERENCE = Preference()


@dataclass(frozen=True, slots=True, eq=False)
class Retrieved:
    """What was found for a question, best first, and the question's vector (of length one)."""

    hits: tuple[PassageHit, ...]
    query_vector: NDArray[np.float32]
    notes: tuple[str, ...] = ()  # whole sentences for the reader, about how it was searched


class Retrieval:
    """Finds passages together with their articles; safe from any thread."""

    def __init__(
        self,
        library: Library,
        index: PassageIndex,
        embedder: Embedder,
        candidates: int = CANDIDATES,
        postprocessors: Sequence[BaseNodePostprocessor] = (),
        *,
        is_english_only: bool = False,
    ) -> None:
        """Take the stores.

        Args:
            library: Holds articles, passages and the lexical index.
            index: Holds the vectors.
            embedder: Made the vectors, and makes the question's.
            candidates: How many each search gives.
            postprocessors: Of LlamaIndex, applied last; they get the best nodes and may reorder or drop.
            is_english_only: Whether the embedder reads nothing but English; for a question in another
                language the words then decide.
        """
        self._library = library
        self._index = index
        self._embedder = embedder
        self._candidates = candidates
        self._postprocessors = tuple(postprocessors)
        self._is_english_only = is_english_only
        self._articles = ArticleCache(library)

    def find_passages(
        self,
        question: str,
        where: ArticleFilter = ANY_ARTICLE,
        limit: int = 10,
        preference: Preference = NO_PREFERENCE,
    ) -> Retrieved:
        """At most ``limit`` passages for a question, best first; none for one without a word in it.

        Args:
            question: Standing alone.
            where: What may be found.
            limit: The most passages.
            preference: What ranks higher.
        """
        self._index.refresh(self._library)
        query = QueryBundle(question)
        language = foreign_language(question) if self._is_english_only else None
        nodes = self._retriever(where, limit, preference, language).retrieve(query)
        articles = self._articles.get({ArticleId(node.metadata["article_id"]) for node in nodes})
        nodes = [node for node in nodes if is_current(node, articles.get(node.metadata["article_id"]))]
        for node in nodes:
            describe_article(node, articles[node.metadata["article_id"]])
        reprints = self._library.reprints(list(articles))
        notes = [language_note(language)] if language else []
        for step in (
            CollapseReprints(reprints),
            Rescore(),
            PreferWanted(preference),
            SpreadOverArticles(),
            *self._postprocessors,
        ):
            try:
                nodes = step.postprocess_nodes(nodes, query)
            except RerankError as error:  # their order without it is a good one
                notes.append(f"The passages were not reranked: {error.message}")
        hits = tuple(hit_of(node, articles, reprints) for node in nodes[:limit])
        # A question without a word is not searched for: blank text is no input for some endpoints.
        vector = query.embedding or self._embedder.get_query_embedding("?")
        return Retrieved(hits, np.asarray(vector, dtype=np.float32), tuple(notes))

    def _retriever(
        self, where: ArticleFilter, limit: int, preference: Preference, language: str | None
    ) -> HybridRetriever:
        return HybridRetriever(
            self._library,
            self._index,
            self._embedder,
            where,
            max(limit * _POOL_FACTOR, _LEAST_POOL),
            candidates=self._candidates,
            preferred=narrowed(where, preference),
            weights=_WORDS_FIRST if language else None,
        )
