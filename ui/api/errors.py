"""Errors over HTTP: one shape for Byline's own API, OpenAI's shape under ``/v1``, no details leaked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rag.errors import BusyError, BylineError, LibraryLockedError
from rag.events import Failed
from ui.failures import UNEXPECTED, failure
from ui.observing.request_ids import HEADER, request_id

OPENAI_PREFIX = "/v1/"

_STATUS = {
    "usage": 400,
    "settings": 400,
    "question": 400,
    "unknown_name": 404,
    "read_only": 403,
    "too_many_jobs": 429,
    "too_many_questions": 429,
    "library_locked": 503,
    "busy": 503,
}
_BAD_GATEWAY = 502  # whatever the language model's endpoint did wrong
_CODES = {
    400: "usage",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    411: "usage",
    413: "too_large",
    415: "unsupported_media_type",
    421: "host",
    429: "rate_limit_exceeded",
    503: "unavailable",
}
_LOCKED_SECONDS = 5  # after which a library that is being written to is worth another try
# Under /v1: which of a request's parameters an error of Byline's own is about.
_PARAMETERS = {"question": "messages", "unknown_name": "byline", "usage": "byline"}
_TOO_MANY = "requests"  # the type of OpenAI's own 429


def error_json(failed: Failed) -> dict[str, Any]:
    """Byline's error object."""
    return {"error": {"code": failed.code, "message": failed.message, "hint": failed.hint}}


def openai_error_json(failed: Failed, status: int) -> dict[str, Any]:
    """OpenAI's error object; the hint follows the sentence, because clients show only the message."""
    message = f"{failed.message} {failed.hint}".strip()
    param = _PARAMETERS.get(failed.code)
    return {"error": {"message": message, "type": _kind(status), "param": param, "code": failed.code}}


def _kind(status: int) -> str:
    if status == 429:
        return _TOO_MANY
    return "invalid_request_error" if status < 500 else "server_error"


def status_of(failed: Failed) -> int:
    """The HTTP status of an error's code."""
    if "endpoint" in failed.code:
        return _BAD_GATEWAY
    return _STATUS.get(failed.code, 500)


def error_response(
    path: str, failed: Failed, status: int, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The error in the shape that belongs to the path."""
    body = openai_error_json(failed, status) if path.startswith(OPENAI_PREFIX) else error_json(failed)
    return JSONResponse(body, status, dict(headers or {}))


def retry_headers(error: BylineError) -> dict[str, str]:
    """When to ask again, where an error says so."""
    if isinstance(error, BusyError):
        return {"Retry-After": str(error.retry_after_seconds)}
    return {"Retry-After": str(_LOCKED_SECONDS)} if error.code == LibraryLockedError.code else {}


def install_error_handlers(app: FastAPI) -> None:
    """Translate every error once, here."""

    @app.exception_handler(BylineError)
    async def byline_error(request: Request, error: BylineError) -> JSONResponse:
        failed = failure(error)
        return error_response(request.url.path, failed, status_of(failed), retry_headers(error))

    @app.exception_handler(RequestValidationError)
    async def invalid_request(request: Request, error: RequestValidationError) -> JSONResponse:
        failed = Failed("usage", _first_problem(error), "/openapi.json describes every request.")
        return error_response(request.url.path, failed, 400)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        failed = Failed(_CODES.get(error.status_code, "http"), f"{error.detail}.", "")
        response = error_response(request.url.path, failed, error.status_code)
        response.headers.update(error.headers or {})  # 405 has to name the methods that there are
        return response

    @app.exception_handler(Exception)
    async def unexpected(request: Request, _: Exception) -> JSONResponse:
        response = error_response(request.url.path, UNEXPECTED, 500)
        response.headers["Connection"] = "close"  # the server logs the traceback and hangs up
        response.headers[HEADER] = request_id() or ""  # sent from outside the layer that adds it
        return response


def _first_problem(error: RequestValidationError) -> str:
    """Pydantic's first complaint as a sentence; the value itself is not repeated."""
    problem = error.errors()[0]
    if problem["type"] == "json_invalid":  # its place is a number of characters
        return f"The body is no JSON: {problem.get('ctx', {}).get('error', 'it ends early')}."
    where = ".".join(str(part) for part in problem["loc"] if part != "body")
    return f"{where or 'The body'}: {problem['msg']}."
