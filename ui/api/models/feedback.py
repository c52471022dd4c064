"""What readers say of answers, as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from rag.feedback import REASON_MAX, Opinion
from ui.api.models.answer import AnswerObject


class GiveFeedback(BaseModel):
    """An opinion for ``POST /api/answers/{id}/feedback``."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"verdict": "down", "reason": "The second source says otherwise."}]},
    )

    verdict: Opinion = Field(description="Whether the answer is good.")
    reason: str | None = Field(None, max_length=REASON_MAX, description="Why, in your own words.")


class FeedbackObject(BaseModel):
    """An opinion of an answer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "verdict": "down",
                    "reason": "The second source says otherwise.",
                    "given_at": "2025-03-04T09:15:02.551+00:00",
                }
            ]
        }
    )

    verdict: Opinion = Field(description="Whether the answer is good.")
    reason: str | None = Field(description="Why.")
    given_at: str = Field(description="When it was said.")


class SavedAnswerObject(AnswerObject):
    """A saved answer."""

    feedback: FeedbackObject | None = Field(None, description="Your own opinion of it; null: none.")
