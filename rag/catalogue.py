"""The library as a list: its articles without their texts, narrowed, sorted and in pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from rag.domain import ArticleId, ArticleKind, ArticleStatus
from rag.text.publication import PublicationDate

Sort = Literal["newest", "oldest", "title", "publisher", "added"]  # added: last brought in first


@dataclass(frozen=True, slots=True)
class Listing:
    """Which articles to list, in which order, and which page of them. Empty and None mean "any".

    ``words`` are looked for in title, publisher and address, in any case and without accents; all of
    them must be there. Dates are inclusive, as in `rag.interfaces.ArticleFilter`.
    """

    words: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    status: ArticleStatus | None = None
    kind: ArticleKind | None = None
    sort: Sort = "newest"
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article as a list shows it."""

    id: ArticleId
    collection: str
    kind: ArticleKind
    title: str
    hash: str
    publisher: str | None
    author: str | None
    published: PublicationDate | None
    language: str | None
    url: str | None
    status: ArticleStatus | None
    status_note: str | None
    characters: int  # of its text
    reprints: int  # other articles that are nearly word for word the same


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list, and how long the whole is."""

    total: int
    articles: tuple[ListedArticle, ...]


class Catalogue(Protocol):
    """What can be listed."""

    def listed(self, listing: Listing) -> Page:
        """A page of the articles that the listing asks for."""
