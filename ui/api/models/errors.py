"""Byline's error object, and what each status means."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Responses = dict[int | str, dict[str, Any]]

MEANINGS = {
    400: "What was asked is impossible, or the body is not what the endpoint reads.",
    401: "A key is needed, or the one that was sent is not known.",
    403: "The caller may not do this: the key lacks the scope, or the request came from elsewhere.",
    404: "It is not there, or a name in the request is not known.",
    405: "The endpoint has other methods; `Allow` names them.",
    408: "The body did not come in time.",
    409: "It is being changed by somebody else; ask again.",
    413: "The body is too large.",
    415: "The body is of a kind that the endpoint does not read.",
    421: "The server is not known under the name in `Host`.",
    429: "Too many requests; `Retry-After` says when to come back.",
    500: "Something went wrong inside Byline; its log has the details.",
    502: "The language model's endpoint failed.",
    503: "Byline cannot answer now; `Retry-After` says when to come back.",
}
_EXAMPLE: dict[str, Any] = {
    "error": {
        "code": "unknown_name",
        "message": "There is no publisher 'CGTM'.",
        "hint": "Did you mean 'CGTN'?",
    }
}
ERROR_CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorObject"}}}


class ErrorParts(BaseModel):
    """What went wrong, for programs and for people."""

    code: str = Field(description="A word that programs compare; docs/api.md lists them.")
    message: str = Field(description="What went wrong, in a sentence.")
    hint: str = Field(description="What to do about it; may be empty.")


class ErrorObject(BaseModel):
    """Every error outside `/v1`."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    error: ErrorParts


def errors(*statuses: int) -> Responses:
    """The responses of a route that can fail with these statuses, as JSON whatever else it answers.

    Those that any request can meet, as 400 or 500, are added to every route by `ui.api.document`.
    """
    return {status: {"description": MEANINGS[status], "content": ERROR_CONTENT} for status in statuses}
