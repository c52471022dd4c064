"""``POST /api/verify``: a saved answer, or any text, checked against the articles as they are now."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse

from rag.errors import UnknownNameError
from ui.api.verify_schemas import VERIFY_RESPONSES, Verify
from ui.parts import Parts
from ui.saved_answers import read_answer
from ui.verifying import checked_json, receipt_json, receipt_of


def verify_router(byline: Parts) -> APIRouter:
    """The route for checking."""
    router = APIRouter(prefix="/api", tags=["verify"])

    # It blocks, so it is no coroutine: the server runs it beside its event loop.
    @router.post("/verify", response_model=None, responses=VERIFY_RESPONSES)
    def verify(body: Annotated[Verify, Body()]) -> JSONResponse:
        """Check an answer again, or any text sentence by sentence: its receipt, or verdicts with evidence."""
        return JSONResponse(verified(byline, body))

    return router


def verified(byline: Parts, body: Verify) -> dict[str, Any]:
    """The receipt of an answer, or the verdicts of a text; blocks.

    Raises:
        UsageError: what was given is no answer, or more text than is checked at once.
        UnknownNameError: no such answer was saved, or a limit names what is not there.
    """
    if body.text is not None:
        return _checked(byline, body, body.text)
    answer = body.answer if body.answer_id is None else _saved(byline, body.answer_id)
    return receipt_json(receipt_of(read_answer(answer), byline.library))


def _checked(byline: Parts, body: Verify, text: str) -> dict[str, Any]:
    if body.sources:
        sources = [source.as_source() for source in body.sources]
        return checked_json(byline.checking.against_sources(text, sources), has_sources=True)
    return checked_json(byline.checking.against_library(text, body.as_limits()), has_sources=False)


def _saved(byline: Parts, answer_id: str) -> dict[str, Any]:
    found = byline.library.answer(answer_id)
    if found is None:
        raise UnknownNameError(f"There is no answer {answer_id!r}.", "It was not saved, or was deleted.")
    return found
