"""What requests to search may say, and what comes back, with examples."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from rag.domain import Question
from ui.api.models.errors import Responses, errors
from ui.api.models.passages import FoundArticles, SearchedPassages
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

SEARCH_RESPONSES: Responses = {
    200: {"model": SearchedPassages, "description": "The passages."},
    **errors(404),
}
FIND_ALL_RESPONSES: Responses = {
    200: {
        "model": FoundArticles,
        "description": "A page of the articles; as CSV a row a sentence.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    },
    **errors(404),
}
