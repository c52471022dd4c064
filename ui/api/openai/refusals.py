"""Errors under ``/v1``: OpenAI's error object, with the parameter that is at fault."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel

from rag.errors import UsageError
from rag.events import Failed
from ui.api.errors import openai_error_json

_PARAMETER_LENGTH = 100  # characters of a name that a client may have made up


class ErrorDetails(BaseModel):
    """What OpenAI's clients make an exception of."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorReply(BaseModel):
    """OpenAI's error object."""

    error: ErrorDetails


class RequestRefusedError(UsageError):
    """A request that cannot be served as it stands, because of one of its parameters."""

    def __init__(
        self,
        parameter: str,
        message: str,
        hint: str,
        *,
        reason: str = "unsupported_value",
        status: int = 400,
    ) -> None:
        super().__init__(message, hint)
        self.parameter = parameter
        self.reason = reason  # OpenAI's code: a word that programs compare
        self.status = status


class OpenAIRoute(APIRoute):
    """A route whose refusals name the parameter, as OpenAI's do."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with refusals and invalid bodies translated."""
        handle = super().get_route_handler()

        async def translated(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestRefusedError as error:
                return _refusal(
                    error.parameter, Failed(error.reason, error.message, error.hint), error.status
                )
            except RequestValidationError as error:
                return _invalid(error)

        return translated


def _refusal(parameter: str | None, failed: Failed, status: int) -> JSONResponse:
    body = openai_error_json(failed, status)
    body["error"]["param"] = parameter
    return JSONResponse(body, status)


def _invalid(error: RequestValidationError) -> JSONResponse:
    """Pydantic's first complaint; the value itself is not repeated."""
    problem = error.errors()[0]
    where = ".".join(str(part) for part in problem["loc"] if part != "body")[:_PARAMETER_LENGTH]
    parameter = where if problem["type"] != "json_invalid" else None
    message = f"{parameter or 'The body'}: {problem['msg']}."
    failed = Failed("invalid_value", message, "/openapi.json describes every request.")
    return _refusal(parameter or None, failed, 400)
