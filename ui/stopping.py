"""Ctrl-C once: finish what is begun. Twice: end now."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stopping(on_stop: Callable[[], None]) -> Iterator[threading.Event]:
    """An event that the first Ctrl-C (or SIGTERM) sets; the second one interrupts as usual.

    Outside the main thread, where signals cannot be handled, the event is never set.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    signals = (signal.SIGINT, signal.SIGTERM)
    former = {int(number): signal.getsignal(number) for number in signals}

    def handle(number: int, _: FrameType | None) -> None:
        signal.signal(number, former[number])
        stop.set()
        on_stop()

    for number in signals:
        signal.signal(number, handle)
    try:
        yield stop
    finally:
        for handled, handler in former.items():
            signal.signal(handled, handler)
