"""Library, embedder and index: each by itself, then whether they agree."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.adapters.sqlite.library import SqliteLibrary
from rag.doctor.findings import Finding
from rag.settings import Settings
from rag.stores import build_embedder

_MOST_TOLD = 3
_CHECK = "`byline library check` mends what can be mended."
_REBUILD = "`byline library rebuild` makes passages and index anew from the library, without fetching."


@dataclass(frozen=True, slots=True)
class Held:
    """What the library says that the index should hold."""

    index_name: str
    passages: int
    made_with: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Making:
    """What makes vectors, and how long they are."""

    embedder: str
    dimension: int


class StoresExamination:
    """Examines the stores in turn; what one found out, the next one uses."""

    def __init__(self, settings: Settings, splitter: str) -> None:
        """Take the settings, and the fingerprint of the splitter that ingestion uses."""
        self._settings = settings
        self._splitter = splitter
        self._held: Held | None = None
        self._making: Making | None = None

    def library(self) -> Iterator[Finding]:
        """The file, its integrity, its articles and what was refused.

        Raises:
            LibraryError: if it cannot be opened or read.
        """
        path = self._settings.data_dir / "library.db"
        if not path.exists():
            cure = "Run `byline ingest SOURCE`; `byline serve` begins with the built-in digests."
            yield Finding("library", "warning", "There is no library yet.", cure)
            return
        with SqliteLibrary.open(path, create=False) as library:
            problems = library.problems()
            self._held = Held(library.index_name(), library.passage_count(), library.meta())
            yield _soundness(problems, library.generation())
            yield _articles(library.collections(), self._held.passages)
            yield _quarantine([refused.reason for refused in library.quarantined()])

    def embedder(self) -> Iterator[Finding]:
        """Whether it makes vectors, of which length, and how fast.

        Raises:
            EmbedderError: if it does not.
        """
        embedder, dimension = build_embedder(self._settings)
        embedder.get_query_embedding("loads the model, which takes longer than a question does")
        began = time.perf_counter()
        length = len(embedder.get_query_embedding("Which model costs less to train?"))
        milliseconds = (time.perf_counter() - began) * 1000
        if length != dimension:
            told = f"{embedder.model_name} made a vector of {length} numbers, not {dimension}."
            yield Finding("embedder", "problem", told, "Check BYLINE_EMBED_MODEL.")
            return
        self._making = Making(embedder.model_name, dimension)
        told = f"{embedder.model_name} makes vectors of {dimension} numbers, one in {milliseconds:.0f} ms."
        yield Finding("embedder", "ok", told)

    def index(self) -> Iterator[Finding]:
        """Whether Chroma opens, holds what the library holds, and was made as the settings say.

        Raises:
            LibraryError: if Chroma fails.
        """
        if self._held is None:
            yield Finding(
                "index", "skipped", "Without a library that can be read, there is no index to check."
            )
            return
        opened = _opened(self._settings, self._held.index_name)
        if opened is None:
            is_empty = not self._held.passages
            told = "There is no index yet." if is_empty else "The index is not there."
            yield Finding("index", "ok" if is_empty else "problem", told, "" if is_empty else _CHECK)
            return
        count, record = opened
        yield self._agreement(count, record, self._held)

    def _agreement(self, count: int, record: Mapping[str, Any], held: Held) -> Finding:
        wanted: dict[str, Any] = {"splitter": self._splitter}
        if self._making:
            wanted |= {"embedder": self._making.embedder, "dimension": self._making.dimension}
        # Passages are the library's; where it says nothing, the index does.
        made = {**record, **{key: held.made_with[key] for key in ("splitter",) if key in held.made_with}}
        differing = [key for key in wanted if str(made.get(key)) != str(wanted[key])]
        if differing and count:
            told = "; ".join(f"{key} {made.get(key)!r}, not {wanted[key]!r}" for key in differing)
            cure = f"{_REBUILD} Or configure what it was made with."
            return Finding("index", "problem", f"The index was made with {told}.", cure)
        if count != held.passages:
            told = f"The index holds {count:,} vectors, the library {held.passages:,} passages."
            return Finding("index", "warning", told, f"If nothing is being ingested: {_CHECK}")
        return Finding("index", "ok", f"Chroma holds {count:,} vectors, one for each passage.")


def _opened(settings: Settings, name: str) -> tuple[int, Mapping[str, Any]] | None:
    """Number of vectors, and what made them; None where there is no such index. Makes nothing."""
    from rag.adapters import chroma_client

    target = settings.chroma_url or settings.data_dir / "chroma"
    place = chroma_client.place_of(target, name)
    if not chroma_client.is_url(place) and not Path(place).exists():
        return None
    with chroma_client.translated(chroma_client.shown(target)):
        client = chroma_client.connect(place)
        collection = chroma_client.get_collection(client, name)
        if collection is None:
            return None
        opening = chroma_client.Opening(client, collection)
        try:
            record = chroma_client.record_of(collection)
            # Counting reads no vectors; a search does.
            collection.query(query_embeddings=_direction(record["dimension"]), n_results=1, include=[])
            return collection.count(), record
        finally:
            opening.close()


def _direction(dimension: int) -> NDArray[np.float32]:
    return np.eye(1, dimension, dtype=np.float32)


def _soundness(problems: list[str], generation: int) -> Finding:
    if not problems:
        return Finding("library", "ok", f"The library is sound, at generation {generation:,}.")
    more = len(problems) - _MOST_TOLD
    told = "; ".join(problems[:_MOST_TOLD]) + (f"; and {more:,} more" if more > 0 else "")
    cure = f"{_CHECK} Or put a backup back: `byline library restore FILE`."
    return Finding("library", "problem", f"The library is damaged: {told}.", cure)


def _articles(collections: Mapping[str, int], passages: int) -> Finding:
    if not collections:
        return Finding("articles", "warning", "The library holds no article.", "Run `byline ingest SOURCE`.")
    told = ", ".join(f"{count:,} in {name}" for name, count in collections.items())
    return Finding("articles", "ok", f"Articles: {told}; {passages:,} passages.")


def _quarantine(reasons: list[str]) -> Finding:
    if not reasons:
        return Finding("quarantine", "ok", "Every source that was read gave its articles.")
    told = f"{len(reasons):,} sources gave no article, for instance: {reasons[0].rstrip('.')}."
    cure = "`byline library list` names them; once mended they are taken up by the next `byline ingest`."
    return Finding("quarantine", "warning", told, cure)
