"""Jobs on disk, so that a job that was accepted is done, whatever happens to the process."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter, ValidationError

from rag.errors import LibraryError
from ui.jobs.additions import Additions, lines_of
from ui.jobs.job import Job, Spooled, SpooledFile, now
from ui.jobs.names import numbered, safe_name

FOLDER = "jobs"
RECORD = "job.json"

_HALF = ".half-"  # before the id of a job that is being accepted
_FILES = "files"
_SENT = "Sent articles.jsonl"
_RECORDS = TypeAdapter(Spooled)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    source: str
    content: BinaryIO


class Spool:
    """A folder a job, under the data folder; a job that is there has all its files."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER

    def accept(self, additions: Additions) -> Spooled:
        """Write down a job with its files.

        Raises:
            LibraryError: the data folder cannot be written, or is full; nothing is left of the job.
        """
        job_id = secrets.token_hex(8)
        half = self._folder / f"{_HALF}{job_id}"
        try:
            half.mkdir(parents=True)
            files = _files_of(additions, job_id)
            spooled = _spooled(job_id, additions, files)
            for file, place in zip(files, spooled.files, strict=True):
                _write(half / place.place, file.content)
            _write_record(half, spooled)
            half.rename(self._folder / job_id)
        except OSError as error:
            shutil.rmtree(half, ignore_errors=True)
            raise _not_writable(error) from error
        return spooled

    def note(self, spooled: Spooled) -> None:
        """Write down how a job stands; the files of one that has ended are deleted.

        Raises:
            LibraryError: the data folder cannot be written.
        """
        folder = self._folder / spooled.job.id
        try:
            _write_record(folder, spooled)
        except OSError as error:
            raise _not_writable(error) from error
        if spooled.job.is_final:
            shutil.rmtree(folder / _FILES, ignore_errors=True)

    def path(self, spooled: Spooled, file: SpooledFile) -> Path:
        """Where a file of a job lies."""
        return self._folder / spooled.job.id / file.place

    def forget(self, job_id: str) -> None:
        """Delete what is left of a job."""
        shutil.rmtree(self._folder / job_id, ignore_errors=True)

    def read_all(self) -> list[Spooled]:
        """Every job that was accepted, in that order; a damaged record is logged and passed over."""
        found = [_read_record(path) for path in self._folder.glob(f"[!.]*/{RECORD}")]
        return sorted(
            (one for one in found if one is not None), key=lambda one: (one.job.created_at, one.job.id)
        )

    def clear_halves(self) -> None:
        """Delete what a killed process has left of requests that were not accepted."""
        for half in self._folder.glob(f"{_HALF}*"):
            shutil.rmtree(half, ignore_errors=True)


def _files_of(additions: Additions, job_id: str) -> list[_File]:
    names = [safe_name(upload.name) for upload in additions.uploads]
    sources = numbered(f"upload: {name}" for name in names)
    files = [
        _File(name, source, upload.content)
        for name, source, upload in zip(names, sources, additions.uploads, strict=True)
    ]
    if additions.articles:
        files.append(_File(_SENT, f"articles of job {job_id}", BytesIO(lines_of(additions.articles))))
    return files


def _spooled(job_id: str, additions: Additions, files: list[_File]) -> Spooled:
    named = tuple(
        # A folder a file: no name can be another file's, or the record's.
        SpooledFile(f"{_FILES}/{number}/{file.name}", file.source)
        for number, file in enumerate(files)
    )
    sources = (*(one.source for one in named), *additions.urls)
    job = Job(job_id, "queued", additions.collection, sources, now())
    return Spooled(job, named, tuple(additions.urls))


def _write(path: Path, content: BinaryIO) -> None:
    path.parent.mkdir(parents=True)
    with path.open("xb") as file:
        shutil.copyfileobj(content, file)
        file.flush()
        os.fsync(file.fileno())


def _write_record(folder: Path, spooled: Spooled) -> None:
    half = folder / f"{RECORD}.half"
    half.write_bytes(_RECORDS.dump_json(spooled))
    half.replace(folder / RECORD)


def _read_record(path: Path) -> Spooled | None:
    try:
        spooled = _RECORDS.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        _LOG.warning("The record of a job cannot be read: %s", path, exc_info=True)
        return None
    return replace(spooled, job=replace(spooled.job, id=path.parent.name))


def _not_writable(error: OSError) -> LibraryError:
    return LibraryError(
        f"The data folder cannot be written: {error.strerror or 'for an unknown reason'}.",
        "Free some disk space, or make the folder writable, then send it again.",
    )
