"""Marks of articles, removed collections and what an examination finds, as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from rag.doctor.findings import Status
from rag.domain import ArticleStatus

NOTE_MAX = 500  # characters


class MarkArticle(BaseModel):
    """A mark for ``POST /api/articles/{id}/mark``."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"status": "corrected", "note": "The bridge cost 40 million euros, not 14."}]
        },
    )

    status: ArticleStatus = Field(description="What citations of the article say of it.")
    note: str | None = Field(None, max_length=NOTE_MAX, description="Why, for readers.")


class RemovedObject(BaseModel):
    """What became of a collection."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"collection": "demo", "removed": 5}]})

    collection: str = Field(description="The collection that is no more.")
    removed: int = Field(ge=1, description="How many articles were in it.")


class FindingObject(BaseModel):
    """One thing that was looked at."""

    name: str = Field(description="What was looked at.")
    status: Status = Field(description="`skipped`: it could not be looked at, or there is none.")
    message: str = Field(description="What was found, in a sentence.")
    cure: str = Field(description="What to do about it; may be empty.")


class DoctorObject(BaseModel):
    """What an examination found."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "ok": True,
                    "findings": [
                        {
                            "name": "library",
                            "status": "ok",
                            "message": "The library is sound, at generation 12.",
                            "cure": "",
                        }
                    ],
                }
            ]
        }
    )

    ok: bool = Field(description="Whether nothing is a problem.")
    findings: list[FindingObject] = Field(description="As `byline doctor` tells them.")
