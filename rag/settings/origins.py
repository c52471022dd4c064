"""Origins of web pages, as people write them in a variable or in byline.toml."""

from __future__ import annotations

import re
from typing import Any

_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


def listed(written: Any) -> Any:
    """A variable's text as a list: parted by commas or spaces; what is no text comes back as it is."""
    return written.replace(",", " ").split() if isinstance(written, str) else written


def as_origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    """The origins in the way browsers write them: in lower case, without a slash at the end.

    Raises:
        ValueError: if one is no origin; ``*``, which stands for all pages there are, is none.
    """
    mended = tuple(origin.lower().rstrip("/") for origin in origins)
    for origin in mended:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"holds {origin!r}; an origin is written https://news.example, without a path")
    return mended
