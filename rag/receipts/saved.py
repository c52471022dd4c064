"""A saved answer, as much of it as can be checked again."""

from __future__ import annotations

from dataclasses import dataclass

from rag.domain import ArticleId, Basis, Verdict


@dataclass(frozen=True, slots=True)
class SavedSpan:
    """A span of an article as the answer has it."""

    article_id: ArticleId
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class SavedCitation(SavedSpan):
    """A numbered span, with what the answer says about its article."""

    n: int
    article_hash: str
    kind: str
    title: str
    publisher: str | None
    author: str | None
    published: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class SavedSentence:
    """A sentence as the answer has it."""

    text: str
    start: int
    end: int
    verdict: Verdict | None
    basis: Basis | None
    citations: tuple[int, ...]
    evidence: tuple[SavedSpan, ...]


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """As much of an answer object as can be checked."""

    id: str
    question: str
    text: str
    sentences: tuple[SavedSentence, ...]
    citations: tuple[SavedCitation, ...]
