"""Looking again and again: folders and feeds that are watched."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ingest.report import IngestReport
from rag.errors import EmbedderError, LibraryLockedError, SourceError

EVERY_SECONDS = 60.0

Pass = Callable[[], IngestReport]
OnPass = Callable[[IngestReport], None]
OnTrouble = Callable[[str], None]


def watch(
    run: Pass,
    on_pass: OnPass,
    on_trouble: OnTrouble,
    stop: threading.Event,
    *,
    every_seconds: float = EVERY_SECONDS,
    sleep: Callable[[float], None] | None = None,
) -> None:
    """Run until told to stop, pausing between the passes.

    A pass that fails for a reason that may pass (a folder that is not mounted, another writer, an
    endpoint that is down) is told, and the next one tries again; any other error ends the watch.
    """
    pause = sleep or stop.wait
    while not stop.is_set():
        try:
            report = run()
        except (SourceError, LibraryLockedError, EmbedderError) as error:
            on_trouble(error.message)
        else:
            on_pass(report)
        if not stop.is_set():
            pause(every_seconds)
