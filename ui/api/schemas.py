"""What requests may say, checked at the border."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from rag.answering.briefing import LONGEST_STYLE
from rag.domain import OnUnsupported, Question, ThinkingWish, Turn


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


MAX_HISTORY = 200_000  # characters; the last few turns are read
Names = Annotated[
    list[str],
    BeforeValidator(_as_list, json_schema_input_type=str | list[str]),
    Field(max_length=100),
]


class TurnSchema(BaseModel):
    """One earlier question and its answer."""

    model_config = ConfigDict(extra="forbid")

    question: str
    answer: str


def _within_bounds(turns: list[TurnSchema]) -> list[TurnSchema]:
    said = sum(len(turn.question) + len(turn.answer) for turn in turns)
    if said > MAX_HISTORY:
        raise ValueError(
            f"earlier turns have {said:,} characters; {MAX_HISTORY:,} are allowed, so leave old ones out"
        )
    return turns


History = Annotated[list[TurnSchema], AfterValidator(_within_bounds)]


class Ask(BaseModel):
    """A question for ``POST /api/ask``. Dates are inclusive."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": "How much did it cost to train DeepSeek's model?"},
                {
                    "question": "And what do others estimate?",
                    "history": [{"question": "What did DeepSeek say it spent?", "answer": "$6 million [1]"}],
                    "as_of": "2025-01-31",
                    "collection": ["demo"],
                    "stream": True,
                },
            ]
        },
    )

    question: str = Field(description="What to ask.")
    history: History = Field([], max_length=200, description="Earlier turns, oldest first.")
    as_of: date | None = Field(None, description="Ignore what was published later.")
    since: date | None = Field(None, description="Ignore what was published earlier.")
    publisher: Names = Field([], description="Only these publishers; a name or a list.")
    collection: Names = Field([], description="Only these collections; a name or a list.")
    top_k: int | None = Field(None, ge=1, le=50, description="How many passages the writer sees.")
    model: str | None = Field(None, description="One of GET /v1/models; the default when left out.")
    thinking: ThinkingWish | None = Field(
        None, description="Whether the model reasons first; as the settings say when left out."
    )
    on_unsupported: OnUnsupported | None = Field(
        None,
        description="What becomes of a model's sentence that the sources do not support; as the settings say"
        " when left out.",
    )
    style: str = Field(
        "",
        max_length=LONGEST_STYLE,
        description="Wishes for language, tone, length and form of a language model's answer.",
    )
    fallback: bool = Field(default=True, description="False: an error instead of an extractive answer.")
    keep: bool = Field(default=True, description="False: the answer is not saved.")
    include: list[Literal["contexts"]] = Field([], description="Also give the passages that were read.")
    stream: bool = Field(default=False, description="Server-sent events instead of one JSON object.")

    def as_question(self) -> Question:
        """The question in Byline's own terms."""
        return Question(
            text=self.question,
            history=tuple(Turn(turn.question, turn.answer) for turn in self.history),
            as_of=self.as_of.isoformat() if self.as_of else None,
            since=self.since.isoformat() if self.since else None,
            publishers=tuple(self.publisher),
            collections=tuple(self.collection),
            top_k=self.top_k,
            model=writer_name(self.model),
            thinking=self.thinking,
            on_unsupported=self.on_unsupported,
            style=self.style.strip(),
            allow_fallback=self.fallback,
            keep=self.keep,
        )


def writer_name(model: str | None) -> str | None:
    """The writer behind a model's public name: None for the default."""
    if model is None or model == "byline":
        return None
    return model.removeprefix("byline/")
