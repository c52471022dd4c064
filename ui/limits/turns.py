"""Who is answered next: so many answers at once, and the waiting callers one after the other."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from rag.errors import BusyError, TooManyQuestionsError

_REMEMBERED = 50  # durations by which waiting is estimated
_UNKNOWN_SECONDS = 2.0  # of an answer, before any was made
_LONGEST_WAIT = 120  # seconds; nobody is sent away for longer

Place = asyncio.Future[None]


class Turns:
    """A fair queue: callers in turn (round robin), the questions of one in their order.

    A caller with forty questions delays another one's first by one answer, not by forty. To be used from
    one event loop; nothing in it waits for anything but a turn.
    """

    def __init__(
        self,
        at_once: int,
        queue: int,
        queue_per_caller: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Set the bounds.

        Args:
            at_once: Turns that are taken at a time, at most.
            queue: Questions that wait at a time, at most.
            queue_per_caller: The same, of one caller.
            clock: Seconds from any beginning.
        """
        self.at_once = at_once
        self._queue = queue
        self._queue_per_caller = queue_per_caller
        self._clock = clock
        self._durations: deque[float] = deque(maxlen=_REMEMBERED)
        self._places: OrderedDict[str, deque[Place]] = OrderedDict()  # the caller to be served next is first
        self.running = 0  # turns that are taken
        self.waiting = 0  # questions that wait for one

    @asynccontextmanager
    async def turn(self, caller: str) -> AsyncGenerator[None, None]:
        """A turn, as soon as it is this caller's; given back at the end.

        Raises:
            TooManyQuestionsError: too many of this caller's questions wait.
            BusyError: too many wait in all.
        """
        await self._take(caller)
        began = self._clock()
        try:
            yield
        finally:
            self._durations.append(self._clock() - began)
            self._give_back()

    @property
    def wait_seconds(self) -> int:
        """About how long a question that comes now would wait, by the answers made last; at least 1."""
        each = sum(self._durations) / len(self._durations) if self._durations else _UNKNOWN_SECONDS
        rounds = (self.waiting + 1) / self.at_once
        return max(1, min(_LONGEST_WAIT, math.ceil(each * rounds)))

    async def _take(self, caller: str) -> None:
        if self.running < self.at_once:
            self.running += 1
            return
        place = self._queue_up(caller)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self._give_back()  # the turn came in the moment of leaving
            else:
                self._leave(caller, place)
            raise

    def _queue_up(self, caller: str) -> Place:
        own = len(self._places.get(caller, ()))
        if own >= self._queue_per_caller:
            raise TooManyQuestionsError(f"{own} of your questions are waiting already.", self.wait_seconds)
        if self.waiting >= self._queue:
            raise BusyError("Too many questions are waiting already.", self.wait_seconds)
        place: Place = asyncio.get_running_loop().create_future()
        self._places.setdefault(caller, deque()).append(place)
        self.waiting += 1
        return place

    def _leave(self, caller: str, place: Place) -> None:
        places = self._places.get(caller)
        if places is None or place not in places:
            return  # it was passed over already
        places.remove(place)
        self.waiting -= 1
        if not places:
            del self._places[caller]

    def _give_back(self) -> None:
        """Hand the turn to the next caller; whoever asks again goes behind the others."""
        while self._places:
            caller, places = self._places.popitem(last=False)
            place = places.popleft()
            self.waiting -= 1
            if places:
                self._places[caller] = places
            if not place.cancelled():
                place.set_result(None)
                return
        self.running -= 1
