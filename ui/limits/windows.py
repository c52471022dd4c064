"""Where the library `limits` keeps its moving windows: in memory, by a clock that tests can set, bounded.

Its own storage in memory starts a thread to forget, and never forgets the names of callers; here
old entries go when their caller is looked at, and the callers that were quiet for longest go when there are
too many.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

from limits.storage.base import MovingWindowSupport, Storage

MOST_CALLERS = 10_000


class Windows(Storage, MovingWindowSupport):
    """The moments of each caller's last requests. To be used from one event loop."""

    STORAGE_SCHEME = None  # nothing is found by an address

    def __init__(self, clock: Callable[[], float] = time.monotonic, most_callers: int = MOST_CALLERS) -> None:
        super().__init__()
        self._clock = clock
        self._most_callers = most_callers
        self._moments: OrderedDict[str, deque[float]] = OrderedDict()  # the quietest caller is first

    def __len__(self) -> int:
        """Callers that are remembered."""
        return len(self._moments)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Note a request, unless there were `limit` of them in the last `expiry` seconds."""
        moments = self._recent(key, expiry)
        if len(moments) + amount > limit:
            return False
        moments.extend([self._clock()] * amount)
        self._moments[key] = moments
        self._moments.move_to_end(key)
        if len(self._moments) > self._most_callers:
            self._moments.popitem(last=False)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002 - theirs
        """The moment of the oldest request in the window (now, if there is none), and how many there are."""
        moments = self._recent(key, expiry)
        return (moments[0] if moments else self._clock()), len(moments)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What can go wrong with the storage itself."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Note requests without a limit; how many there are then."""
        self.acquire_entry(key, amount + len(self._recent(key, expiry)), expiry, amount)
        return self.get(key)

    def get(self, key: str) -> int:
        """Requests that are noted."""
        return len(self._moments.get(key, ()))

    def get_expiry(self, key: str) -> float:
        """The moment of the last request; now, if there is none."""
        moments = self._moments.get(key)
        return moments[-1] if moments else self._clock()

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget everybody; how many there were."""
        count = len(self._moments)
        self._moments.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget a caller."""
        self._moments.pop(key, None)

    def _recent(self, key: str, expiry: int) -> deque[float]:
        moments = self._moments.get(key) or deque()
        oldest = self._clock() - expiry
        while moments and moments[0] <= oldest:
            moments.popleft()
        return moments
