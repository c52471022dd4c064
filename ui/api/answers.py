"""Saved answers: shown, judged by readers, deleted."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body

from rag.feedback import Feedback
from ui.access.caller import caller
from ui.api.models.errors import Responses, errors
from ui.api.models.feedback import FeedbackObject, GiveFeedback, SavedAnswerObject
from ui.editing import forget_answer, give_feedback, no_answer, withdraw_feedback
from ui.parts import Parts

ANSWER_RESPONSES: Responses = {200: {"model": SavedAnswerObject}, **errors(404)}
FEEDBACK_RESPONSES: Responses = {200: {"model": FeedbackObject}, **errors(404)}


def answers_router(byline: Parts) -> APIRouter:
    """The routes for saved answers."""
    router = APIRouter(prefix="/api/answers", tags=["answers"])

    @router.get("/{answer_id}", response_model=None, responses=ANSWER_RESPONSES)
    def answer(answer_id: str) -> dict[str, Any]:
        """A saved answer, with your own feedback on it."""
        found = byline.library.answer(answer_id)
        if found is None:
            raise no_answer(answer_id)
        given = byline.library.feedback(answer_id, caller().name)
        return found | {"feedback": feedback_json(given) if given else None}

    @router.delete("/{answer_id}", status_code=204, responses=errors(404, 503))
    def forget(answer_id: str) -> None:
        """Delete an answer with its question and all feedback, so that the files hold none of it."""
        forget_answer(byline, answer_id)

    @router.post("/{answer_id}/feedback", response_model=None, responses=FEEDBACK_RESPONSES)
    def judge(answer_id: str, body: Annotated[GiveFeedback, Body()]) -> dict[str, Any]:
        """Say whether an answer is good, and why; what you said of it before is replaced."""
        return feedback_json(give_feedback(byline, answer_id, caller().name, body.verdict, body.reason))

    @router.delete("/{answer_id}/feedback", status_code=204, responses=errors(404, 503))
    def withdraw(answer_id: str) -> None:
        """Take your feedback on an answer back."""
        withdraw_feedback(byline, answer_id, caller().name)

    return router


def feedback_json(given: Feedback) -> dict[str, Any]:
    """An opinion as the contract's JSON object."""
    return {"verdict": given.opinion, "reason": given.reason, "given_at": given.given_at}
