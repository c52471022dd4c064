"""What can be handed in: files, articles as JSON, an address."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from rag.domain import DEFAULT_COLLECTION

_TITLE_MAX = 80  # characters


@dataclass(frozen=True, slots=True)
class Upload:
    """A file: its owner's name for it, and its bytes."""

    name: str | None
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class Additions:
    """What one request hands in."""

    collection: str = DEFAULT_COLLECTION
    uploads: Sequence[Upload] = ()
    articles: Sequence[Mapping[str, Any]] = ()  # with the fields of a line of JSON Lines
    urls: Sequence[str] = ()


def lines_of(articles: Sequence[Mapping[str, Any]]) -> bytes:
    """The articles as JSON Lines. One without a title gets its first words, wherever in the list it stands.

    So the same article, handed in again among others, is the same.
    """
    lines = (json.dumps({**one, "title": one.get("title") or _first_words(one["text"])}) for one in articles)
    return "\n".join(lines).encode()


def _first_words(text: str) -> str:
    line = next((one.strip() for one in text.splitlines() if one.strip()), "")
    if len(line) <= _TITLE_MAX:
        return line
    return line[:_TITLE_MAX].rsplit(" ", 1)[0] + "…"
