"""Dense and lexical search, fused: as a LlamaIndex retriever, and as the assistant uses it."""

from __future__ import annotations

import asyncio
import re
import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from numpy.typing import NDArray

from rag.domain import Article, ArticleId, Passage, PassageHit, PassageId
from rag.interfaces import ArticleFilter, Embedder, Library, PassageIndex
from rag.retrieval.fusion import Fused, fuse
from rag.text.words import STOP_WORDS, tokens

CANDIDATES = 60
WEIGHTS = {"dense": 0.5, "lexical": 0.5}
CACHED_ARTICLES = 256

_POSSESSIVE = re.compile(r"['’‘ʼ]s?$")
_HYPHEN = re.compile("[-\u2010\u2011]")


class HybridRetriever(BaseRetriever):
    """Passages by meaning and by words, for one filter; costs nothing to construct.

    Each node is a passage: its id, text and exact offsets, and in its metadata the article's id
    and the scores ("dense": cosine, "lexical": BM25, each where that search found it; "score":
    fused, 0 to 1). No metadata reaches an embedder or a prompt.
    """

    def __init__(
        self,
        library: Library,
        index: PassageIndex,
        embedder: Embedder,
        where: ArticleFilter | None = None,
        limit: int = 10,
        candidates: int = CANDIDATES,
    ) -> None:
        super().__init__()
        self._library = library
        self._index = index
        self._embedder = embedder
        self._where = where or ArticleFilter()
        self._limit = limit
        self._candidates = max(candidates, limit)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        question = query_bundle.query_str
        if not is_searchable(question):
            return []
        vector = query_bundle.embedding or self._embedder.get_query_embedding(question)
        rankings = {
            "dense": self._dense(np.asarray(vector, dtype=np.float32)),
            "lexical": self._lexical(question),
        }
        found = dict.fromkeys(passage_id for ranking in rankings.values() for passage_id, _ in ranking)
        # The index may still hold passages that the library has given up: they must not count.
        passages = {passage.id: passage for passage in self._library.passages(list(found))}
        known = {name: [hit for hit in ranking if hit[0] in passages] for name, ranking in rankings.items()}
        return [_node(passages[hit.id], hit) for hit in fuse(known, WEIGHTS)[: self._limit]]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)

    def _dense(self, vector: NDArray[np.float32]) -> list[tuple[PassageId, float]]:
        allowed = self._library.allowed_passages(self._where)
        if allowed is not None and not allowed:
            return []
        return self._index.search(vector, self._candidates, allowed)

    def _lexical(self, question: str) -> list[tuple[PassageId, float]]:
        return self._library.lexical_search(search_words(question), self._candidates, self._where)


@dataclass(frozen=True, slots=True, eq=False)
class Retrieved:
    """What was found for a question, best first, and the question's vector (of length one)."""

    hits: tuple[PassageHit, ...]
    query_vector: NDArray[np.float32]


class Retrieval:
    """Finds passages together with their articles; safe from any thread."""

    def __init__(
        self, library: Library, index: PassageIndex, embedder: Embedder, candidates: int = CANDIDATES
    ) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder
        self._candidates = candidates
        self._articles = _ArticleCache(library)

    def find_passages(self, question: str, where: ArticleFilter | None = None, limit: int = 10) -> Retrieved:
        """At most ``limit`` passages for a question, best first; none for one without a word in it."""
        self._index.refresh(self._library)
        # Blank text is no input for some endpoints, and its vector would mean nothing.
        vector = self._embedder.get_query_embedding(question if is_searchable(question) else "?")
        retriever = HybridRetriever(
            self._library, self._index, self._embedder, where, limit, candidates=self._candidates
        )
        nodes = retriever.retrieve(QueryBundle(question, embedding=vector))
        articles = self._articles.get({ArticleId(node.metadata["article_id"]) for node in nodes})
        hits = [_hit(node, articles) for node in nodes]
        return Retrieved(tuple(hit for hit in hits if hit), np.asarray(vector, dtype=np.float32))


def search_words(question: str) -> list[str]:
    """The words worth looking for, each once; a compound such as "DeepSeek-R1" and each of its parts.

    They stay as they are spelled, but for case and possessive endings: the library folds and
    stems them just as it did its texts.
    """
    words: dict[str, None] = {}
    for token in tokens(question):
        word = _POSSESSIVE.sub("", token.text.lower())
        if token.folded not in STOP_WORDS:
            words |= dict.fromkeys((word, *_HYPHEN.split(word)))
    return [word for word in words if word and word not in STOP_WORDS]


def is_searchable(question: str) -> bool:
    """Whether there is a letter or a digit to look for."""
    return any(character.isalnum() for character in question)


class _ArticleCache:
    """The articles read last, as long as the library does not change."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._generation = -1
        self._articles: OrderedDict[ArticleId, Article] = OrderedDict()

    def get(self, ids: Collection[ArticleId]) -> dict[ArticleId, Article]:
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


def _node(passage: Passage, hit: Fused[PassageId]) -> NodeWithScore:
    metadata = {
        "article_id": passage.article_id,
        "start": passage.start,
        "end": passage.end,
        "score": hit.score,
        **hit.parts,
    }
    node = TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=list(metadata),
    )
    return NodeWithScore(node=node, score=hit.score)


def _hit(found: NodeWithScore, articles: dict[ArticleId, Article]) -> PassageHit | None:
    """The node and its article; None if the article was changed or removed while we searched."""
    metadata = found.metadata
    article = articles.get(metadata["article_id"])
    start, end, text = metadata["start"], metadata["end"], found.text
    if article is None or article.text[start:end] != text:
        return None
    passage = Passage(PassageId(found.node_id), article.id, start, end, text)
    parts = {name: metadata[name] for name in WEIGHTS if name in metadata}
    return PassageHit(passage, article, found.score or 0.0, parts)
