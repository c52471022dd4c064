"""Public data sets as libraries: articles with their passages, and queries with the passages they want."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from benchmarks.data import data_folder, read_lines
from rag.domain import DEFAULT_COLLECTION, Article, ArticleId, Passage, PassageId
from rag.text.publication import PublicationDate

_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, and the passages that ought to be found."""

    id: str
    text: str
    relevant: frozenset[PassageId]


@dataclass(frozen=True, slots=True)
class DataSet:
    """A library to be and the queries asked of it."""

    name: str
    articles: tuple[tuple[Article, tuple[Passage, ...]], ...]
    queries: tuple[Query, ...]

    @property
    def passages(self) -> list[tuple[Article, Passage]]:
        """Every passage with its article, in the order of the articles."""
        return [(article, passage) for article, passages in self.articles for passage in passages]


def scifact() -> DataSet:
    """Scientific abstracts, each an article of one passage; claims that some of them speak to."""
    folder = data_folder("scifact")
    corpus = [_article(row["id"], row["title"], [row["text"]]) for row in read_lines(folder / "corpus.jsonl")]
    wanted: defaultdict[str, set[PassageId]] = defaultdict(set)
    for row in read_lines(folder / "qrels.jsonl"):
        if row["score"] > 0:
            wanted[row["query_id"]].add(_passage_id(row["doc_id"], 0))
    claims = read_lines(folder / "claims.jsonl")
    queries = [
        Query(row["id"], row["claim"], frozenset(wanted[row["id"]])) for row in claims if wanted[row["id"]]
    ]
    return DataSet("scifact", tuple(corpus), tuple(queries))


def squad2() -> DataSet:
    """Wikipedia pages as articles without a title, their paragraphs as passages; questions with an answer."""
    questions = list(read_lines(data_folder("squad2") / "questions.jsonl"))
    pages: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for row in questions:
        pages[row["title"]][row["paragraph"]] = row["context"]
    places = {
        (page, paragraph): _passage_id(f"page{number}", ordinal)
        for number, (page, paragraphs) in enumerate(sorted(pages.items()))
        for ordinal, paragraph in enumerate(sorted(paragraphs))
    }
    articles = [
        _article(f"page{number}", "", [paragraphs[key] for key in sorted(paragraphs)])
        for number, (_, paragraphs) in enumerate(sorted(pages.items()))
    ]
    queries = [
        Query(row["id"], row["question"], frozenset({places[row["title"], row["paragraph"]]}))
        for row in questions
        if not row["is_impossible"]
    ]
    return DataSet("squad2", tuple(articles), tuple(queries))


def multihop_news() -> DataSet:
    """News articles whose quoted facts are the passages; questions that need facts of several articles."""
    folder = data_folder("multihop_news")
    rows = list(read_lines(folder / "articles.jsonl"))
    places = {
        (row["url"], fact): _passage_id(str(number), ordinal)
        for number, row in enumerate(rows)
        for ordinal, fact in enumerate(row["facts"])
    }
    queries = [
        Query(row["id"], row["query"], frozenset(places[e["url"], e["fact"]] for e in row["evidence_list"]))
        for row in read_lines(folder / "queries.jsonl")
        if row["evidence_list"]
    ]
    articles = [_article(str(i), row["title"], row["facts"], row) for i, row in enumerate(rows)]
    return DataSet("multihop_news", tuple(articles), tuple(queries))


def _article(
    key: str, title: str, parts: Sequence[str], metadata: dict[str, Any] | None = None
) -> tuple[Article, tuple[Passage, ...]]:
    """An article made of its passages' texts."""
    metadata = metadata or {}
    day = metadata.get("published_at")
    article = Article(
        id=ArticleId(key),
        collection=DEFAULT_COLLECTION,
        kind="article",
        title=title,
        text=_BREAK.join(parts),
        hash=key,
        publisher=metadata.get("source"),
        author=metadata.get("author"),
        published=PublicationDate(date.fromisoformat(day[:10]), "day") if day else None,
        url=metadata.get("url"),
    )
    starts = accumulate((len(part) + len(_BREAK) for part in parts), initial=0)
    return article, tuple(
        Passage(_passage_id(key, ordinal), article.id, start, start + len(part), part)
        for ordinal, (part, start) in enumerate(zip(parts, starts, strict=False))
    )


def _passage_id(key: str, ordinal: int) -> PassageId:
    return PassageId(f"{key}-{ordinal}")


ALL = {"scifact": scifact, "multihop_news": multihop_news, "squad2": squad2}
