"""Dense and lexical search, fused, as a LlamaIndex retriever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle
from numpy.typing import NDArray

from rag.domain import PassageId
from rag.interfaces import ArticleFilter, Embedder, Library, PassageIndex
from rag.retrieval.fusion import fuse
from rag.retrieval.nodes import node_of
from rag.retrieval.search_words import is_searchable, search_words

CANDIDATES = 60
WEIGHTS = {"dense": 0.5, "lexical": 0.5}

_Ranking = list[tuple[PassageId, float]]


class HybridRetriever(BaseRetriever):
    """Passages by meaning and by words, for one filter; costs nothing to construct.

    The nodes are described in `rag.retrieval.nodes`, best first.
    """

    def __init__(
        self,
        library: Library,
        index: PassageIndex,
        embedder: Embedder,
        where: ArticleFilter | None = None,
        limit: int = 10,
        candidates: int = CANDIDATES,
        *,
        preferred: ArticleFilter | None = None,
        weights: dict[str, float] | None = None,
    ) -> None:
        """Take the stores and what to look for in them.

        Args:
            library: Holds the passages and the lexical index.
            index: Holds the vectors.
            embedder: Makes the question's vector, where the query has none.
            where: What may be found.
            limit: The most nodes.
            candidates: How many each of the two searches gives.
            preferred: A narrower filter, which gives candidates of its own to the same ranking.
            weights: Of "dense" and "lexical" in the fused score.
        """
        super().__init__()
        self._library = library
        self._index = index
        self._embedder = embedder
        self._wheres = [where or ArticleFilter(), *([preferred] if preferred else [])]
        self._limit = limit
        self._candidates = max(candidates, limit)
        self._weights = weights or WEIGHTS

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        question = query_bundle.query_str
        if not is_searchable(question):
            return []
        words = search_words(question)
        vector = self._vector(query_bundle)
        # Both searches leave Python free to run the other.
        with ThreadPoolExecutor(max_workers=1) as beside:
            lexical = beside.submit(_united, self._wheres, lambda where: self._lexical(words, where))
            vector = self._vector(query_bundle)
            dense = _united(self._wheres, lambda where: self._dense(vector, where))
            rankings = {"dense": dense, "lexical": lexical.result()}
        found = dict.fromkeys(passage_id for ranking in rankings.values() for passage_id, _ in ranking)
        # The index may still hold passages that the library has given up: they must not count.
        passages = {passage.id: passage for passage in self._library.passages(list(found))}
        known = {name: [hit for hit in ranking if hit[0] in passages] for name, ranking in rankings.items()}
        return [node_of(passages[hit.id], hit) for hit in fuse(known, self._weights)[: self._limit]]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)

    def _vector(self, query_bundle: QueryBundle) -> NDArray[np.float32]:
        """The question's vector, which is left in the bundle for whoever asked."""
        if query_bundle.embedding is None:
            query_bundle.embedding = self._embedder.get_query_embedding(query_bundle.query_str)
        return np.asarray(query_bundle.embedding, dtype=np.float32)

    def _dense(self, vector: NDArray[np.float32], where: ArticleFilter) -> _Ranking:
        return self._index.search(vector, self._candidates, self._library.allowed_passages(where))

    def _lexical(self, words: Sequence[str], where: ArticleFilter) -> _Ranking:
        return self._library.lexical_search(words, self._candidates, where)


def _united(wheres: Sequence[ArticleFilter], search: Callable[[ArticleFilter], _Ranking]) -> _Ranking:
    """What any of the filters finds; a passage scores the same under each."""
    return list({hit[0]: hit for where in wheres for hit in search(where)}.values())
