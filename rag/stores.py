"""Library, embedder and index opened from the settings: what ingestion and upkeep stand on."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import LibraryError
from rag.interfaces import Embedder
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.adapters.chroma_index import ChromaIndex
    from rag.adapters.sqlite.library import SqliteLibrary


class Stores:
    """The library, and what makes its vectors; embedder and index are opened when they are wanted.

    Rebuilding and restoring work on an index that does not fit the settings, and thus cannot be
    opened as the assistant opens it. What only reads the library need not wait for a model.
    """

    def __init__(self, settings: Settings) -> None:
        """Open the library.

        Raises:
            LibraryError: if it cannot be opened.
        """
        self.settings = settings
        self.library: SqliteLibrary = open_library(settings.data_dir)

    @cached_property
    def _embedding(self) -> tuple[Embedder, int]:
        return build_embedder(self.settings)

    @property
    def embedder(self) -> Embedder:
        """What makes vectors."""
        return self._embedding[0]

    def open_index(self, splitter: str, name: str | None = None) -> ChromaIndex:
        """The library's index, or another one beside it; the caller closes it.

        Raises:
            IndexMismatchError: if it was made with another embedder or splitter.
            EmbedderError: if the embedder is missing or damaged.
            LibraryError: if Chroma cannot open it.
        """
        embedder, dimension = self._embedding
        name = name or self.library.index_name()
        return open_index(self.settings, embedder.model_name, dimension, splitter, name)

    def close(self) -> None:
        """Give back the library's file."""
        self.library.close()


def open_library(data_dir: Path) -> SqliteLibrary:
    """The library in a data folder; both are made if they are not there."""
    from rag.adapters.sqlite.library import SqliteLibrary

    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"The data folder {str(data_dir)!r} cannot be made.",
            "Set BYLINE_DATA_DIR to a folder that you can write to.",
        ) from error
    return SqliteLibrary.open(data_dir / "library.db")


def build_embedder(settings: Settings) -> tuple[Embedder, int]:
    """What makes vectors, and how long they are."""
    embed = settings.embed
    if embed.base_url is None:
        from rag.adapters.minilm_embedder import MiniLmEmbedding

        embedder = MiniLmEmbedding(runtime=embed.runtime)
        return embedder, embedder.dimension
    from rag.adapters.endpoint_embedder import build_endpoint_embedder

    key = embed.api_key.get_secret_value() if embed.api_key else ""
    remote = build_endpoint_embedder(embed.base_url, embed.model or "", key, timeout_seconds=60)
    return remote, len(remote.get_query_embedding("dimension"))


def open_index(
    settings: Settings,
    embedder: str,
    dimension: int,
    splitter: str,
    name: str,
    generation: int | None = None,
) -> ChromaIndex:
    """The index in the data folder or at the Chroma server, by the name that the library gives.

    ``generation`` is the library's; None: the index looks again at the first search.
    """
    from rag.adapters.chroma_index import ChromaIndex

    place = settings.chroma_url or settings.data_dir / "chroma"
    return ChromaIndex.open(
        place, name, embedder=embedder, dimension=dimension, splitter=splitter, generation=generation
    )
