"""Parts that keep the promises of rag/interfaces.py in memory, for tests of everything above them."""

from __future__ import annotations

import dataclasses
import json
import math
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import Stemmer
from numpy.typing import NDArray

from rag.domain import Answer, Article, ArticleId, Passage, PassageId, Reprints
from rag.interfaces import AllowedPassages, ArticleFilter, Span, Vectors, Version


def words_of(text: str) -> list[str]:
    """Stems of a text's words, as the fakes search them."""
    letters = "".join(character if character.isalnum() else " " for character in text.lower())
    return list(Stemmer.Stemmer("english").stemWords(letters.split()))


class ListedPassages:
    """The passages that pass a filter, in a list."""

    def __init__(self, ids: Sequence[PassageId]) -> None:
        self._ids = frozenset(ids)

    def ids(self, at_most: int | None = None) -> frozenset[PassageId] | None:
        return None if at_most is not None and len(self._ids) > at_most else self._ids

    def among(self, ids: Sequence[PassageId]) -> frozenset[PassageId]:
        return self._ids.intersection(ids)


class DictLibrary:
    """A library in two dictionaries."""

    def __init__(self) -> None:
        self._articles: dict[ArticleId, Article] = {}
        self._passages: dict[ArticleId, list[Passage]] = {}
        self._former: dict[ArticleId, list[str]] = {}
        self._answers: dict[str, str] = {}
        self._meta: dict[str, str] = {}
        self._generation = 0

    def generation(self) -> int:
        return self._generation

    def collections(self) -> dict[str, int]:
        return dict(sorted(Counter(article.collection for article in self._articles.values()).items()))

    def publishers(self, collections: Collection[str] = ()) -> list[str]:
        found = self.articles(ArticleFilter(collections=tuple(collections)))
        return sorted({article.publisher for article in found if article.publisher})

    def span(self, where: ArticleFilter) -> Span:
        articles = list(self.articles(where))
        dates = [article.published for article in articles if article.published]
        first = min((date.first for date in dates), default=None)
        undated = [
            one
            for one in self.articles(dataclasses.replace(where, since=None, until=None))
            if not one.published
        ]
        return Span(len(articles), first, max((date.last for date in dates), default=None), len(undated))

    def article(self, article_id: ArticleId) -> Article | None:
        return self._articles.get(article_id)

    def articles_by_id(self, ids: Sequence[ArticleId]) -> list[Article]:
        return [self._articles[article_id] for article_id in ids if article_id in self._articles]

    def articles(self, where: ArticleFilter | None = None) -> Iterator[Article]:
        wanted = where or ArticleFilter()
        return iter([a for _, a in sorted(self._articles.items()) if _passes(a, wanted)])

    def hashes(self, collection: str) -> dict[ArticleId, str]:
        return {
            key: article.hash for key, article in self._articles.items() if article.collection == collection
        }

    def reprints(self, ids: Sequence[ArticleId]) -> dict[ArticleId, Reprints]:
        return {}

    def reprints_of(self, article_id: ArticleId) -> list[ArticleId]:
        return []

    def index_name(self) -> str:
        return "passages"

    def passages(self, ids: Sequence[PassageId]) -> list[Passage]:
        known = {passage.id: passage for passage in self._all_passages()}
        return [known[passage_id] for passage_id in ids if passage_id in known]

    def passages_of(self, article_id: ArticleId) -> list[Passage]:
        return list(self._passages.get(article_id, []))

    def allowed_passages(self, where: ArticleFilter) -> ListedPassages | None:
        allowed = [passage.id for article in self.articles(where) for passage in self._passages[article.id]]
        return None if len(allowed) == self.passage_count() else ListedPassages(allowed)

    def lexical_search(
        self, words: Sequence[str], limit: int, where: ArticleFilter | None = None
    ) -> list[tuple[PassageId, float]]:
        allowed = self.allowed_passages(where or ArticleFilter())
        scores = ((passage.id, self._bm25(words, passage)) for passage in self._all_passages())
        hits = [hit for hit in scores if hit[1] > 0 and (allowed is None or allowed.among([hit[0]]))]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:limit]

    def articles_holding(self, words: Sequence[str], where: ArticleFilter | None = None) -> list[ArticleId]:
        held = [
            article
            for article in self.articles(where)
            if all(word in f"{article.title} {article.text}".lower() for word in words)
        ]
        return [a.id for a in sorted(held, key=lambda a: (str(a.published or "9999"), a.id))]

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        held = [set(words_of(passage.text)) for passage in self._all_passages()]
        return {word: sum(not stems.isdisjoint(words_of(word)) for stems in held) for word in words}

    def passage_count(self) -> int:
        return len(self._all_passages())

    def save_answer(self, answer: Answer) -> None:
        self._answers[answer.id] = json.dumps(dataclasses.asdict(answer))

    def answer(self, answer_id: str) -> dict[str, Any] | None:
        saved = self._answers.get(answer_id)
        return dict(json.loads(saved)) if saved else None

    def replace_article(self, article: Article, passages: Sequence[Passage]) -> list[PassageId]:
        former = self._passages.get(article.id, [])
        self._keep_version(article.id)
        self._articles[article.id] = article
        self._passages[article.id] = list(passages)
        self._generation += 1
        kept = {passage.id for passage in passages}
        return [passage.id for passage in former if passage.id not in kept]

    def remove_article(self, article_id: ArticleId) -> list[PassageId]:
        self._keep_version(article_id)
        if self._articles.pop(article_id, None):
            self._generation += 1
        return [passage.id for passage in self._passages.pop(article_id, [])]

    def versions(self, article_id: ArticleId) -> list[Version]:
        return [Version(one, "2025-01-01T00:00:00Z") for one in self._former.get(article_id, [])]

    def _keep_version(self, article_id: ArticleId) -> None:
        if article_id in self._articles:
            self._former.setdefault(article_id, []).append(self._articles[article_id].hash)

    def meta(self) -> Mapping[str, str]:
        return dict(self._meta)

    def set_meta(self, values: Mapping[str, str]) -> None:
        self._meta.update(values)

    def _all_passages(self) -> list[Passage]:
        return [passage for passages in self._passages.values() for passage in passages]

    def _bm25(self, words: Sequence[str], passage: Passage) -> float:
        stems = Counter(words_of(passage.text))
        score = 0.0
        for word, frequency in self.document_frequencies(words).items():
            count = sum(stems[stem] for stem in words_of(word))
            rarity = math.log(1 + (self.passage_count() - frequency + 0.5) / (frequency + 0.5))
            score += rarity * count * 1.9 / (count + 0.9)
        return score


