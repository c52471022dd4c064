"""What the tools may be asked, with limits in the words of ``POST /api/ask`` and ``POST /api/search``."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from rag.domain import Question
from ui.api.schemas import Ask, History, Names
from ui.api.search_schemas import AS_OF, LARGEST_PAGE, SINCE, FindAll

_PUBLISHER = "Only these publishers, by their exact names."
_COLLECTION = "Only these collections, by their exact names."
_MONTHS = " May be a month or a year: 2025-01."
_AT_ONCE = 20_000  # characters of an article
_AT_MOST = 100_000


class AskArguments(BaseModel):
    """A question. The answer is not saved."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="What to ask: one question in plain words, up to 4,000 characters.")
    history: History = Field(
        [], max_length=200, description="Earlier turns, oldest first, where the question leans on them."
    )
    as_of: date | None = Field(None, description=AS_OF)
    since: date | None = Field(None, description=SINCE)
    publisher: Names = Field([], description=_PUBLISHER)
    collection: Names = Field([], description=_COLLECTION)
    top_k: int | None = Field(None, ge=1, le=50, description="How many passages the writer sees.")
    model: str | None = Field(
        None, description="The writer: byline/extractive only quotes; the default when left out."
    )

    def as_question(self) -> Question:
        """The question in Byline's own terms."""
        return Ask(**dict(self), keep=False).as_question()


class FindAllArguments(BaseModel):
    """A phrase, and which page of the articles that hold it."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(
        description="A name or phrase exactly as articles write it, up to 500 characters;"
        " case and typography make no difference."
    )
    as_of: str | None = Field(None, description=AS_OF + _MONTHS)
    since: str | None = Field(None, description=SINCE + _MONTHS)
    publisher: Names = Field([], description=_PUBLISHER)
    collection: Names = Field([], description=_COLLECTION)
    limit: int = Field(20, ge=1, le=LARGEST_PAGE, description="Articles at once.")
    offset: int = Field(0, ge=0, description="Articles to pass over, to read on.")

    def as_question(self) -> Question:
        """The phrase and its limits in Byline's own terms."""
        return FindAll(**dict(self)).as_question()


class ArticleArguments(BaseModel):
    """An article, and which piece of its text."""

    model_config = ConfigDict(extra="forbid")

    article_id: str = Field(description="As the other tools name it.")
    start: int = Field(0, ge=0, description="Where to begin, in characters into the text.")
    length: int = Field(_AT_ONCE, ge=1, le=_AT_MOST, description="How many characters at most.")
