"""What may be handed in as JSON, and how uploads are described."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from ingest.identity import canonical_url
from rag.domain import DEFAULT_COLLECTION, ArticleKind
from ui.jobs.additions import Additions

ARTICLES_MAX = 1_000  # of one request
FILES_MAX = 100
TEXT_MAX = 5_000_000  # characters of one article

Collection = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
Line = Annotated[str, StringConstraints(max_length=2_000)]


class GivenArticle(BaseModel):
    """An article with the fields of a line of JSON Lines."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=TEXT_MAX, description="Its text, plain.")
    title: Line | None = Field(None, description="Its title; without one, its first words.")
    url: Line | None = Field(None, description="Where it was published: the same address, the same article.")
    publisher: Line | None = Field(None, description="Who published it.")
    author: Line | None = Field(None, description="Who wrote it.")
    published: Line | None = Field(None, description="YYYY, YYYY-MM or YYYY-MM-DD.")
    language: Line | None = Field(None, description="Code of its language.")
    id: Line | None = Field(None, description="Your own id: the same id, the same article, if it has no url.")
    kind: ArticleKind | None = Field(None, description="`digest`: a summary, no quotation of the original.")


class AddArticles(BaseModel):
    """Articles as JSON, or an address to read, for ``POST /api/articles``."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "articles": [
                        {
                            "title": "Harbour bridge opens",
                            "text": "The harbour bridge opened on Monday. It cost 40 million euros.",
                            "publisher": "The Harbour Post",
                            "published": "2025-03-03",
                            "url": "https://harbour-post.example/bridge",
                        }
                    ],
                    "collection": "local",
                },
                {"url": "https://harbour-post.example/feed.xml", "collection": "local"},
            ]
        },
    )

    articles: list[GivenArticle] | None = Field(
        None, min_length=1, max_length=ARTICLES_MAX, description="The articles themselves."
    )
    url: Line | None = Field(None, description="A page, feed or sitemap that Byline reads.")
    collection: Collection = Field(DEFAULT_COLLECTION, description="Where they belong.")

    @field_validator("url")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None and canonical_url(value) is None:
            raise PydanticCustomError("url", "needs to be an address that starts with http:// or https://")
        return value.strip() if value else value

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.articles is None) == (self.url is None):
            raise PydanticCustomError("one_thing", "give one of articles and url")
        return self

    def as_additions(self) -> Additions:
        """The same in Byline's own terms."""
        return Additions(
            collection=self.collection,
            articles=[one.model_dump(exclude_none=True) for one in self.articles or ()],
            urls=[self.url] if self.url else [],
        )


ADD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/AddArticles"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "additionalProperties": False,
                    "properties": {
                        "files": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "minItems": 1,
                            "maxItems": FILES_MAX,
                            "description": "Articles in any format that `byline ingest` reads.",
                        },
                        "collection": {
                            "type": "string",
                            "default": DEFAULT_COLLECTION,
                            "minLength": 1,
                            "maxLength": 100,
                            "description": "Where they belong.",
                        },
                    },
                }
            },
        },
    }
}
