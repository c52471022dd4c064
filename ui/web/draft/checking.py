"""A draft's way through the verifier: in its turn, in parts, beside the event loop."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

from starlette.concurrency import run_in_threadpool

from rag.errors import BylineError
from rag.events import Failed
from ui.access.caller import caller
from ui.failures import failure
from ui.limits.counting import counted_as
from ui.limits.turns import Turns
from ui.parts import Parts
from ui.web import texts
from ui.web.draft.draft import Draft, next_part

_LOOK_SECONDS = 0.1  # between two looks at whether the reader wants to stop
_PAUSE_SECONDS = 0.4  # between updates; each one draws the whole draft anew, so long ones have fewer
_PAUSE_A_SENTENCE = 0.01

logger = logging.getLogger(__name__)


@dataclass
class Stopping:
    """Whether the reader wants the running check to end; one for each open page."""

    is_wanted: bool = False


@dataclass
class _Progress:
    """How far the check has come."""

    draft: Draft


async def checking(
    byline: Parts, turns: Turns, draft: Draft, stopping: Stopping
) -> AsyncGenerator[Draft, None]:
    """The draft while its next part is checked, a few times a second; the last one runs no longer.

    A part ends where the verifier's limits of characters and seconds do, so sentences may be left; another
    check goes on with them. Stopped or closed early, it ends within a sentence and gives its turn back.
    """
    stopping.is_wanted = False
    progress = _Progress(replace(draft, is_running=True, is_stopped=False, failure=None))
    shown, moment = progress.draft, time.monotonic()
    yield shown
    task = asyncio.create_task(_check(byline, turns, progress))
    try:
        while not (task.done() or stopping.is_wanted):
            await asyncio.wait({task}, timeout=_LOOK_SECONDS)
            pause = _PAUSE_SECONDS + _PAUSE_A_SENTENCE * len(shown.claims)
            if progress.draft is not shown and time.monotonic() - moment >= pause and not task.done():
                shown, moment = progress.draft, time.monotonic()
                yield shown
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    failed = None if task.cancelled() else task.result()
    yield replace(progress.draft, is_running=False, is_stopped=task.cancelled(), failure=failed)


async def _check(byline: Parts, turns: Turns, progress: _Progress) -> Failed | None:
    """Check the next part, noting how far it is; what went wrong, if something did."""
    draft = progress.draft
    try:
        async with turns.turn(counted_as(caller())):
            part = next_part(draft)
            steps = byline.checking.following_library(part.text, draft.limits)
            while (checked := await run_in_threadpool(next, steps, None)) is not None:
                progress.draft = part.added_to(draft, checked)
    except BylineError as error:  # no text, too much of it, an unknown limit, too many wait
        return failure(error)
    except Exception:  # the outermost border of the page
        logger.exception("checking a draft failed")
        return Failed("error", texts.UNEXPECTED, texts.UNEXPECTED_HINT)
    return None
