"""What a reader hands on: an article as its source has it, or why there is none."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

SIZE_MAX_BYTES = 20_000_000
TOO_LARGE = f"larger than {SIZE_MAX_BYTES // 1_000_000} MB, the limit for one article"


@dataclass(frozen=True, slots=True)
class RawArticle:
    """Text and metadata as found; nothing is normalised or checked yet but its types."""

    text: str
    source: str  # a path, for a line of a file with its number
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


@dataclass(frozen=True, slots=True)
class Rejected:
    """A source that gave no article, and the reason in a few words."""

    source: str
    reason: str


def name_of(path: Path) -> str:
    """A path as text that can be stored and printed, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


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


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]
