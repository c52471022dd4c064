"""Bytes to text, or a plain reason why not."""

from __future__ import annotations

import codecs
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from ingest.readers.raw import SIZE_MAX_BYTES, too_large
from rag.errors import SourceError

NOT_TEXT = "not text (binary?)"

_HEAD_BYTES = 8192
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\v")
_ASCII = bytes(range(128))
_SIGNATURES = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf")


def read_bytes(path: Path, bytes_max: int = SIZE_MAX_BYTES) -> bytes:
    """A file's bytes, never more than the limit in memory.

    Raises:
        SourceError: it is empty, too large or cannot be read.
    """
    try:
        if path.stat().st_size > bytes_max:
            raise SourceError(too_large(bytes_max))
        with path.open("rb") as file:  # a device says nothing of its size
            data = file.read(bytes_max + 1)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}") from error
    if len(data) > bytes_max:
        raise SourceError(too_large(bytes_max))
    if not data.strip():
        raise SourceError("empty")
    return data


def decode(data: bytes, declared: str | None = None) -> str:
    """UTF-8, else UTF-16 by its mark, else as declared, else windows-1252 if it looks like text.

    Raises:
        SourceError: it is none of these.
    """
    if data.startswith(_UTF16_MARKS):
        return _strictly(data, "utf-16")
    if b"\x00" in data or data.startswith(_SIGNATURES):
        raise SourceError(NOT_TEXT)
    for encoding in ("utf-8-sig", declared):
        if encoding and _is_known(encoding):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    if not _looks_like_text(data):
        raise SourceError(NOT_TEXT)
    return _strictly(data, "windows-1252")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(NOT_TEXT) from error


def _is_known(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding)._is_text_encoding
    except LookupError:
        return False


def _looks_like_text(data: bytes) -> bool:
    """No control characters, and most of it ASCII, as in any Western European language."""
    controls = sum(data.count(byte) for byte in range(32) if byte not in _TEXT_CONTROLS)
    high = len(data.translate(None, _ASCII))
    return controls == 0 and high < 0.3 * len(data)


def require_text_stream(stream: BinaryIO) -> None:
    """Look at the first bytes of a buffered stream without taking them.

    Raises:
        SourceError: there are none, or they are not of a text in an ASCII-like encoding.
    """
    head = cast(BufferedReader, stream).peek(_HEAD_BYTES)[:_HEAD_BYTES]
    if not head:
        raise SourceError("empty")
    if b"\x00" in head:
        raise SourceError(NOT_TEXT)
