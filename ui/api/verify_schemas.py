"""What requests to check an answer or a text may say, and what comes back, with examples."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from rag.checking import MAX_SOURCES, GivenSource
from rag.domain import Question
from rag.text.publication import PublicationDate
from ui.api.models.errors import Responses, errors
from ui.api.models.receipts import CheckedTextObject, ReceiptObject
from ui.api.schemas import Names
from ui.api.search_schemas import AS_OF, SINCE

_TEXT_FIELDS = ("sources", "as_of", "since", "publisher", "collection")
_SEARCH_FIELDS = _TEXT_FIELDS[1:]


class SourceSchema(BaseModel):
    """A text to check against."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="Its words.")
    title: str | None = None
    publisher: str | None = None
    published: str | None = Field(None, description="An ISO date; may be a month or a year.")

    @field_validator("published")
    @classmethod
    def _is_date(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                PublicationDate.parse(value)
            except ValueError as error:
                raise PydanticCustomError("date", "write the date as YYYY, YYYY-MM or YYYY-MM-DD") from error
        return value

    def as_source(self) -> GivenSource:
        """The source in Byline's own terms."""
        published = PublicationDate.parse(self.published) if self.published is not None else None
        return GivenSource(self.text, self.title, self.publisher, published)


class Verify(BaseModel):
    """What to check for ``POST /api/verify``: an answer, the id of a saved one, or a text."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"answer_id": "6f1c2a"},
                {"text": "DeepSeek was founded by Liang Wenfeng.", "collection": "demo"},
                {
                    "text": "Profits rose 4 percent.",
                    "sources": [{"title": "Report", "text": "Profits fell 4 percent in May."}],
                },
            ]
        },
    )

    answer: dict[str, Any] | None = Field(None, description="An answer object, as POST /api/ask gives it.")
    answer_id: str | None = Field(None, description="The id of a saved answer.")
    text: str | None = Field(None, description="Any text, up to 20,000 characters.")
    sources: list[SourceSchema] = Field(
        [], max_length=MAX_SOURCES, description="Check the text against these, not against the library."
    )
    as_of: str | None = Field(None, description=AS_OF)
    since: str | None = Field(None, description=SINCE)
    publisher: Names = Field([], description="Only these publishers; a name or a list.")
    collection: Names = Field([], description="Only these collections; a name or a list.")

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        given = [name for name in ("answer", "answer_id", "text") if getattr(self, name) is not None]
        if len(given) != 1:
            raise PydanticCustomError("one_thing", "give one of answer, answer_id and text")
        if self.text is None and any(getattr(self, name) for name in _TEXT_FIELDS):
            raise PydanticCustomError("needs_text", "sources and limits go with text")
        if self.sources and any(getattr(self, name) for name in _SEARCH_FIELDS):
            raise PydanticCustomError("either", "sources and limits of a search exclude each other")
        return self

    def as_limits(self) -> Question:
        """The limits in Byline's own terms."""
        return Question(
            text="",
            as_of=self.as_of,
            since=self.since,
            publishers=tuple(self.publisher),
            collections=tuple(self.collection),
        )


VERIFY_RESPONSES: Responses = {
    200: {
        "model": ReceiptObject | CheckedTextObject,
        "description": "The receipt of an answer, or the verdicts of a text.",
    },
    **errors(404),
}
