"""Names of uploads, made harmless: they come from anyone and become names of files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

NAME_MAX_BYTES = 120
UNNAMED = "unnamed"

_SUFFIX_MAX = 12  # characters


def safe_name(given: str | None) -> str:
    """A name for a file in a folder of its own: no path, nothing invisible, not hidden, not too long.

    Letters of every script stay, and so does the suffix, by which the file's format is known.
    """
    composed = unicodedata.normalize("NFC", given or "").encode("utf-8", "replace").decode()
    last = re.split(r"[/\\]", composed.rstrip("/\\"))[-1]
    visible = "".join(character if character.isprintable() else " " for character in last)
    bare = " ".join(visible.split()).lstrip(". ")
    suffix = PurePosixPath(bare).suffix[:_SUFFIX_MAX] if bare else ""
    stem = bare.removesuffix(suffix)
    room = NAME_MAX_BYTES - len(suffix.encode())
    return (stem.encode()[:room].decode("utf-8", "ignore").strip() or UNNAMED) + suffix


def numbered(names: Iterable[str]) -> list[str]:
    """The names, those that come again with a number, so that each stands for one file."""
    taken: set[str] = set()
    result = []
    for name in names:
        number, one = 1, name
        while one in taken:
            number += 1
            one = f"{name} ({number})"
        taken.add(one)
        result.append(one)
    return result
