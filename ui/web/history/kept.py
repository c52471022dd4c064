"""What the library has of a saved answer besides the answer itself."""

from __future__ import annotations

from dataclasses import dataclass

from rag.feedback import Feedback


@dataclass(frozen=True, slots=True)
class SourceChange:
    """What has become of a source since the answer was written."""

    numbers: tuple[int, ...]  # of its citations
    title: str
    words: str
    is_gone: bool = False  # the article is no longer in the library


@dataclass(frozen=True, slots=True)
class Kept:
    """The reader's own opinion of a saved answer, and which of its sources are no longer what they were."""

    opinion: Feedback | None = None
    changes: tuple[SourceChange, ...] = ()
