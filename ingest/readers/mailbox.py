"""Mailboxes in mbox form (RFC 4155): one mail after the other, each read by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ingest.readers.formats import SIZE_MAX_BYTES
from ingest.readers.raw import Document, RawArticle, Rejected, too_large
from rag.errors import SourceError

_START = b"From "
_QUOTED_START = re.compile(rb"^>(>*From )", re.MULTILINE)
_LINE_BYTES = 65_536


def read_mailbox(stream: BinaryIO, source: str) -> Iterator[RawArticle | Rejected]:
    """The articles of a mailbox; a bad mail is rejected with its number.

    Raises:
        SourceError: it is no mailbox.
    """
    from ingest.readers import read_document

    for number, mail in enumerate(_mails(stream), start=1):
        place = f"{source}:{number}"
        if mail is None:
            yield Rejected(place, too_large(SIZE_MAX_BYTES["mail"]))
        else:
            yield from read_document(Document(mail, place, f"Mail {number}", is_whole_file=False), "mail")


def _mails(stream: BinaryIO) -> Iterator[bytes | None]:
    """Each mail without its first line; None in place of one that is too large."""
    if not (line := stream.readline(_LINE_BYTES)).startswith(_START):
        raise SourceError("no mailbox: it does not start with 'From '" if line else "empty")
    mail, is_after_blank = bytearray(), False
    while line := stream.readline(_LINE_BYTES):
        if is_after_blank and line.startswith(_START):
            yield _finished(mail)
            mail = bytearray()
        elif len(mail) <= SIZE_MAX_BYTES["mail"]:
            mail += line
        is_after_blank = line in {b"\n", b"\r\n"}
    yield _finished(mail)


def _finished(mail: bytearray) -> bytes | None:
    return None if len(mail) > SIZE_MAX_BYTES["mail"] else _QUOTED_START.sub(rb"\1", mail)
