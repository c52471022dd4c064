"""What the library remembers of ingestion: runs, sources, quarantine, vectors on their way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from rag.domain import Article, ArticleId, Passage, PassageId

RunOutcome = Literal["running", "finished", "interrupted", "failed", "killed"]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A text's MinHash signature, and the method that made it: only signatures of one compare."""

    method: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Replacement:
    """An article to be inserted or replaced, with all its passages."""

    article: Article
    passages: Sequence[Passage]
    likeness: Likeness | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source that gave no article, and why."""

    source: str  # the article's own: a file, a line of it, an item's address
    reason: str
    content_hash: str | None = None


@dataclass(frozen=True, slots=True)
class SourceRead:
    """A source that was read to its end, and what it gave."""

    source: str
    stamp: str | None  # by which it is seen to be unchanged; None: it is read every time
    articles: tuple[ArticleId, ...]
    found: int  # articles, those that came twice counted twice
    refused: tuple[Refusal, ...] = ()
    is_whole: bool = False  # it gave all that it holds: what it gave before and not now has gone


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server said about the version of a page that it sent."""

    url: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the library remembers of a source."""

    stamp: str | None
    found: int
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A source that gave no article; tried again once it has changed."""

    collection: str
    source: str
    reason: str
    content_hash: str | None
    first_seen: str
    last_seen: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run of ingestion."""

    number: int
    started_at: str
    finished_at: str | None
    outcome: RunOutcome
    collection: str
    sources: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Vectors that an interrupted run left in doubt."""

    orphans: tuple[PassageId, ...]  # the library has no such passages: their vectors must go
    doubtful: tuple[PassageId, ...]  # it has them: their vectors may be of a text that was never kept


class Ledger(Protocol):
    """The part of the library that only ingestion writes and reads."""

    # Runs

    def begin_run(self, collection: str, sources: Sequence[str]) -> int:
        """Note a run as running; runs still noted so were killed, and are marked as that."""

    def end_run(self, number: int, outcome: RunOutcome, counts: Mapping[str, int]) -> None:
        """Note how a run ended."""

    def runs(self, limit: int = 20) -> list[Run]:
        """The latest runs, newest first."""

    # Writing a batch

    def write_batch(
        self,
        collection: str,
        replacements: Sequence[Replacement],
        sources: Sequence[SourceRead],
        fetched: Sequence[Fetched] = (),
    ) -> list[PassageId]:
        """Articles, and the sources that are read to their end, at once; returns ids no longer used."""

    def announce_vectors(self, ids: Sequence[PassageId]) -> None:
        """Note that vectors with these ids are about to be added to the index."""

    def settle_vectors(self, ids: Sequence[PassageId]) -> None:
        """Note that index and library agree on these ids."""

    def unsettled_vectors(self) -> Unsettled:
        """Ids that are announced, or outdated, and not settled."""

    # Sources

    def source_state(self, collection: str, source: str) -> SourceState | None:
        """What is remembered of a source; None if it was never read to its end."""

    def sources(self, collection: str) -> Iterator[str]:
        """Every source that is remembered, sorted."""

    def mark_gone(self, collection: str, sources: Sequence[str]) -> None:
        """Note that these sources are no longer there; their articles stay."""

    def gone_articles(self, collection: str) -> list[ArticleId]:
        """Articles that no source holds any more, though at least one once did."""

    def fetched(self, collection: str, url: str) -> Fetched | None:
        """What is remembered of a page; nothing once an article of the collection was removed."""

    def quarantined(self, collection: str | None = None) -> list[Quarantined]:
        """What gave no article, sorted by source."""

    # Addresses that several articles share

    def shared_addresses(self, collection: str) -> dict[str, str]:
        """Each shared address, with the key of the article that keeps its id."""

    def share_address(self, collection: str, url: str, first: str) -> None:
        """Note that an address is shared."""

    # Reprints

    def without_likeness(self, method: str) -> list[ArticleId]:
        """Articles that have no signature of this method."""

    def set_likeness(self, likenesses: Mapping[ArticleId, Likeness]) -> None:
        """Give articles their signatures; clusters follow."""
