"""What the library knows about an article besides itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.originals import Originals
from rag.domain import Article
from rag.interfaces import WritableLibrary

REPRINTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Background:
    """The other articles of its cluster (the earliest first), its former versions, its original file."""

    reprints: tuple[Article, ...] = ()  # at most REPRINTS_SHOWN
    reprint_count: int = 0
    former_versions: int = 0
    has_original: bool = False


def background_of(library: WritableLibrary, data_dir: Path, article: Article) -> Background:
    """Look an article's background up."""
    reprints = library.reprints_of(article.id)
    return Background(
        reprints=tuple(library.articles_by_id(reprints[:REPRINTS_SHOWN])),
        reprint_count=len(reprints),
        former_versions=len(library.versions(article.id)),
        has_original=bool(article.pages) and Originals(data_dir).path(article.id).is_file(),
    )