def _passes(article: Article, where: ArticleFilter) -> bool:
    if where.collections and article.collection not in where.collections:
        return False
    if where.publishers and article.publisher not in where.publishers:
        return False
    if article.published is None:
        return where.since is None and where.until is None
    is_too_old = where.since is not None and article.published.last < where.since
    is_too_new = where.until is not None and article.published.first > where.until
    return not is_too_old and not is_too_new


class ListIndex:
    """An index that compares with every vector it has."""

    record: Mapping[str, Any] = {"embedder": "hash", "dimension": 256, "splitter": "", "version": 1}

    def __init__(self) -> None:
        self.held: dict[PassageId, NDArray[np.float32]] = {}
        self.refreshed = 0

    def add(self, ids: Sequence[PassageId], vectors: Vectors, articles: Sequence[ArticleId]) -> None:
        assert len(ids) == len(vectors) == len(articles)
        self.held.update(zip(ids, vectors, strict=True))

    def delete(self, ids: Sequence[PassageId]) -> None:
        for passage_id in ids:
            self.held.pop(passage_id, None)

    def search(
        self, vector: NDArray[np.float32], limit: int, allowed: AllowedPassages | None = None
    ) -> list[tuple[PassageId, float]]:
        ids = list(self.held) if allowed is None else sorted(allowed.among(list(self.held)))
        hits = [(key, float(self.held[key] @ vector)) for key in ids]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:limit]

    def count(self) -> int:
        return len(self.held)

    def ids(self) -> Iterator[PassageId]:
        return iter(list(self.held))

    def vectors(self, ids: Sequence[PassageId]) -> dict[PassageId, NDArray[np.float32]]:
        return {key: self.held[key] for key in ids if key in self.held}

    def refresh(self, library: Any) -> None:
        self.refreshed += 1

    def close(self) -> None:
        pass


class HashEmbedder:
    """Texts that share words get vectors that are near each other; remembers what it embedded."""

    model_name = "hash"
    dimension = 256

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def get_query_embedding(self, query: str) -> list[float]:
        return self._vector(query)

    def get_text_embedding_batch(self, texts: list[str]) -> list[list[float]]:
        self.embedded += texts
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        counts = np.zeros(self.dimension, dtype=np.float32)
        for word in words_of(text):
            counts[zlib.crc32(word.encode()) % self.dimension] += 1
        length = float(np.linalg.norm(counts))
        return [float(value) for value in counts / length] if length else [1.0] + [0.0] * (self.dimension - 1)
