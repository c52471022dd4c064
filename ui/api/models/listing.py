"""Lists of articles: what may be asked for, and what comes back."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from rag.catalogue import Listing, Sort
from rag.domain import ArticleKind, ArticleStatus
from rag.text.publication import PublicationDate
from ui.api.models.articles import ArticleHead, ArticleObject
from ui.api.search_schemas import AS_OF, SINCE

LARGEST_PAGE = 200
FIRST_PAGE = 50
_WORDS_MAX = 20


class ListArticles(BaseModel):
    """The parameters of ``GET /api/articles``."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(
        "",
        max_length=500,
        description="Words of title, publisher or address, in any case and with or without accents.",
        examples=["deepseek"],
    )
    collection: list[str] = Field([], max_length=100, description="Only these; may be repeated.")
    publisher: list[str] = Field([], max_length=100, description="Only these; may be repeated.")
    since: str | None = Field(None, description=SINCE, examples=["2025-01"])
    as_of: str | None = Field(None, description=AS_OF, examples=["2025-12-31"])
    status: ArticleStatus | None = Field(None, description="Only what an editor has marked so.")
    kind: ArticleKind | None = Field(None, description="Only articles, or only digests.")
    sort: Sort = Field("newest", description="`added`: what came in last is first.")
    limit: int = Field(FIRST_PAGE, ge=1, le=LARGEST_PAGE, description="Articles at once.")
    offset: int = Field(0, ge=0, le=10**9, description="Articles to pass over.")

    @field_validator("since", "as_of")
    @classmethod
    def _is_date(cls, value: str | None) -> str | None:
        if value is not None:
            _date(value)
        return value

    def as_listing(self) -> Listing:
        """The same in Byline's own terms."""
        return Listing(
            words=tuple(self.query.split()[:_WORDS_MAX]),
            collections=tuple(self.collection),
            publishers=tuple(self.publisher),
            since=_day(self.since, "first"),
            until=_day(self.as_of, "last"),
            status=self.status,
            kind=self.kind,
            sort=self.sort,
            limit=self.limit,
            offset=self.offset,
        )


ListArticlesQuery = Annotated[ListArticles, Query()]

_LISTED: dict[str, Any] = {
    "id": "c5f65b4270232d8f",
    "collection": "demo",
    "kind": "digest",
    "title": "R1 from DeepSeek rattles the technology industry with few chips and a small budget",
    "hash": "3c4ae8459c9d1a6e759e1c307dd5d4b0",
    "publisher": "Byline digest of an unnamed news brief",
    "author": None,
    "published": "2025-01",
    "published_precision": "month",
    "language": "en",
    "url": None,
    "status": None,
    "status_note": None,
    "characters": 2104,
    "reprints": 0,
}


class ListedArticleObject(ArticleHead):
    """An article as a list shows it; `GET /api/articles/{id}` gives the whole."""

    characters: int = Field(ge=0, description="Length of its text in code points.")
    reprints: int = Field(ge=0, description="Other articles that are nearly word for word the same.")


class ArticlesObject(BaseModel):
    """A page of the list of articles."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"total": 1, "offset": 0, "articles": [_LISTED]}]}
    )

    total: int = Field(ge=0, description="How many there are in all.")
    offset: int = Field(ge=0, description="How many were passed over.")
    articles: list[ListedArticleObject] = Field(description="The page.")


class ArticlePassageObject(BaseModel):
    """A piece of an article: `text[start:end]` of it."""

    id: str = Field(description="The passage's id, as in citations.")
    start: int = Field(ge=0, description="Where it begins: code points into the article's text.")
    end: int = Field(ge=0, description="Where it ends, not included.")
    text: str = Field(description="Its words.")


class WholeArticleObject(ArticleObject):
    """An article, whole, and its passages where they were asked for."""

    passages: list[ArticlePassageObject] = Field([], description="In reading order; with `include=passages`.")


class QuarantinedObject(BaseModel):
    """A source that gave no article; it is tried again once it has changed."""

    collection: str = Field(description="Where its article would belong.")
    source: str = Field(description="A file, a line of it, or an address.")
    reason: str = Field(description="Why there is no article, in a few words.")
    first_seen: str = Field(description="When that was first found.")
    last_seen: str = Field(description="When that was last found.")


class QuarantineObject(BaseModel):
    """What could not be brought in, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "quarantined": [
                        {
                            "collection": "local",
                            "source": "upload: scan.pdf",
                            "reason": "not a PDF",
                            "first_seen": "2025-03-04T09:12:31.390+00:00",
                            "last_seen": "2025-03-04T09:12:31.390+00:00",
                        }
                    ]
                }
            ]
        }
    )

    quarantined: list[QuarantinedObject] = Field(description="Sorted by source.")


def _date(value: str) -> PublicationDate:
    try:
        return PublicationDate.parse(value)
    except ValueError as error:
        raise PydanticCustomError("date", "write the date as YYYY, YYYY-MM or YYYY-MM-DD") from error


def _day(value: str | None, which: Literal["first", "last"]) -> date | None:
    if value is None:
        return None
    parsed = _date(value)
    return parsed.first if which == "first" else parsed.last
