"""The answer object and its parts."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from rag.domain import AbstainReason, ArticleKind, Basis, Relation, Verdict
from ui.api.models.examples import ANSWER
from ui.api.models.passages import ConstraintsObject, PassageObject

START = "Where it begins: code points into the article's text."
END = "Where it ends, not included."


class EvidenceObject(BaseModel):
    """The span of an article that decides a sentence's verdict."""

    article_id: str = Field(description="`GET /api/articles/{id}` gives the article.")
    passage_id: str = Field(description="The passage in which the span was found.")
    start: int = Field(ge=0, description=START)
    end: int = Field(ge=0, description=END)
    quote: str = Field(description="`article_text[start:end]`, exactly.")
    relation: Relation = Field(description="How it bears on the sentence.")


class SentenceObject(BaseModel):
    """A sentence of the answer: `text[start:end]` of the answer's text, its markers follow."""

    text: str = Field(description="The sentence without its markers.")
    start: int = Field(ge=0, description="Where it begins: code points into the answer's text.")
    end: int = Field(ge=0, description=END)
    verdict: Verdict | None = Field(description="Null for text that claims nothing, as a heading.")
    score: float | None = Field(ge=0, le=1, description="How likely it is supported; null without a verdict.")
    basis: Basis | None = Field(description="`verbatim`: compared with the article; `verified`: judged.")
    citations: list[int] = Field(description="The numbers of its markers.")
    evidence: list[EvidenceObject] = Field(description="The spans behind the verdict; need not be cited.")
    issues: list[str] = Field(description="What is wrong with it, in sentences.")


class CitationObject(BaseModel):
    """A numbered source: one span of one article."""

    n: int = Field(ge=1, description="The number in the text's markers, from 1 in order of first use.")
    article_id: str = Field(description="`GET /api/articles/{id}` gives the article.")
    passage_id: str = Field(description="The passage in which the span was found.")
    article_hash: str = Field(description="Fingerprint of the article as it was, by which changes are seen.")
    collection: str = Field(description="The article's collection.")
    kind: ArticleKind = Field(description="`digest`: a summary of an article, no quotation of it.")
    title: str = Field(description="The article's title, and its correction or retraction.")
    publisher: str | None = Field(description="Who published it; null: not known.")
    author: str | None = Field(description="Who wrote it; null: not known.")
    published: str | None = Field(description="An ISO date: a day, a month or a year.")
    published_precision: str | None = Field(description="`day`, `month` or `year`.")
    url: str | None = Field(description="Where the article was published.")
    link: str = Field(description="The article on this server, with the span marked.")
    page: int | None = Field(description="The page of a paged original, from 1.")
    quote: str = Field(description="`article_text[start:end]`, exactly.")
    start: int = Field(ge=0, description=START)
    end: int = Field(ge=0, description=END)
    reprints: int = Field(ge=0, description="How many other articles print the same.")


class ClaimObject(BaseModel):
    """One side of a disagreement."""

    value: str = Field(description="What is said.")
    by: str = Field(description="Who says it.")
    citations: list[int] = Field(description="The citations that say it.")


class DisagreementObject(BaseModel):
    """Different values that sources give for the same thing."""

    about: str = Field(description="What they differ on.")
    claims: list[ClaimObject] = Field(description="The sides.")


class CoverageObject(BaseModel):
    """What was there to answer from."""

    articles: int = Field(ge=0, description="Articles that were searched.")
    corpus_from: str | None = Field(description="The earliest date among them.")
    corpus_to: str | None = Field(description="The latest date among them.")
    newest_source: str | None = Field(description="The latest date among the cited ones.")
    independent_sources: int = Field(ge=0, description="Cited sources; reprints count once.")
    outlets: int = Field(ge=0, description="Publishers among the articles that were searched.")


class NearestObject(BaseModel):
    """An article near a question that nothing answers."""

    article_id: str = Field(description="`GET /api/articles/{id}` gives the article.")
    title: str = Field(description="Its title.")
    publisher: str | None = Field(description="Who published it.")
    published: str | None = Field(description="An ISO date: a day, a month or a year.")
    link: str = Field(description="The article on this server.")


class ProvenanceObject(BaseModel):
    """With what an answer was made."""

    writer: str = Field(description="Which writer.")
    prompt: str | None = Field(description="Fingerprint of the prompt; null: none was used.")
    verifier: str = Field(description="What judged the sentences.")
    threshold: float = Field(description="The score from which a sentence counts as supported.")
    library_generation: int = Field(ge=0, description="Grows with every change of the library.")


class AnswerObject(BaseModel):
    """An answer in which every sentence names what it rests on. All offsets count Unicode code points."""

    model_config = ConfigDict(json_schema_extra={"examples": [ANSWER]})

    # "schema" is a method of BaseModel, so the attribute has another name than the field.
    schema_number: int = Field(alias="schema", description="The version of this object: 1.")
    id: str = Field(description="`GET /api/answers/{id}` gives it again where it was kept.")
    created_at: str = Field(description="UTC, ISO 8601.")
    question: str = Field(description="The question as it was put.")
    standalone_question: str = Field(description="The question as understood, without the history.")
    constraints: ConstraintsObject = Field(description="Its limits as understood.")
    text: str = Field(description="Markdown; each `[n]` in it is a citation.")
    abstained: bool = Field(description="Whether it refuses to answer.")
    reason: AbstainReason | None = Field(description="Why it refuses.")
    uncovered: list[str] = Field(description="Words of the question that nothing in it covers.")
    fallback: dict[str, str] | None = Field(
        description="`{'reason': …}` where an endpoint failed and quotations answer in its place."
    )
    stale: bool = Field(description="Of a saved answer: an article that it cites has changed or gone.")
    sentences: list[SentenceObject] = Field(description="In order.")
    citations: list[CitationObject] = Field(description="In order of their numbers.")
    disagreements: list[DisagreementObject] = Field(description="What the sources differ on.")
    coverage: CoverageObject = Field(description="What there was to answer from.")
    nearest: list[NearestObject] = Field(description="Of a refusal: the nearest articles.")
    thinking: str | None = Field(description="The model's reasoning; never part of the answer.")
    model: str = Field(description="`extractive`, or the language model's name.")
    usage: dict[str, Any] | None = Field(description="The language model's tokens, as its server counts.")
    provenance: ProvenanceObject = Field(description="With what it was made.")
    timings_ms: dict[str, int] = Field(description="Milliseconds by stage, and their `total`.")


class AskedAnswer(AnswerObject):
    """An answer; with `include: ["contexts"]` also the passages that were read."""

    contexts: list[PassageObject] | None = Field(
        None, description="Only where they were asked for: the passages, best first."
    )
