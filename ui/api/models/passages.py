"""What searching gives: passages, and articles that hold a phrase."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from rag.domain import ArticleKind, ArticleStatus
from ui.api.models.examples import FOUND, SEARCHED

_PUBLISHED = "An ISO date: a day, a month or a year; null: undated."


class ConstraintsObject(BaseModel):
    """The limits of a question as understood; dates are inclusive ISO dates."""

    as_of: str | None = Field(description="What was published later is left out.")
    since: str | None = Field(description="What was published earlier is left out.")
    until: str | None = Field(description="The end of the period that the question itself names.")
    publishers: list[str] = Field(description="Only these; empty: all.")
    collections: list[str] = Field(description="Those that were searched.")


class _Source(BaseModel):
    """What passages and holdings tell of their article."""

    article_id: str = Field(description="`GET /api/articles/{id}` gives the article.")
    collection: str = Field(description="The article's collection.")
    kind: ArticleKind = Field(description="`digest`: a summary of an article, no quotation of it.")
    url: str | None = Field(description="Where the article was published.")
    title: str = Field(description="The article's title.")
    publisher: str | None = Field(description="Who published it; null: not known.")
    published: str | None = Field(description=_PUBLISHED)


class PassageObject(_Source):
    """A piece of an article that retrieval found."""

    passage_id: str = Field(description="Stays the same as long as the article does.")
    start: int = Field(ge=0, description="Where it begins: code points into the article's text.")
    end: int = Field(ge=0, description="Where it ends, not included.")
    text: str = Field(description="`article_text[start:end]`, exactly.")
    score: float = Field(description="0 to 1, comparable within one search only.")
    parts: dict[str, float] = Field(description="What the score is made of.")


class SearchedPassages(BaseModel):
    """Passages, best first."""

    model_config = ConfigDict(json_schema_extra={"examples": [SEARCHED]})

    query: str = Field(description="The query as understood.")
    constraints: ConstraintsObject = Field(description="Its limits as understood.")
    notes: list[str] = Field(description="Sentences for the reader about what the limits left out.")
    passages: list[PassageObject] = Field(description="Best first.")


class SpanObject(BaseModel):
    """A span of an article's text."""

    start: int = Field(ge=0, description="Where it begins: code points into the article's text.")
    end: int = Field(ge=0, description="Where it ends, not included.")


class HoldingSentenceObject(SpanObject):
    """A sentence that holds the phrase."""

    text: str = Field(description="`article_text[start:end]`, exactly.")
    occurrences: list[SpanObject] = Field(description="The phrase in it; offsets into the article's text.")


class HoldingObject(_Source):
    """An article that holds the phrase."""

    status: ArticleStatus | None = Field(description="An editor's mark.")
    count: int = Field(ge=0, description="Occurrences in title and text.")
    in_title: int = Field(ge=0, description="Occurrences in the title.")
    sentences: list[HoldingSentenceObject] = Field(description="The sentences of the text that hold it.")


class FoundArticles(BaseModel):
    """A page of the articles that hold a phrase, oldest first, undated ones last."""

    model_config = ConfigDict(json_schema_extra={"examples": [FOUND]})

    query: str = Field(description="The phrase.")
    constraints: ConstraintsObject = Field(description="The limits as understood.")
    notes: list[str] = Field(description="Sentences for the reader about what the limits left out.")
    total: int = Field(ge=0, description="Articles that hold it, whatever the page.")
    occurrences: int = Field(ge=0, description="How often they do, whatever the page.")
    offset: int = Field(ge=0, description="How many articles were passed over.")
    articles: list[HoldingObject] = Field(description="The page.")
