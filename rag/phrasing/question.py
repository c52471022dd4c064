"""What is made: a question with what a right answer holds, and where that stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from rag.domain import Article, ArticleId
from rag.phrasing.clauses import Clause

MadeKind = Literal["quotation", "figure", "date", "name", "model", "near_miss", "disagreement"]


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """A question that was made, before a person has seen it.

    Attributes:
        answer: The gold answer: the sentence that it was made of; "" where there is none.
        facts: What an answer must hold; each a tuple of alternatives, of which one is enough.
        articles: The articles that say it.
        note: For the reviewer: how it was made, where that is not plain.
    """

    question: str
    kind: MadeKind
    answer: str
    facts: tuple[tuple[str, ...], ...]
    articles: tuple[ArticleId, ...]
    answerable: bool = True
    note: str = ""

    def also_in(self, articles: tuple[ArticleId, ...]) -> MadeQuestion:
        """The same, said by further articles."""
        return replace(self, articles=tuple(dict.fromkeys((*self.articles, *articles))))


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an article, with what the article tells about its words.

    Attributes:
        clauses: Its parts, and those of what it reports; none where it is not built simply enough.
        names: Stems that the article writes with a capital wherever they stand.
        persons: Full name of each person by every form in which the article speaks of them.
    """

    text: str
    article: Article
    clauses: tuple[Clause, ...]
    names: frozenset[str]
    persons: dict[str, str]
