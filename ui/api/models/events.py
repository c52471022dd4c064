"""The events of one answer, as `POST /api/ask` streams them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter

from ui.api.models.answer import AnswerObject, CitationObject, DisagreementObject, SentenceObject
from ui.api.models.examples import EVENTS
from ui.api.models.passages import ConstraintsObject, PassageObject


class StartedEvent(BaseModel):
    """First: the question as understood."""

    type: Literal["started"]
    answer_id: str = Field(description="The id that the answer will have.")
    standalone_question: str = Field(description="The question as understood, without the history.")
    constraints: ConstraintsObject = Field(description="Its limits as understood.")


class RetrievedEvent(BaseModel):
    """The passages that the writer sees."""

    type: Literal["retrieved"]
    passages: list[PassageObject] = Field(description="Best first.")


class ThinkingEvent(BaseModel):
    """A piece of the model's reasoning, as it comes; never part of the answer."""

    type: Literal["thinking"]
    text: str = Field(description="The piece.")


class SentenceEvent(BaseModel):
    """A sentence that is settled: it never changes once it is sent."""

    type: Literal["sentence"]
    before: str = Field(description="What stands between the former sentence's markers and this sentence.")
    sentence: SentenceObject = Field(description="The sentence with its verdict and evidence.")
    new_citations: list[CitationObject] = Field(description="Those that it cites and no earlier one did.")


class DisagreementEvent(BaseModel):
    """Sources that differ."""

    type: Literal["disagreement"]
    disagreement: DisagreementObject = Field(description="What on, and who says what.")


class FallbackEvent(BaseModel):
    """The endpoint did not answer; quotations will."""

    type: Literal["fallback"]
    reason: str = Field(description="Why, in a sentence.")


class FinishedEvent(BaseModel):
    """Last: the whole answer."""

    type: Literal["finished"]
    answer: AnswerObject = Field(description="The answer object, as without a stream.")


class FailedEvent(BaseModel):
    """Last: there is no answer."""

    type: Literal["failed"]
    code: str = Field(description="The error's code.")
    message: str = Field(description="What went wrong, in a sentence.")
    hint: str = Field(description="What to do about it; may be empty.")


AnswerEventObject = Annotated[
    StartedEvent
    | RetrievedEvent
    | ThinkingEvent
    | SentenceEvent
    | DisagreementEvent
    | FallbackEvent
    | FinishedEvent
    | FailedEvent,
    Field(discriminator="type"),
]
NAME = "AnswerEvent"
TYPES = [str(event["type"]) for event in EVENTS]
_REFERENCES = "#/components/schemas/{model}"


def event_schemas() -> dict[str, Any]:
    """The union under its name, and its members, as components of an OpenAPI document."""
    union = TypeAdapter[Any](AnswerEventObject).json_schema(mode="serialization", ref_template=_REFERENCES)
    members: dict[str, Any] = union.pop("$defs")
    described = {"title": NAME, "description": "What the data of a server-sent event holds."}
    return {**members, NAME: union | described}


def event_stream() -> dict[str, Any]:
    """The media type of a stream of these events."""
    first = f"event: started\ndata: {json.dumps(EVENTS[0])}\n\n"
    return stream_of(NAME, TYPES) | {"example": first}


def stream_of(model: str, types: Sequence[str] = ()) -> dict[str, Any]:
    """The media type of server-sent events with JSON as their data.

    Args:
        model: The component that describes the data.
        types: The events' names, where they have some.
    """
    data = {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"$ref": _REFERENCES.format(model=model)},
    }
    named = {"event": {"type": "string", "enum": list(types)}} if types else {}
    item = {"type": "object", "required": [*named, "data"], "properties": {**named, "data": data}}
    return {"itemSchema": item}
