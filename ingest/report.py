"""What a run did, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.readers import Rejected
from rag.domain import ArticleId


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
    reprints: int  # of the new and changed ones: nearly word for word another, earlier article
    quarantined: int
    removed: int
    rejected: tuple[Rejected, ...]
    warnings: tuple[tuple[str, str], ...]  # source, and what of it was ignored
    passages: int
    seconds: float
    gone: tuple[ArticleId, ...] = ()  # no source holds them any more; removed if the run was to prune
    is_interrupted: bool = False
    unfound: tuple[str, ...] = ()  # titles of written articles that a search for them does not find

    def counts(self) -> dict[str, int]:
        """The counts of the contract."""
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "reprints": self.reprints,
            "quarantined": self.quarantined,
            "removed": self.removed,
        }


@dataclass(slots=True)
class Tally:
    """The counts of a run so far."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    reprints: int = 0
    removed: int = 0
    is_interrupted: bool = False
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    written: list[ArticleId] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The counts of the contract."""
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "reprints": self.reprints,
            "quarantined": len(self.rejected),
            "removed": self.removed,
        }

    def articles(self) -> int:
        """Articles read, whatever became of them."""
        return self.new + self.changed + self.unchanged + len(self.rejected)
