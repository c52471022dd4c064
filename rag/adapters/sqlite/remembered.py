"""What was worked out from one state of the library, kept until the next one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """At most ``size`` values, those used last, of one generation; safe from any thread.

    A later generation empties it; what belongs to an earlier one is neither given nor kept.
    """

    def __init__(self, size: int) -> None:
        """Begin with nothing."""
        self._size = size
        self._lock = threading.Lock()
        self._generation = -1
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def one(self, generation: int, key: Key, work_out: Callable[[], Value]) -> Value:
        """The value of a key; worked out if it is not there.

        Threads that ask at once may each work it out: nobody waits for another one's work.
        """
        known = self.known(generation, [key])
        if key in known:
            return known[key]
        value = work_out()
        self.keep(generation, {key: value})
        return value

    def known(self, generation: int, keys: Iterable[Key]) -> dict[Key, Value]:
        """The values that are there."""
        with self._lock:
            self._forget_before(generation)
            if self._generation != generation:
                return {}
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
            return found

    def keep(self, generation: int, values: Mapping[Key, Value]) -> None:
        """Put values in; those unused for longest make room."""
        with self._lock:
            self._forget_before(generation)
            if self._generation != generation:
                return
            for key, value in values.items():
                self._values[key] = value
                self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)

    def _forget_before(self, generation: int) -> None:
        if self._generation < generation:
            self._generation = generation
            self._values.clear()
