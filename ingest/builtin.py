"""The corpus that comes with Byline, so that a first question can be asked at once."""

from __future__ import annotations

from pathlib import Path

from ingest.pipeline import Ingestion, IngestReport
from rag.domain import DEMO_COLLECTION
from rag.errors import SourceError
from rag.interfaces import Library

_INSTALLED = Path(__file__).parent / "corpus" / "articles"  # a wheel carries it there
_CHECKOUT = Path(__file__).parent.parent / "corpus" / "articles"


def builtin_corpus() -> Path:
    """The folder of the built-in articles.

    Raises:
        SourceError: this installation lacks it.
    """
    for folder in (_INSTALLED, _CHECKOUT):
        if folder.is_dir():
            return folder
    raise SourceError("The built-in articles are missing.", "Install Byline again.")


def ensure_demo(ingestion: Ingestion, library: Library) -> IngestReport | None:
    """Ingest the built-in articles as the demo collection if the library holds nothing else.

    None when there is nothing to do. An ingestion that was interrupted is completed.
    """
    held = library.collections()
    expected = len(list(builtin_corpus().glob("*.md")))
    if set(held) - {DEMO_COLLECTION} or held.get(DEMO_COLLECTION, 0) >= expected:
        return None
    return ingestion.run([builtin_corpus()], DEMO_COLLECTION)
