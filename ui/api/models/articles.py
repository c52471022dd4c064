"""An article as JSON."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.domain import ArticleKind, ArticleStatus
from ui.api.models.examples import ARTICLE


class ArticleHead(BaseModel):
    """What lists, too, say of an article."""

    id: str = Field(description="Stays the same when the article is corrected.")
    collection: str = Field(description="The collection that it is in.")
    kind: ArticleKind = Field(description="`digest`: a summary of an article, no quotation of it.")
    title: str = Field(description="Its title.")
    hash: str = Field(description="Fingerprint of text and metadata, so that any change is seen.")
    publisher: str | None = Field(description="Who published it; null: not known.")
    author: str | None = Field(description="Who wrote it; null: not known.")
    published: str | None = Field(description="An ISO date: a day, a month or a year.")
    published_precision: Literal["day", "month", "year"] | None = Field(
        description="How much of the date is known."
    )
    language: str | None = Field(description="Code of its language.")
    url: str | None = Field(description="Where it was published.")
    status: ArticleStatus | None = Field(description="An editor's mark, which citations repeat.")
    status_note: str | None = Field(description="What the editor says about it.")


class ArticleDescription(ArticleHead):
    """What is known of an article, without its text."""

    source: str | None = Field(description="Where ingestion read it from.")
    provenance: str | None = Field(description="Of a digest: what it was made from.")
    pages: list[int] = Field(description="Where each page of a paged original begins in the text.")


class ArticleObject(ArticleDescription):
    """An article, whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [ARTICLE]})

    text: str = Field(description="What every offset counts into, in code points.")
