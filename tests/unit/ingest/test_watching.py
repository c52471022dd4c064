"""Looking again and again, with a pause that a test controls."""

from __future__ import annotations

import threading

from ingest.report import IngestReport
from ingest.watching import watch
from rag.errors import SourceError

REPORT = IngestReport(1, 0, 0, 0, 0, 0, (), (), 1, 0.1)


def test_it_runs_and_pauses_until_it_is_stopped() -> None:
    stop, pauses, seen = threading.Event(), [], []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            stop.set()

    watch(lambda: REPORT, seen.append, seen.append, stop, every_seconds=9, sleep=pause)
    assert seen == [REPORT] * 3
    assert pauses == [9, 9, 9]


def test_trouble_that_may_pass_is_told_and_tried_again() -> None:
    stop, seen = threading.Event(), []

    def run() -> IngestReport:
        if not seen:
            raise SourceError("The folder is not there.")
        stop.set()
        return REPORT

    watch(run, seen.append, seen.append, stop, sleep=lambda _: None)
    assert seen == ["The folder is not there.", REPORT]
