"""What requests to search may say, and what comes back, with examples."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from rag.domain import Question
from ui.api.schemas import Names

AS_OF = "A date, inclusive: leave out what was published later."
SINCE = "A date, inclusive: leave out what was published earlier."
FIRST_PAGE = 50
LARGEST_PAGE = 1000


class Search(BaseModel):
    """A query for ``POST /api/search``. Dates are inclusive, and may be a month or a year."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"query": "training cost"},
                {"query": "export rules", "since": "2025-01", "publisher": "CGTN", "top_k": 5},
            ]
        },
    )

    query: str = Field(description="What to look for.")
    as_of: str | None = Field(None, description=AS_OF)
    since: str | None = Field(None, description=SINCE)
    publisher: Names = Field([], description="Only these publishers; a name or a list.")
    collection: Names = Field([], description="Only these collections; a name or a list.")
    top_k: int = Field(10, ge=1, le=50, description="How many passages.")

    def as_question(self) -> Question:
        """The query in Byline's own terms."""
        return Question(
            text=self.query,
            as_of=self.as_of,
            since=self.since,
            publishers=tuple(self.publisher),
            collections=tuple(self.collection),
            top_k=self.top_k,
        )


class FindAll(BaseModel):
    """The parameters of ``GET /api/find-all``."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(
        description="Words exactly as articles write them; case and typography make no difference.",
        examples=["Sam Altman"],
    )
    collection: list[str] = Field([], max_length=100, description="Only these; may be repeated.")
    publisher: list[str] = Field([], max_length=100, description="Only these; may be repeated.")
    since: str | None = Field(None, description=SINCE, examples=["2025-01-20"])
    as_of: str | None = Field(None, description=AS_OF, examples=["2025-01-31"])
    limit: int | None = Field(
        None, ge=1, le=LARGEST_PAGE, description=f"Articles at once; {FIRST_PAGE} unless given, in CSV all."
    )
    offset: int = Field(0, ge=0, description="Articles to pass over.")
    format: Literal["json", "csv"] = Field("json", description="CSV has one row a sentence.")

    def as_question(self) -> Question:
        """The phrase and its limits in Byline's own terms."""
        return Question(
            text=self.query,
            as_of=self.as_of,
            since=self.since,
            publishers=tuple(self.publisher),
            collections=tuple(self.collection),
        )


FindAllQuery = Annotated[FindAll, Query()]

_CONSTRAINTS = {"as_of": None, "since": None, "until": None, "publishers": [], "collections": ["demo"]}
_ARTICLE = {
    "article_id": "d1fa04c2",
    "collection": "demo",
    "kind": "digest",
    "url": None,
    "title": "Low price of DeepSeek's R1 wins attention and draws doubts",
    "publisher": "Byline digest of an unnamed technology blog",
    "published": "2025",
}
_SENTENCE = "DeepSeek claims that it trained R1 for just $6 million."
_PASSAGE = {
    **_ARTICLE,
    "passage_id": "d1fa04c2-0",
    "start": 0,
    "end": 55,
    "text": _SENTENCE,
    "score": 0.93,
    "parts": {"dense": 0.71, "lexical": 9.4},
}
_HOLDING = {
    **_ARTICLE,
    "status": None,
    "count": 2,
    "in_title": 1,
    "sentences": [{"text": _SENTENCE, "start": 0, "end": 55, "occurrences": [{"start": 32, "end": 34}]}],
}
Responses = dict[int | str, dict[str, Any]]
SEARCH_RESPONSES: Responses = {
    200: {
        "content": {
            "application/json": {
                "example": {
                    "query": "training cost",
                    "constraints": _CONSTRAINTS,
                    "notes": [],
                    "passages": [_PASSAGE],
                }
            }
        }
    }
}
FIND_ALL_RESPONSES: Responses = {
    200: {
        "content": {
            "application/json": {
                "example": {
                    "query": "R1",
                    "constraints": _CONSTRAINTS,
                    "notes": [],
                    "total": 1,
                    "occurrences": 2,
                    "offset": 0,
                    "articles": [_HOLDING],
                }
            },
            "text/csv": {"schema": {"type": "string"}},
        }
    }
}
