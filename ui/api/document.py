"""The OpenAPI document: what the routes say of themselves, and what holds for all of them."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from ui.api.errors import OPENAI_PREFIX
from ui.api.models.additions import AddArticles
from ui.api.models.answer import AskedAnswer
from ui.api.models.errors import MEANINGS, ErrorObject
from ui.api.models.events import event_schemas
from ui.api.models.feedback import FeedbackObject, SavedAnswerObject
from ui.api.models.health import Health, Ready
from ui.api.models.jobs import JobObject, JobsObject
from ui.api.models.listing import ArticlesObject, QuarantineObject, WholeArticleObject
from ui.api.models.passages import FoundArticles, SearchedPassages
from ui.api.models.receipts import CheckedTextObject, ReceiptObject
from ui.api.models.upkeep import DoctorObject, RemovedObject
from ui.api.openai.refusals import ErrorReply

_REPLIES: tuple[type[BaseModel], ...] = (
    ArticlesObject,
    AskedAnswer,
    CheckedTextObject,
    DoctorObject,
    ErrorObject,
    ErrorReply,
    FeedbackObject,
    FoundArticles,
    Health,
    JobsObject,
    JobObject,
    QuarantineObject,
    Ready,
    ReceiptObject,
    RemovedObject,
    SavedAnswerObject,
    SearchedPassages,
    WholeArticleObject,
)
_METHODS = ("get", "post", "put", "patch", "delete")
_OPEN = ("/healthz", "/readyz")  # asked by machines that hold no key, and counted by nobody
_ANY_REQUEST = (401, 403, 421, 429, 500)
_ANY_BODY = (408, 413, 415, 503)
_WAIT = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 0}}}
_RETRIED = (429, 503)
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key of `byline keys add`."},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same key."},
}
# The empty one comes first: a server without keys asks nobody for one.
_SECURITY: list[dict[str, list[str]]] = [{}, {"bearer": []}, {"header": []}]


def install_document(app: FastAPI) -> None:
    """Complete the document that FastAPI makes; it is made once, when it is first asked for."""
    made = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = completed(made())
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the events, the errors that any request can meet, and the ways to show a key.

    FastAPI describes a refused request as its own 422; Byline answers 400 with its own object.
    """
    components = document.setdefault("components", {})
    components["securitySchemes"] = _SCHEMES
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas.update(_schemas() | event_schemas())
    for path, operations in document["paths"].items():
        for method in _METHODS:
            if method in operations:
                _complete(path, operations[method])
    return document


def _complete(path: str, operation: dict[str, Any]) -> None:
    responses: dict[str, Any] = operation["responses"]
    responses.pop("422", None)
    for status in _statuses(path, operation):
        responses.setdefault(str(status), {"description": MEANINGS[status], "content": _error_content(path)})
    for status in _RETRIED:
        if str(status) in responses:
            responses[str(status)].setdefault("headers", _WAIT)
    if path not in _OPEN:
        operation["security"] = _SECURITY
    operation["responses"] = dict(sorted(responses.items()))


def _statuses(path: str, operation: dict[str, Any]) -> tuple[int, ...]:
    """The statuses of errors that do not depend on what the route does."""
    if path in _OPEN:
        return (500,)
    body = _ANY_BODY if "requestBody" in operation else ()
    checked = (400,) if body or any(one["in"] != "path" for one in operation.get("parameters", [])) else ()
    return (*checked, *_ANY_REQUEST, *body)


def _error_content(path: str) -> dict[str, Any]:
    model = ErrorReply if path.startswith(OPENAI_PREFIX) else ErrorObject
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}


def _schemas() -> dict[str, Any]:
    """The schemas of replies, and of what a route reads for itself, by name.

    FastAPI's own schemas of the replies lose whatever is null in their examples.
    """
    made = models_json_schema(
        [(AddArticles, "validation"), *((model, "serialization") for model in _REPLIES)],
        ref_template="#/components/schemas/{model}",
    )[1]
    schemas: dict[str, Any] = made["$defs"]
    return schemas
