"""One question's way through the page: the events of its answer become views of it, at a steady pace."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace

import anyio.to_thread

from rag.domain import ArticleId, Question
from rag.errors import BylineError
from rag.events import AnswerEvent, Failed, Finished, Thinking
from ui.failures import failure
from ui.limits.queued import Queued
from ui.parts import Parts, following
from ui.web import texts
from ui.web.chat.pacing import paced
from ui.web.chat.view import Conversation, View

PACE_SECONDS = 0.15  # between two updates of the page: some come bunched, and ten a second are most
_PATIENCE_SECONDS = 0.5  # without a first event, after which the page says that it waits for its turn
logger = logging.getLogger(__name__)


async def answered(
    byline: Parts, question: Question, so_far: Conversation, asked: View
) -> AsyncGenerator[Conversation, None]:
    """The conversation while its last question is answered, at most ten times a second."""
    async with aclosing(paced(_views(byline, question, asked), PACE_SECONDS)) as views:
        async for view in views:
            yield so_far.showing(view)


async def _views(byline: Parts, question: Question, view: View) -> AsyncGenerator[View, None]:
    """The view after each event."""
    clock = _ThinkingClock()
    try:
        async with (
            following(byline.assistant, question) as events,
            aclosing(_begun(events, lambda: _waiting(byline))) as heard,
        ):
            async for event in heard:
                if isinstance(event, int):
                    view = replace(view, waiting=event)
                else:
                    view = clock.timed(view.heard(event), event)
                if isinstance(event, Finished):
                    view = await anyio.to_thread.run_sync(_with_marks, byline, view)
                yield view
    except BylineError as error:  # too many questions wait for their turn
        yield view.heard(failure(error))
    except Exception:  # the outermost border of the page
        logger.exception("answering failed")
        yield view.heard(Failed("error", texts.UNEXPECTED, texts.UNEXPECTED_HINT))


async def _begun(
    events: AsyncIterator[AnswerEvent], waiting: Callable[[], int]
) -> AsyncGenerator[AnswerEvent | int, None]:
    """The events; before the first one, while it does not come, how many questions wait."""
    first = asyncio.ensure_future(anext(events, None))
    try:
        while not first.done():
            await asyncio.wait({first}, timeout=_PATIENCE_SECONDS)
            if not first.done():
                yield waiting()
    finally:
        if not first.done():
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
    event = first.result()
    if event is None:
        return
    yield event
    async for further in events:
        yield further


def _waiting(byline: Parts) -> int:
    return byline.assistant.waiting if isinstance(byline.assistant, Queued) else 0


def _with_marks(byline: Parts, view: View) -> View:
    """The view with what editors have marked about the cited articles."""
    cited = dict.fromkeys(citation.article_id for citation in view.citations)
    articles = byline.library.articles_by_id([ArticleId(one) for one in cited])
    marked = {
        str(article.id): texts.mark_of(article.status, article.status_note)
        for article in articles
        if article.status
    }
    return replace(view, marks=marked)


class _ThinkingClock:
    """For how long a model has reasoned."""

    def __init__(self) -> None:
        self._began: float | None = None

    def timed(self, view: View, event: AnswerEvent) -> View:
        """The view with the time from the first piece of reasoning to the newest."""
        if not isinstance(event, Thinking):
            return view
        now = time.monotonic()
        self._began = self._began if self._began is not None else now
        return replace(view, thought_seconds=now - self._began)
