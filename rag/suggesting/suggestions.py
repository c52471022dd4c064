"""Suggestions for a page: examples that are looked for in the background, follow-ups within a time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from threading import Event, Lock

from rag.domain import Answer, Question
from rag.errors import BylineError
from rag.interfaces import Library
from rag.suggesting.examples import Example, find_examples
from rag.suggesting.follow_ups import find_follow_ups
from rag.suggesting.trial import Trials

EXAMPLES, FOLLOW_UPS = 5, 3
FOLLOW_UP_SECONDS = 0.3
_KEPT = 8  # sets of examples
_PAUSE_SECONDS = 0.1
_log = logging.getLogger(__name__)

_Key = tuple[int, tuple[str, ...], int]  # generation, collections, limit


class Suggestions:
    """Questions that the library can answer; safe from any thread."""

    def __init__(self, library: Library, trials: Trials) -> None:
        """Take the parts; nothing is looked for before it is asked for.

        Args:
            library: Whose articles.
            trials: Puts a question as the assistant would.
        """
        self._library = library
        self._trials = trials
        self._lock = Lock()
        self._found: dict[_Key, Future[tuple[Example, ...]]] = {}
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="byline-suggestions")
        self._is_closed = Event()
        self._is_busy: Callable[[], bool] = lambda: False

    def give_way(self, is_busy: Callable[[], bool]) -> None:
        """Look for examples only while this says no: readers' questions come first."""
        self._is_busy = is_busy

    def examples(
        self, collections: tuple[str, ...] = (), limit: int = EXAMPLES, wait_seconds: float = 0.0
    ) -> tuple[Example, ...]:
        """Questions to begin with; those on which sources differ come first.

        They are looked for once per state of the library, in the background. The same state gives the same.

        Args:
            collections: Only these; empty: those that a question without collections is asked of.
            limit: How many at most.
            wait_seconds: For how long this call may wait for them.

        Returns:
            None of them while they are still being looked for, or where nothing can be asked.
        """
        if self._is_closed.is_set():
            return ()
        try:
            return self._looked_for((self._library.generation(), collections, limit)).result(wait_seconds)
        except NotYetError:
            return ()

    def follow_ups(
        self,
        question: Question,
        answer: Answer,
        limit: int = FOLLOW_UPS,
        seconds: float = FOLLOW_UP_SECONDS,
    ) -> tuple[str, ...]:
        """What to ask next: not asked before, not answered by what was just shown, and not refused.

        Args:
            question: What was asked, with its history, dates, publishers and collections.
            answer: What was answered to it.
            limit: How many at most.
            seconds: After which no further question is tried; the call ends with the trial then under way.

        Raises:
            BylineError: where asking would fail.
        """
        return tuple(find_follow_ups(self._library, self._trials, question, answer, limit, seconds))

    def close(self) -> None:
        """Stop looking; to be called before the library is closed."""
        self._is_closed.set()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _looked_for(self, key: _Key) -> Future[tuple[Example, ...]]:
        with self._lock:
            if key not in self._found:
                self._found[key] = self._worker.submit(self._look_for, key)
                for old in list(self._found)[:-_KEPT]:
                    self._found.pop(old).cancel()
            return self._found[key]

    def _look_for(self, key: _Key) -> tuple[Example, ...]:
        generation, collections, limit = key

        def is_unwanted() -> bool:
            while self._is_busy() and not self._is_closed.wait(_PAUSE_SECONDS):
                pass
            return self._is_closed.is_set() or self._library.generation() != generation

        if is_unwanted():
            return ()
        wishes = Question("", collections=collections)
        try:
            return tuple(find_examples(self._library, self._trials, wishes, limit, is_unwanted))
        except BylineError as error:
            _log.warning("no examples: %s", error)
            return ()
