"""Zip archives from strangers: read one member at a time, and never more than the limits."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from rag.errors import SourceError

TOTAL_MAX_BYTES = 100_000_000  # unpacked, of all members read together
RATIO_MAX = 200  # unpacked to packed; text comes to about 20
MEMBERS_MAX = 20_000

BOMB = "unpacks to far more than an article holds (a zip bomb?)"
ENCRYPTED = "encrypted: save it without a password"
DAMAGED = "damaged: the archive cannot be unpacked"

_CHUNK_BYTES = 65_536
_RATIO_COUNTS_FROM_BYTES = 1_000_000  # small members of blanks are no danger
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # where Office puts what has a password, and its old formats
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_IS_ENCRYPTED = 0x1


class Archive:
    """The members of a zip file. Nothing is ever written to disk, so names can do no harm."""

    def __init__(self, data: bytes) -> None:
        """Open the archive.

        Raises:
            SourceError: it is none, is damaged or encrypted.
        """
        if data.startswith(_OLE):
            raise SourceError("encrypted, or of an old format: save it again without a password")
        with _damage_explained():
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = frozenset(self._zip.namelist())
        self._left = TOTAL_MAX_BYTES
        if len(self.names) > MEMBERS_MAX:
            raise SourceError(BOMB)

    def read(self, name: str) -> bytes:
        """A member, unpacked. What its header says about its length is not believed.

        Raises:
            SourceError: it is not there, damaged, encrypted or too large.
        """
        with _damage_explained():
            member = self._zip.getinfo(name)
            if member.flag_bits & _IS_ENCRYPTED:
                raise SourceError(ENCRYPTED)
            if member.compress_type not in _METHODS:
                raise SourceError("packed by an unusual method")
            unpacked = bytearray()
            with self._zip.open(member) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    unpacked += chunk
                    self._left -= len(chunk)
                    self._require_sane(len(unpacked), member.compress_size)
        return bytes(unpacked)

    def _require_sane(self, unpacked: int, packed: int) -> None:
        is_swollen = unpacked > _RATIO_COUNTS_FROM_BYTES and unpacked > RATIO_MAX * max(packed, 1)
        if self._left < 0 or is_swollen:
            raise SourceError(BOMB)


# What `zipfile` raises: it calls a compression that it does not know "not implemented".
_RAISED_BY_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@contextmanager
def _damage_explained() -> Iterator[None]:
    """Every way in which `zipfile` says that an archive is broken, as one."""
    try:
        yield
    except _RAISED_BY_DAMAGE as error:
        raise SourceError(DAMAGED) from error
