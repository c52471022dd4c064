"""One question's way through the page: the events of its answer become updates of what is shown."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator

from rag.domain import Question
from rag.errors import BylineError
from rag.events import Failed
from ui.failures import failure
from ui.parts import Parts, following
from ui.web import texts
from ui.web.chat import render
from ui.web.chat.view import Conversation, View

Message = dict[str, str]
logger = logging.getLogger(__name__)


async def answered(
    byline: Parts, question: Question, so_far: Conversation, asked: View
) -> AsyncGenerator[Conversation, None]:
    """The conversation after each event of the answer to its last question."""
    conversation = so_far
    async for view in _views(byline, question, asked):
        conversation = conversation.showing(view)
        yield conversation


async def _views(byline: Parts, question: Question, view: View) -> AsyncGenerator[View, None]:
    try:
        async with following(byline.assistant, question) as events:
            async for event in events:
                view = view.heard(event)
                yield view
    except BylineError as error:  # too many questions wait for their turn
        yield view.heard(failure(error))
    except Exception:  # the outermost border of the page
        logger.exception("answering failed")
        yield view.heard(Failed("error", texts.UNEXPECTED, texts.UNEXPECTED_HINT))


def messages(conversation: Conversation) -> list[Message]:
    """A conversation as Gradio's messages."""
    return [
        message
        for entry in conversation.entries
        for message in (
            {"role": "user", "content": render.question_html(entry.question)},
            {"role": "assistant", "content": render.answer_html(entry.view)},
        )
    ]
