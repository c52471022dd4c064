"""What the tools give, as types: the objects of docs/api.md, from which each tool's output schema is made."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, TypeAdapter

from rag.domain import Answer, ArticleKind, ArticleStatus, Constraints, Relation, Verdict
from rag.receipts import Receipt
from rag.text.sentences import Span


class Source(BaseModel):
    """What passages and holdings tell of their article."""

    article_id: str
    collection: str
    kind: ArticleKind
    url: str | None
    title: str
    publisher: str | None
    published: str | None


class FoundPassage(Source):
    """A passage: ``article_text[start:end] == text``."""

    passage_id: str
    start: int
    end: int
    text: str
    score: float
    parts: dict[str, float]


class SearchResult(BaseModel):
    """Passages, best first."""

    query: str
    constraints: Constraints
    notes: list[str]
    passages: list[FoundPassage]


class FoundSentence(BaseModel):
    """A sentence that holds the phrase; all offsets count into the article's text."""

    text: str
    start: int
    end: int
    occurrences: list[Span]


class FoundArticle(Source):
    """An article that holds the phrase."""

    status: ArticleStatus | None
    count: int
    in_title: int
    sentences: list[FoundSentence]


class FindAllResult(BaseModel):
    """A page of the articles that hold a phrase, oldest first."""

    query: str
    constraints: Constraints
    notes: list[str]
    total: int
    occurrences: int
    offset: int
    articles: list[FoundArticle]


class ArticleResult(BaseModel):
    """An article, and the piece of its text from ``start`` to ``end``, of ``characters`` in all."""

    id: str
    collection: str
    kind: ArticleKind
    title: str
    hash: str
    publisher: str | None
    author: str | None
    published: str | None
    published_precision: str | None
    language: str | None
    url: str | None
    provenance: str | None
    status: ArticleStatus | None
    status_note: str | None
    text: str
    start: int
    end: int
    characters: int


class CheckedEvidence(BaseModel):
    """The span that decides; of an article of the library, or of the source with that number."""

    article_id: str | None = None
    source: int | None = None
    title: str
    publisher: str | None
    published: str | None
    start: int
    end: int
    quote: str
    relation: Relation


class CheckedSentence(BaseModel):
    """A sentence of the text; without verdict and score where it claims nothing."""

    text: str
    start: int
    end: int
    verdict: Verdict | None
    score: float | None
    issues: list[str]
    evidence: list[CheckedEvidence]


class CheckedText(BaseModel):
    """A text, sentence by sentence."""

    is_supported: bool
    unchecked: int
    verifier: str
    sentences: list[CheckedSentence]


def schema_of(*shapes: type[Any]) -> dict[str, Any]:
    """The JSON Schema of a result: an object of this shape, or of one of several."""
    any_of: Any = shapes[0]
    for shape in shapes[1:]:
        any_of = any_of | shape
    # Clients of earlier protocol versions want the type at the root, where a union does not have it.
    return {"type": "object"} | TypeAdapter(any_of).json_schema(mode="serialization")


ANSWER = schema_of(Answer)
SEARCH = schema_of(SearchResult)
FIND_ALL = schema_of(FindAllResult)
ARTICLE = schema_of(ArticleResult)
VERIFIED = schema_of(Receipt, CheckedText)
