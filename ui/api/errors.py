"""Errors over HTTP: one shape for Byline's own API, OpenAI's shape under ``/v1``, no details leaked."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rag.errors import BylineError
from rag.events import Failed
from ui.failures import UNEXPECTED, failure

OPENAI_PREFIX = "/v1/"

_STATUS = {
    "usage": 400,
    "settings": 400,
    "question": 400,
    "unknown_name": 404,
    "library_locked": 503,
}
_BAD_GATEWAY = 502  # whatever the language model's endpoint did wrong
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}


def error_json(failed: Failed) -> dict[str, Any]:
    """Byline's error object."""
    return {"error": {"code": failed.code, "message": failed.message, "hint": failed.hint}}


def openai_error_json(failed: Failed, status: int) -> dict[str, Any]:
    """OpenAI's error object; the hint follows the sentence, because clients show only the message."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    message = f"{failed.message} {failed.hint}".strip()
    return {"error": {"message": message, "type": kind, "param": None, "code": failed.code}}


def status_of(failed: Failed) -> int:
    """The HTTP status of an error's code."""
    if "endpoint" in failed.code:
        return _BAD_GATEWAY
    return _STATUS.get(failed.code, 500)


def error_response(path: str, failed: Failed, status: int) -> JSONResponse:
    """The error in the shape that belongs to the path."""
    body = openai_error_json(failed, status) if path.startswith(OPENAI_PREFIX) else error_json(failed)
    return JSONResponse(body, status)


def install_error_handlers(app: FastAPI) -> None:
    """Translate every error once, here."""

    @app.exception_handler(BylineError)
    async def byline_error(request: Request, error: BylineError) -> JSONResponse:
        failed = failure(error)
        return error_response(request.url.path, failed, status_of(failed))

    @app.exception_handler(RequestValidationError)
    async def invalid_request(request: Request, error: RequestValidationError) -> JSONResponse:
        failed = Failed("usage", _first_problem(error), "/openapi.json describes every request.")
        return error_response(request.url.path, failed, 400)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        failed = Failed(_CODES.get(error.status_code, "http"), f"{error.detail}.", "")
        return error_response(request.url.path, failed, error.status_code)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, _: Exception) -> JSONResponse:
        response = error_response(request.url.path, UNEXPECTED, 500)
        response.headers["Connection"] = "close"  # the server logs the traceback and hangs up
        return response


def _first_problem(error: RequestValidationError) -> str:
    """Pydantic's first complaint as a sentence; the value itself is not repeated."""
    problem = error.errors()[0]
    where = ".".join(str(part) for part in problem["loc"] if part != "body")
    return f"{where or 'The body'}: {problem['msg']}."
