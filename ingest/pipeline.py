"""The life of an article: read, identified, compared, split, embedded, written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.articles import build_article
from ingest.lock import writer_lock
from ingest.passages import SPLITTER_FINGERPRINT, split_passages
from ingest.readers import RawArticle, Rejected, read_articles
from ingest.sources import find_files
from ingest.writing import BatchWriter
from rag.domain import DEFAULT_COLLECTION, Article, ArticleId
from rag.errors import SourceError
from rag.interfaces import Embedder, PassageIndex, WritableLibrary


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come."""

    files_done: int
    files: int
    articles: int  # read so far, whatever became of them
    passages: int  # written so far


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run did. ``quarantined`` is the number of ``rejected`` sources."""

    new: int
    changed: int
    unchanged: int
    reprints: int
    quarantined: int
    removed: int
    rejected: tuple[Rejected, ...]
    warnings: tuple[tuple[str, str], ...]  # source, and what of it was ignored
    passages: int
    seconds: float


@dataclass(slots=True)
class _Tally:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    def articles(self) -> int:
        return self.new + self.changed + self.unchanged + len(self.rejected)


class Ingestion:
    """Brings files into the library and its index. One run at a time a data folder."""

    def __init__(
        self, library: WritableLibrary, index: PassageIndex, embedder: Embedder, data_dir: Path
    ) -> None:
        self.library = library
        self.index = index
        self.embedder = embedder
        self.data_dir = data_dir

    def run(
        self,
        paths: Iterable[Path | str],
        collection: str = DEFAULT_COLLECTION,
        on_progress: OnProgress | None = None,
    ) -> IngestReport:
        """Ingest files and folders. What has not changed is not touched; what is bad is reported.

        Raises:
            SourceError: a path is not there or holds nothing usable; nothing was done.
            LibraryError: the library or its index cannot be written, or another process is.
            EmbedderError: the embedder failed. Articles written before stay.
        """
        started = time.perf_counter()
        files = list(find_files(paths))
        with writer_lock(self.data_dir):
            run = _Run(self, collection)
            for number, file in enumerate(files):
                for found in read_articles(file):
                    run.take(found)
                    if on_progress:
                        on_progress(run.progress(number, len(files)))
            run.finish()
            if on_progress:
                on_progress(run.progress(len(files), len(files)))
        return run.report(time.perf_counter() - started)


class _Run:
    """One run's state: what the library knew before, what was seen since."""

    def __init__(self, ingestion: Ingestion, collection: str) -> None:
        self._library = ingestion.library
        self._embedder = ingestion.embedder
        self._collection = collection
        self._writer = BatchWriter(ingestion.library, ingestion.index, ingestion.embedder)
        self._known = ingestion.library.hashes(collection)
        self._seen: dict[ArticleId, tuple[str, str | None]] = {}  # hash and source
        self._tally = _Tally()
        # Vectors that got lost, say with the index's folder, come back with their articles.
        self._is_index_whole = ingestion.index.count() >= ingestion.library.passage_count()

    def take(self, found: RawArticle | Rejected) -> None:
        """Decide what becomes of one source."""
        if isinstance(found, Rejected):
            self._tally.rejected.append(found)
            return
        try:
            article, warnings = build_article(found, self._collection)
            self._require_distinct(article)
            self._take(article)
        except SourceError as error:
            self._tally.rejected.append(Rejected(found.source, error.message))
        else:
            self._tally.warnings += [(found.source, warning) for warning in warnings]

    def finish(self) -> None:
        """Write what waits."""
        self._writer.flush()
        if self._writer.passages_written:
            made_with = {"embedder": self._embedder.model_name, "splitter": SPLITTER_FINGERPRINT}
            self._library.set_meta(made_with)

    def progress(self, files_done: int, files: int) -> Progress:
        return Progress(files_done, files, self._tally.articles(), self._writer.passages_written)

    def report(self, seconds: float) -> IngestReport:
        return IngestReport(
            new=self._tally.new,
            changed=self._tally.changed,
            unchanged=self._tally.unchanged,
            reprints=0,
            quarantined=len(self._tally.rejected),
            removed=0,
            rejected=tuple(self._tally.rejected),
            warnings=tuple(self._tally.warnings),
            passages=self._writer.passages_written,
            seconds=seconds,
        )

    def _take(self, article: Article) -> None:
        is_unchanged = self._known.get(article.id) == article.hash
        is_repeated = article.id in self._seen
        self._seen.setdefault(article.id, (article.hash, article.source))
        if is_repeated or (is_unchanged and self._is_index_whole):
            self._tally.unchanged += 1
            return
        passages = split_passages(article)
        self._writer.add(article, passages)
        if is_unchanged:
            self._tally.unchanged += 1
        elif article.id in self._known:
            self._tally.changed += 1
        else:
            self._tally.new += 1

    def _require_distinct(self, article: Article) -> None:
        """Two texts under one address would replace each other in every run."""
        former_hash, former_source = self._seen.get(article.id, (article.hash, None))
        if former_hash != article.hash:
            what = "address" if article.url else "id"
            raise SourceError(f"has the same {what} as {former_source}, but another content")
