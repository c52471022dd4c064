"""Whether the server is up."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ui.api.models.examples import HEALTH


class Health(BaseModel):
    """The server is up, and what it answers from."""

    model_config = ConfigDict(json_schema_extra={"examples": [HEALTH]})

    ok: bool = Field(description="True: it answers.")
    generation: int = Field(ge=0, description="Grows with every change of the library.")
    articles: int = Field(ge=0, description="How many articles there are.")
    receiving_host: str | None = Field(
        description="The hosts that receive questions and passages; null: nothing leaves this machine."
    )


class Ready(BaseModel):
    """Whether questions can be answered now."""

    ready: bool = Field(description="Whether all parts are and the server is not stopping.")
    stopping: bool = Field(description="It lets streams finish and takes no new requests.")
    parts: dict[str, str] = Field(description="`ok`, or what stands in the way, by part.")
    endpoint_failure: Any = Field(description="What the endpoint did wrong last; null: nothing since.")
