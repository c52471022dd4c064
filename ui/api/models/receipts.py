"""What checking gives: the receipt of an answer, or the verdicts of a text."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from rag.domain import Relation, Verdict
from rag.receipts.spans import SpanStatus, Status
from ui.api.models.examples import CHECKED, RECEIPT


class CheckedSpanObject(BaseModel):
    """What has become of a quotation."""

    article_id: str = Field(description="The article that it names.")
    status: SpanStatus = Field(description="What has become of it.")
    words: str = Field(description="The same in a sentence.")
    start: int | None = Field(description="Where the quotation stands now; null: it does not.")
    end: int | None = Field(description="Where it ends now, not included.")


class CheckedCitationObject(CheckedSpanObject):
    """What has become of a citation."""

    n: int = Field(description="The citation's number.")


class CheckedSentenceObject(BaseModel):
    """What has become of a sentence."""

    text: str = Field(description="The sentence.")
    status: Status = Field(description="`stale`: an article behind it has changed.")
    evidence: list[CheckedSpanObject] = Field(description="What has become of its evidence.")
    problems: list[str] = Field(description="Where it contradicts itself, in sentences.")


class ReceiptObject(BaseModel):
    """What has become of an answer; the status is the worst of its parts."""

    model_config = ConfigDict(json_schema_extra={"examples": [RECEIPT]})

    id: str = Field(description="The answer's id.")
    question: str = Field(description="The answer's question.")
    status: Status = Field(description="The worst of what follows.")
    citations: list[CheckedCitationObject] = Field(description="In the answer's order.")
    sentences: list[CheckedSentenceObject] = Field(description="In the answer's order.")
    problems: list[str] = Field(description="Where the answer contradicts itself, in sentences.")


class ClaimEvidenceObject(BaseModel):
    """A span that decides: of an article, or of a source that was given."""

    article_id: str | None = Field(None, description="The article; missing where sources were given.")
    source: int | None = Field(None, ge=1, description="The source, 1 for the first; missing without any.")
    title: str | None = Field(description="Its title.")
    publisher: str | None = Field(description="Who published it.")
    published: str | None = Field(description="An ISO date: a day, a month or a year.")
    start: int = Field(ge=0, description="Where it begins: code points into the text of article or source.")
    end: int = Field(ge=0, description="Where it ends, not included.")
    quote: str = Field(description="The span's words, exactly.")
    relation: Relation = Field(description="How it bears on the sentence.")


class CheckedClaimObject(BaseModel):
    """A sentence of the text that was given: `text[start:end]`."""

    text: str = Field(description="The sentence.")
    start: int = Field(ge=0, description="Where it begins: code points into the text that was given.")
    end: int = Field(ge=0, description="Where it ends, not included.")
    verdict: Verdict | None = Field(description="Null where nothing is claimed.")
    score: float | None = Field(ge=0, le=1, description="How likely it is supported.")
    issues: list[str] = Field(description="What is wrong with it, in sentences.")
    evidence: list[ClaimEvidenceObject] = Field(description="The spans behind the verdict.")


class CheckedTextObject(BaseModel):
    """A text, sentence by sentence."""

    model_config = ConfigDict(json_schema_extra={"examples": [CHECKED]})

    is_supported: bool = Field(
        description="All was checked, and every sentence that claims something is supported."
    )
    unchecked: int = Field(ge=0, description="Sentences at the end for which there was no time.")
    verifier: str = Field(description="What judged.")
    sentences: list[CheckedClaimObject] = Field(description="In order.")
