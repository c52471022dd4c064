"""The beginning of a streamed answer: what fails at once still gets a status, what fails later an event."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator

from rag.domain import Question
from rag.errors import BylineError
from rag.events import AnswerEvent, Failed
from ui.failures import UNEXPECTED, AnswerFailedError, failure
from ui.parts import Parts, following

BEGIN_SECONDS = 15.0  # then the response begins, with heartbeats, though the answer's turn has not come
logger = logging.getLogger(__name__)


async def opened(
    byline: Parts, question: Question, begin_seconds: float = BEGIN_SECONDS
) -> AsyncGenerator[AnswerEvent, None]:
    """The events of one answer, once the first has come or `begin_seconds` are over.

    Whatever goes wrong after that ends the stream with `Failed`.

    Raises:
        BusyError: too many questions wait for their turn.
        AnswerFailedError: the answer failed before `begin_seconds` were over.
    """
    stream = _events(byline, question)
    first = asyncio.ensure_future(_first(stream))
    try:
        await asyncio.wait({first}, timeout=begin_seconds)
    except asyncio.CancelledError:
        first.cancel()
        raise
    if first.done() and isinstance(failed := first.result(), Failed):
        await stream.aclose()
        raise AnswerFailedError(failed)
    return _rest(first, stream)


async def _events(byline: Parts, question: Question) -> AsyncGenerator[AnswerEvent, None]:
    async with following(byline.assistant, question) as events:
        async for event in events:
            yield event


async def _first(stream: AsyncGenerator[AnswerEvent, None]) -> AnswerEvent:
    async for event in stream:
        return event
    return UNEXPECTED


async def _rest(
    first: asyncio.Future[AnswerEvent], stream: AsyncGenerator[AnswerEvent, None]
) -> AsyncGenerator[AnswerEvent, None]:
    try:
        yield await first
        async for event in stream:
            yield event
    except BylineError as error:
        yield failure(error)
    except Exception:  # the outermost border of a stream: its status is sent, so this is all that can be said
        logger.exception("an answer broke off")
        yield UNEXPECTED
    finally:
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await stream.aclose()
