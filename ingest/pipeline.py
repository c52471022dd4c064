"""The life of an article: read, identified, compared, split, embedded, written."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ingest.lock import writer_lock
from ingest.naming import Naming
from ingest.originals import Originals
from ingest.passages import split_passages
from ingest.readers import RawArticle, Rejected, Unchanged
from ingest.remembered import LibraryMemory
from ingest.removing import remove
from ingest.report import IngestReport, OnProgress, Progress, Tally
from ingest.selfcheck import unfound_titles
from ingest.sources import Place, SourceOptions, Upload
from ingest.units import Scope, Unit, units_of
from ingest.upkeep import bring_into_step
from ingest.writing import BatchWriter
from rag.domain import DEFAULT_COLLECTION, Article, ArticleId
from rag.errors import SourceError
from rag.interfaces import Embedder, PassageIndex, WritableLibrary
from rag.ledger import Refusal, RunOutcome, SourceRead

__all__ = ["IngestReport", "Ingestion", "OnProgress", "Progress"]

_REPRINTS_ASKED = 500  # articles at once


class Ingestion:
    """Brings sources into the library and its index. One run at a time a data folder."""

    def __init__(
        self, library: WritableLibrary, index: PassageIndex, embedder: Embedder, data_dir: Path
    ) -> None:
        self.library = library
        self.index = index
        self.embedder = embedder
        self.data_dir = data_dir

    def run(
        self,
        sources: Iterable[Place],
        collection: str = DEFAULT_COLLECTION,
        on_progress: OnProgress | None = None,
        *,
        reading: SourceOptions | None = None,
        prune: bool = False,
        stop: threading.Event | None = None,
    ) -> IngestReport:
        """Ingest files, folders and addresses. What has not changed is not touched; what is bad is reported.

        Args:
            sources: paths, web addresses, files that were handed in, ``-`` for standard input.
            collection: where the articles belong.
            on_progress: told after each article.
            reading: how sources are read; what servers said is remembered in the library.
            prune: remove articles whose files have gone, instead of only reporting them.
            stop: when set, the current batch is written and the run ends; running again goes on.

        Raises:
            SourceError: a path is not there or holds nothing usable; nothing was done.
            IndexMismatchError: they were made with another embedder or splitter; nothing was done.
            LibraryError: the library or its index cannot be written, or another process is.
            EmbedderError: the embedder failed. Articles written before stay.
        """
        started = time.perf_counter()
        sources = list(sources)
        memory = LibraryMemory(self.library, collection)
        options = replace(reading, memory=memory) if reading else SourceOptions(memory=memory)
        units, scope = units_of(sources, options)
        with writer_lock(self.data_dir):
            bring_into_step(self.library, self.index, self.embedder)
            with self._recorded(collection, sources) as tally:
                run = _Run(self, collection, memory, tally, stop or threading.Event())
                run.read_all(units, on_progress or (lambda _: None))
                run.finish(scope, prune=prune)
                return run.report(time.perf_counter() - started)

    @contextmanager
    def _recorded(self, collection: str, sources: Iterable[Place]) -> Iterator[Tally]:
        """A tally that the ledger keeps, however the run ends."""
        named = [source.source if isinstance(source, Upload) else str(source) for source in sources]
        number = self.library.begin_run(collection, named)
        tally = Tally()
        outcome: RunOutcome = "failed"
        try:
            yield tally
            outcome = "interrupted" if tally.is_interrupted else "finished"
        finally:
            self.library.end_run(number, outcome, tally.counts())


class _Run:
    """One run's state: what the library knew before, what was seen since."""

    def __init__(
        self,
        ingestion: Ingestion,
        collection: str,
        memory: LibraryMemory,
        tally: Tally,
        stop: threading.Event,
    ) -> None:
        self._library, self._index = ingestion.library, ingestion.index
        self._embedder = ingestion.embedder
        self._collection = collection
        self._data_dir = ingestion.data_dir
        self._originals = Originals(ingestion.data_dir)
        self._naming = Naming(self._library, collection)
        self._writer = BatchWriter(self._library, self._index, self._embedder, collection, memory)
        self._known = self._library.hashes(collection)
        self._tally = tally
        self._stop = stop
        self._gone: tuple[ArticleId, ...] = ()

    def read_all(self, units: Sequence[Unit], on_progress: OnProgress) -> None:
        """Read every unit, until told to stop."""
        for done, unit in enumerate(units):
            for _ in self._read(unit):
                on_progress(self._progress(done, len(units)))
            if self._stop.is_set():
                self._tally.is_interrupted = True
                break
        self._writer.flush()
        on_progress(self._progress(done if self._tally.is_interrupted else len(units), len(units)))

    def finish(self, scope: Scope, *, prune: bool) -> None:
        """After everything was read: what has gone?"""
        if self._tally.is_interrupted:
            return
        lost = [source for source in self._library.sources(self._collection) if scope.has_lost(source)]
        if lost:
            self._library.mark_gone(self._collection, lost)
        self._gone = tuple(self._library.gone_articles(self._collection))
        if prune:
            self._tally.removed += remove(self._library, self._index, self._data_dir, self._gone)

    def report(self, seconds: float) -> IngestReport:
        """What the run did."""
        tally = self._tally
        tally.reprints = self._count_reprints()
        unfound = unfound_titles(self._library, self._index, self._embedder, tally.written)
        return IngestReport(
            **tally.counts(),
            rejected=tuple(tally.rejected),
            warnings=tuple(tally.warnings),
            passages=self._writer.passages_written,
            seconds=seconds,
            gone=self._gone,
            is_interrupted=tally.is_interrupted,
            unfound=tuple(unfound),
        )

    def _read(self, unit: Unit) -> Iterator[None]:
        """Take what a unit holds; yields after each article."""
        stamp = unit.stamp()
        known = self._library.source_state(self._collection, unit.name) if stamp else None
        if known and known.stamp == stamp:
            self._tally.unchanged += known.found
            self._tally.rejected += [Rejected(refusal.source, refusal.reason) for refusal in known.refused]
            yield
            return
        taken: list[ArticleId] = []
        refused: list[Rejected] = []
        is_unchanged = False
        for found in unit.open():
            if self._stop.is_set():
                return
            match self._take(found):
                case Rejected() as rejected:
                    refused.append(rejected)
                    self._tally.rejected.append(rejected)
                case str() as article_id:
                    taken.append(ArticleId(article_id))
                case None:
                    is_unchanged = True
            yield
        if is_unchanged:
            self._keep_refused(unit, refused)
        self._writer.note(_source_read(unit, stamp, taken, refused))

    def _keep_refused(self, unit: Unit, refused: list[Rejected]) -> None:
        """What a server did not send again was not tried again: it stays in quarantine."""
        state = self._library.source_state(self._collection, unit.name)
        tried = {one.source for one in refused}
        kept = [Rejected(one.source, one.reason) for one in (state.refused if state else ())]
        refused += [one for one in kept if one.source not in tried]

    def _take(self, found: RawArticle | Rejected | Unchanged) -> ArticleId | Rejected | None:
        """Decide what becomes of one article."""
        if isinstance(found, Rejected):
            return found
        if isinstance(found, Unchanged):
            self._tally.unchanged += 1
            return None
        try:
            article, warnings, is_repeated = self._naming.build(found)
        except SourceError as error:
            return Rejected(found.source, error.message)
        if is_repeated or self._known.get(article.id) == article.hash:
            self._tally.unchanged += 1
        else:
            self._write(article, found.original)
        self._tally.warnings += [(found.source, warning) for warning in warnings]
        return article.id

    def _write(self, article: Article, original: bytes | None) -> None:
        if original is not None:
            self._originals.keep(article.id, original)
        self._writer.add(article, split_passages(article))
        self._tally.written.append(article.id)
        if article.id in self._known:
            self._tally.changed += 1
        else:
            self._tally.new += 1

    def _count_reprints(self) -> int:
        """Of the articles written now: those whose cluster has an earlier one."""
        written, count = self._tally.written, 0
        for first in range(0, len(written), _REPRINTS_ASKED):
            found = self._library.reprints(written[first : first + _REPRINTS_ASKED])
            count += sum(cluster.representative != article_id for article_id, cluster in found.items())
        return count

    def _progress(self, files_done: int, files: int) -> Progress:
        return Progress(files_done, files, self._tally.articles(), self._writer.passages_written)


def _source_read(
    unit: Unit, stamp: str | None, taken: list[ArticleId], refused: list[Rejected]
) -> SourceRead:
    content_hash = unit.content_hash() if refused else None
    return SourceRead(
        source=unit.name,
        stamp=stamp,
        articles=tuple(dict.fromkeys(taken)),
        found=len(taken),
        refused=tuple(Refusal(one.source, one.reason, content_hash) for one in refused),
        # What a feed no longer lists has not gone; what a file no longer holds has.
        is_whole=unit.path is not None and not refused,
    )
