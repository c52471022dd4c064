"""Whether somebody still waits for a response: work for clients that have left is not done."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import Request

from rag.errors import BylineError

_T = TypeVar("_T")


class ClientLeftError(BylineError):
    """The client hung up before its answer was there; nobody reads this but the log."""

    code = "client_left"


async def while_connected(request: Request, work: Coroutine[Any, Any, _T]) -> _T:
    """What the work gives; it is cancelled when the client leaves, and so gives its turn back.

    The request's body must have been read.

    Raises:
        ClientLeftError: the client has left.
    """
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise ClientLeftError("The client left before the answer was there.")
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
