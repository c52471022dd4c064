"""What a job does: its files and addresses through ingestion, into library and index."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.jobs.job import TOLD_MAX, JobProgress, Spooled, Told
from ui.jobs.spool import Spool
from ui.parts import Parts
from ui.wiring import fetcher_of, ingestion_of

if TYPE_CHECKING:
    from ingest.report import Progress
    from ingest.sources import Place


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of a job did."""

    is_interrupted: bool
    counts: Mapping[str, int]
    rejected: tuple[Told, ...]
    warnings: tuple[Told, ...]


OnProgress = Callable[[JobProgress], None]
Work = Callable[[Spooled, OnProgress, threading.Event], Outcome]


def work_of(byline: Parts, spool: Spool) -> Work:
    """The work of jobs over these parts.

    It raises what `ingest.pipeline.Ingestion.run` raises: `LibraryLockedError` while another is writing.
    """

    def work(spooled: Spooled, tell: OnProgress, stop: threading.Event) -> Outcome:
        from ingest.sources import SourceOptions

        def on_progress(progress: Progress) -> None:
            tell(JobProgress(progress.files_done, progress.files, progress.articles, progress.passages))

        report = ingestion_of(byline).run(
            _places(spooled, spool),
            spooled.job.collection,
            on_progress,
            reading=SourceOptions(fetcher=fetcher_of(byline.settings)),
            stop=stop,
        )
        return Outcome(
            report.is_interrupted,
            report.counts(),
            _told([(one.source, one.reason) for one in report.rejected]),
            _told(report.warnings),
        )

    return work


def _places(spooled: Spooled, spool: Spool) -> list[Place]:
    from ingest.sources import Upload

    return [*(Upload(spool.path(spooled, file), file.source) for file in spooled.files), *spooled.urls]


def _told(found: Sequence[tuple[str, str]]) -> tuple[Told, ...]:
    return tuple(Told(source, reason) for source, reason in found[:TOLD_MAX])
