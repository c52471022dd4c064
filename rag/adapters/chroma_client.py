"""Chroma as a client library: opened in a folder or at a server, its errors translated in one place."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api import ClientAPI
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from rag.errors import IndexMismatchError, LibraryError

# Measured: recall@10 of 1.0 at the latency of the default 100; it cannot be raised on an open index.
EF_SEARCH = 400
# What is embedded for a passage, and how: raised when vectors of before cannot be compared any more.
INDEX_VERSION = 1
FIRST_NAME = "passages"  # of the index that a library begins with; rebuilt ones are called passages-…
REBUILD = "`byline library rebuild` makes it anew from the library, without fetching anything."

_openings = itertools.count(1)


@dataclass(slots=True)
class Opening:
    """A collection as one opening of the folder sees it; closed when its last reader has left."""

    client: ClientAPI
    collection: ChromaCollection
    users: int = 0
    is_retired: bool = False

    def close(self) -> None:
        """Let go of the folder or the connection."""
        sessions = list(_sessions(self.client))
        self.client.close()  # type: ignore[attr-defined]  # missing from the interface only
        for session in sessions:
            session.close()


def is_url(place: Path | str) -> bool:
    """Whether this names a Chroma server rather than a folder."""
    return str(place).startswith(("http://", "https://"))


def shown(place: Path | str) -> str:
    """A place as messages name it: without the name and password that an address may hold."""
    if not is_url(place):
        return str(place)
    return f"{urlsplit(str(place)).scheme}://{urlsplit(str(place)).netloc.rpartition('@')[2]}"


def place_of(target: Path | str, name: str) -> Path | str:
    """Where the index of this name lies: at the server, or in a folder of its own.

    Chroma gives back neither the files of a deleted collection nor the space in its database; an
    index that has its own folder is deleted with it.
    """
    if is_url(target) or name == FIRST_NAME:
        return target
    return Path(target).with_name(f"{Path(target).name}-{name.removeprefix(f'{FIRST_NAME}-')}")


def drop_folders_beside(target: Path, name: str) -> None:
    """Delete the folders of all indexes but this one; what another process has open goes when it lets go."""
    kept = Path(place_of(target, name))
    for folder in (target, *target.parent.glob(f"{target.name}-*")):
        if folder != kept:
            shutil.rmtree(folder, ignore_errors=True)


def connect(place: Path | str, *, afresh: bool = False) -> ClientAPI:
    """A client; one that is opened afresh shares nothing with those of this process.

    A folder's clients share what they have loaded, and thus never see another process's rows.
    """
    settings = Settings(anonymized_telemetry=False)
    if not is_url(place):
        folder = Path(place).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(
            path=_alias(str(folder)) if afresh else str(folder), settings=settings
        )
    url = urlsplit(str(place))
    return chromadb.HttpClient(
        host=url.hostname or "localhost",
        port=url.port or (443 if url.scheme == "https" else 80),
        ssl=url.scheme == "https",
        settings=settings,
    )


def get_collection(client: ClientAPI, name: str) -> ChromaCollection | None:
    """A collection that is there."""
    # Without an embedding function: Chroma's default one would fetch its weights from the network.
    try:
        return client.get_collection(name, embedding_function=None)
    except NotFoundError:
        return None


def make_collection(client: ClientAPI, name: str, record: Mapping[str, Any]) -> ChromaCollection:
    """A new collection for unit vectors that are compared by their cosine."""
    return client.create_collection(
        name,
        configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}},
        metadata=dict(record),
        embedding_function=None,
    )


def record_of(collection: ChromaCollection) -> dict[str, Any]:
    """What made a collection's vectors; the first ones were made before versions were counted."""
    return {"version": 1, **(collection.metadata or {})}


def refuse_mismatch(found: Mapping[str, Any], wanted: Mapping[str, Any], place: str) -> None:
    """Raise `IndexMismatchError` if vectors were made with something else than is wanted."""
    differing = [key for key in wanted if found.get(key) != wanted[key]]
    if differing:
        told = "; ".join(f"{key} {found.get(key)!r}, not {wanted[key]!r}" for key in differing)
        raise IndexMismatchError(
            f"The index at {place} was made with {told}.",
            hint=f"{REBUILD} Or configure what it was made with, or set BYLINE_DATA_DIR to another folder.",
        )


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn Chroma's errors into errors that say what to do; the only place that does."""
    try:
        yield
    except (ChromaError, httpx.HTTPError, OSError, ValueError, RuntimeError) as error:
        if is_url(place):
            hint = "Check that the Chroma server runs and that BYLINE_CHROMA_URL names it."
        else:
            hint = (
                "Check that the folder can be written; if it is damaged, move it away"
                " and run `byline library rebuild`."
            )
        raise LibraryError(f"The index at {place} failed: {error}", hint=hint) from error


def _sessions(client: ClientAPI) -> Iterator[httpx.Client]:
    """The connections of a server's client, which its own `close` leaves open (Chroma 1.5)."""
    for part in (client, getattr(client, "_admin_client", None)):
        session = getattr(getattr(part, "_server", None), "_session", None)
        if isinstance(session, httpx.Client):
            yield session


def _alias(folder: str) -> str:
    """The same folder by another spelling: Chroma shares what it has loaded by the path's text."""
    return folder + "".join("/." if bit == "1" else "/" for bit in f"{next(_openings) % 65_536:b}")
