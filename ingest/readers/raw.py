"""What a reader is given, and what it hands on: an article as its source has it, or why there is none."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

SIZE_MAX_BYTES = 20_000_000
TOO_LARGE = f"larger than {SIZE_MAX_BYTES // 1_000_000} MB, the limit for one article"


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one file or page, and what its article is called if it does not say."""

    data: bytes = field(repr=False)
    source: str  # a path or an address
    title: str
    charset: str | None = None  # as the server declared it
    is_whole_file: bool = True


@dataclass(frozen=True, slots=True)
class RawArticle:
    """Text and metadata as found; nothing is normalised or checked yet but its types.

    Where ``pages`` is not empty, ``text`` is in its final form: `ingest.normalise.clean_text`
    leaves it as it is, so that the offsets stay true.
    """

    text: str
    source: str  # a path or an address, for a line of a file with its number
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    kind: str | None = None
    provenance: str | None = None
    id: str | None = None
    is_whole_file: bool = True  # then the file's path can identify it
    pages: tuple[int, ...] = ()  # where in ``text`` each page starts; the first is page 1
    original: bytes | None = field(default=None, repr=False)  # the file itself, to be opened at a page


@dataclass(frozen=True, slots=True)
class Rejected:
    """A source that gave no article, and the reason in a few words."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A source whose server says that nothing has changed since it was last read."""

    source: str


Found = RawArticle | Rejected | Unchanged


def name_of(path: Path) -> str:
    """A path as text that can be stored and printed, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


def printable(source: str) -> str:
    """A source on one line, harmless to a terminal: control and other invisible characters escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in source)


def title_from_name(path: Path) -> str:
    """``2025-01-28_wake-up_call.md`` becomes ``2025-01-28 wake-up call``."""
    words = Path(name_of(path)).stem.replace("_", " ").strip()
    if " " not in words and not words[:1].isdigit():
        words = words.replace("-", " ")
    return words[:1].upper() + words[1:] or name_of(path)


def wrong_fields(error: ValidationError) -> str:
    """The keys that hold something wrong, and what, without their values."""
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(f"{problem['loc'][0]!r}: {_lowered(problem['msg'])}" for problem in problems)


def too_large(bytes_max: int) -> str:
    """The reason for refusing what is longer."""
    return f"larger than {bytes_max / 1_000_000:g} MB, the limit for this format"


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]
