"""What the reader wants listed, as the inputs say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.catalogue import Listing, Sort
from rag.domain import ArticleStatus
from rag.errors import UsageError
from rag.text.publication import PublicationDate
from ui.web.texts import library as words

PAGE = 25  # articles
_WORDS_MAX = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """The inputs' values in their order; empty means "any"."""

    query: str = ""
    collections: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    status: ArticleStatus | None = None
    sort: Sort = "newest"

    @classmethod
    def of(
        cls,
        query: str | None,
        collections: list[str] | None,
        publishers: list[str] | None,
        since: str | None,
        until: str | None,
        status: ArticleStatus | None,
        sort: Sort | None,
    ) -> Wanted:
        """From the inputs' values."""
        return cls(
            query or "",
            tuple(collections or ()),
            tuple(publishers or ()),
            (since or "").strip(),
            (until or "").strip(),
            status or None,
            sort or "newest",
        )

    @property
    def count(self) -> int:
        """In how many ways the list is narrowed, but for its words."""
        return sum(map(bool, (self.collections, self.publishers, self.since, self.until, self.status)))

    def listing(self, offset: int) -> Listing:
        """A page of the list.

        Raises:
            UsageError: for a date that is none.
        """
        return Listing(
            words=tuple(self.query.split()[:_WORDS_MAX]),
            collections=self.collections,
            publishers=self.publishers,
            since=_day(self.since, "first"),
            until=_day(self.until, "last"),
            status=self.status,
            sort=self.sort,
            limit=PAGE,
            offset=offset,
        )


def offset_of(said: str) -> int:
    """Where a page begins, from what a browser sent; the beginning where that is nothing of the kind."""
    return int(said) // PAGE * PAGE if said.isascii() and said.isdigit() and len(said) < 9 else 0


def _day(given: str, which: Literal["first", "last"]) -> date | None:
    if not given:
        return None
    try:
        parsed = PublicationDate.parse(given)
    except ValueError as error:
        raise UsageError(words.no_date(given), words.NO_DATE_HINT) from error
    return parsed.first if which == "first" else parsed.last
