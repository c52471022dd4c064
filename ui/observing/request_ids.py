"""Each request's id: taken from the client where it is sane, else made; by it log lines are found again."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar
from dataclasses import dataclass

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9._:-]{1,128}", re.ASCII)


@dataclass(slots=True)
class Current:
    """The request that a task belongs to.

    Tasks that outlive their request (a page's queue, a session of tools) inherit its context; they are
    told apart from it by ``is_over``.
    """

    id: str
    is_over: bool = False


REQUEST: ContextVar[Current | None] = ContextVar("byline_request", default=None)


def begin(offered: str | None) -> Current:
    """Give the request of this task its id; what is offered is taken if it can stand in a log line."""
    current = Current(offered if offered and _SANE.fullmatch(offered) else uuid.uuid4().hex)
    REQUEST.set(current)
    return current


def request_id() -> str | None:
    """The id of the request that is being answered; None outside of one."""
    current = REQUEST.get()
    return None if current is None or current.is_over else current.id
