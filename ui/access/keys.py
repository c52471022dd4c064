"""API keys: made once and shown once; what is kept cannot be turned back into them."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import KeysError, UsageError
from ui.access.caller import Scope

FILE = "keys.json"
PREFIX = "byline_"
_LOCK_FILE = "keys.lock"
_LOCK_SECONDS = 5
_SECRET_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Signature = tuple[int, int, int]  # inode, time of the last change in nanoseconds, size


class ApiKey(BaseModel):
    """A named key, without the key itself.

    Its SHA-256 is kept. A slow hash would add nothing: it makes guessing words dear, and a key is no word
    but 256 random bits, which nobody can go through.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=rf"^{_NAME.pattern}$")]
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1)]
    created: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Kept(BaseModel):
    """The file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    keys: tuple[ApiKey, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read, and from which state of the file; None: there was no file."""

    signature: Signature | None
    keys: tuple[ApiKey, ...]


class KeyFile:
    """The keys of a data folder; a running server sees what others add and revoke."""

    def __init__(self, data_dir: Path) -> None:
        """Take the folder, which need not be there."""
        self._path = data_dir / FILE
        self._read: _Read | None = None

    def keys(self) -> tuple[ApiKey, ...]:
        """All of them, in the order in which they were made; read again only after the file has changed.

        Raises:
            KeysError: the file is damaged or cannot be read.
        """
        try:
            signature = _signature(self._path)
            if self._read is None or self._read.signature != signature:
                self._read = _Read(signature, _parsed(self._path.read_bytes()) if signature else ())
        except OSError as error:
            raise KeysError(f"The API keys cannot be read: {error.strerror}.") from error
        return self._read.keys

    def holder(self, secret: str) -> ApiKey | None:
        """The key that a text is.

        Every one is compared in constant time, so that how long it takes tells nothing of any.

        Raises:
            KeysError: the keys cannot be read.
        """
        shown = _digest(secret)
        found = None
        for key in self.keys():
            if hmac.compare_digest(shown, key.sha256):
                found = key
        return found

    def add(self, name: str, scopes: tuple[Scope, ...]) -> str:
        """Make a key and return it: 256 random bits, kept nowhere.

        Raises:
            UsageError: the name is taken, or is none.
            KeysError: the keys cannot be read or written.
        """
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"{name[:64]!r} is no name for a key.",
                "Use up to 64 letters, digits, dots, hyphens and underscores, the first a letter or digit.",
            )
        secret = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        with self._writing() as keys:
            if any(key.name == name for key in keys):
                raise UsageError(
                    f"There is a key {name!r} already.",
                    f"Choose another name, or first run: byline keys revoke {name}",
                )
            now = datetime.now(tz=UTC).isoformat(timespec="seconds")
            self._write((*keys, ApiKey(name=name, scopes=scopes, created=now, sha256=_digest(secret))))
        return secret

    def revoke(self, name: str) -> None:
        """Forget a key; whoever holds it is refused from now on.

        Raises:
            UsageError: there is none of that name.
            KeysError: the keys cannot be read or written.
        """
        with self._writing() as keys:
            kept = tuple(key for key in keys if key.name != name)
            if len(kept) == len(keys):
                raise UsageError(f"There is no key {name!r}.", "`byline keys list` names those there are.")
            self._write(kept)

    @contextmanager
    def _writing(self) -> Iterator[tuple[ApiKey, ...]]:
        """The keys, while nobody else changes them."""
        lock = FileLock(self._path.parent / _LOCK_FILE)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=_LOCK_SECONDS)
        except Timeout as error:
            raise KeysError("Another process is changing the API keys.", "Try again in a moment.") from error
        except OSError as error:
            raise _not_writable(error) from error
        try:
            yield self.keys()
        finally:
            lock.release()

    def _write(self, keys: tuple[ApiKey, ...]) -> None:
        """Put a whole new file in the place of the old one; only its owner may read it."""
        fresh = self._path.with_name(f"{FILE}.{secrets.token_hex(4)}")
        try:
            try:
                number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(number, "wb") as file:
                    file.write(_Kept(keys=keys).model_dump_json(indent=2).encode() + b"\n")
                    file.flush()
                    os.fsync(file.fileno())
                fresh.replace(self._path)
            finally:
                fresh.unlink(missing_ok=True)
        except OSError as error:
            raise _not_writable(error) from error


def _signature(path: Path) -> Signature | None:
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size


def _parsed(content: bytes) -> tuple[ApiKey, ...]:
    try:
        keys = _Kept.model_validate_json(content).keys
    except ValidationError:  # not the cause: it would carry what the file holds
        raise KeysError("The API keys cannot be read: keys.json in the data folder is damaged.") from None
    if len({key.name for key in keys}) < len(keys):
        raise KeysError("The API keys cannot be read: keys.json in the data folder has one name twice.")
    return keys


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _not_writable(error: OSError) -> KeysError:
    return KeysError(
        f"The API keys cannot be written: {error.strerror or 'the data folder refuses it'}.",
        "Set BYLINE_DATA_DIR to a folder that you can write to.",
    )
