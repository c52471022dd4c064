"""Backups: one file that holds the library and its vectors, made while others read and write."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.lock import writer_lock
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.rebuilding import OnArticle, OpenIndex, fill_index, new_index_name
from rag.adapters.sqlite.copies import BackupFile
from rag.adapters.sqlite.library import SqliteLibrary
from rag.domain import PassageId
from rag.errors import LibraryError, UsageError
from rag.interfaces import Embedder, PassageIndex

_VECTORS = 1_000  # read at once
_RESTORING = "restoring.db"


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds."""

    path: Path
    articles: int
    passages: int
    vectors: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was put back."""

    articles: int
    passages: int
    embedded: int  # passages whose vectors the backup lacked


def back_up(library: SqliteLibrary, index: PassageIndex | None, path: Path) -> BackupReport:
    """Write library and vectors to a new file; consistent, whoever writes meanwhile.

    Without an index, or where one lacks a vector, restoring embeds again.

    Raises:
        UsageError: there is a file of that name.
        LibraryError: the file cannot be written.
    """
    if path.exists():
        raise UsageError(
            f"There is already something at {str(path)!r}.", "Name a file that is not there yet."
        )
    half = path.with_name(path.name + ".part")
    try:
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
        half.unlink(missing_ok=True)
        library.copy_to(half)
        backup = BackupFile(half)
        ids = sorted(backup.passage_ids())
        vectors = backup.write_vectors(_vectors(index, ids)) if index else 0
        half.replace(path)
    except OSError as error:
        raise LibraryError(f"The backup {str(path)!r} cannot be written: {error.strerror}.", "") from error
    with SqliteLibrary.open(path, create=False) as copy:
        articles = sum(copy.collections().values())
    return BackupReport(path, articles, len(ids), vectors, path.stat().st_size)


def restore(
    library: SqliteLibrary,
    embedder: Embedder,
    open_index: OpenIndex,
    path: Path,
    data_dir: Path,
    *,
    force: bool = False,
    on_article: OnArticle | None = None,
) -> RestoreReport:
    """Put a backup in the place of the library: a new index is filled first, then all changes at once.

    Raises:
        UsageError: there is no such file, or the library holds articles and ``force`` is not given.
        LibraryError: the file is no backup, or of a newer Byline.
        LibraryLockedError: another process is writing.
    """
    if not path.is_file():
        raise UsageError(f"There is no backup at {str(path)!r}.", "Check the spelling of the path.")
    with writer_lock(data_dir):
        held = sum(library.collections().values())
        if held and not force:
            raise UsageError(
                f"The library holds {held:,} articles, which a restored backup would replace.",
                "Make a backup of it if they matter, then add --force.",
            )
        copy = data_dir / _RESTORING
        shutil.copyfile(path, copy)
        try:
            return _put_back(library, embedder, open_index, copy, on_article)
        finally:
            for name in (_RESTORING, f"{_RESTORING}-wal", f"{_RESTORING}-shm"):
                (data_dir / name).unlink(missing_ok=True)


def _put_back(
    library: SqliteLibrary,
    embedder: Embedder,
    open_index: OpenIndex,
    copy: Path,
    on_article: OnArticle | None,
) -> RestoreReport:
    SqliteLibrary.open(copy, create=False).close()  # whether it is one; brought to the newest schema
    backup = BackupFile(copy)
    index = open_index(new_index_name())
    try:
        with SqliteLibrary.open(copy, create=False) as restored:
            ready = _ready(restored, backup, index)
            articles, passages = fill_index(restored, index, embedder, ready, on_article)
            embedded = passages - sum(key in ready for key in restored.passage_ids())
            record = {key: str(value) for key, value in index.record.items()}
            restored.switch_index(index.name, record, [])
        backup.drop_vectors(generation_from=library.generation())
        library.replace_with(copy)
        index.drop_others()
    finally:
        index.close()
    return RestoreReport(articles, passages, embedded)


def _ready(
    restored: SqliteLibrary, backup: BackupFile, index: PassageIndex
) -> Mapping[PassageId, NDArray[np.float32]]:
    """The backup's vectors, if they are of the making that is wanted now."""
    wanted = {key: str(value) for key, value in index.record.items()} | {"splitter": SPLITTER_FINGERPRINT}
    known = restored.meta()
    if any(known.get(key, wanted[key]) != wanted[key] for key in wanted):
        return {}
    return {
        key: vector for ids, vectors in backup.vectors() for key, vector in zip(ids, vectors, strict=True)
    }


def _vectors(index: PassageIndex, ids: list[PassageId]) -> Iterator[Mapping[PassageId, NDArray[np.float32]]]:
    for first in range(0, len(ids), _VECTORS):
        yield index.vectors(ids[first : first + _VECTORS])
