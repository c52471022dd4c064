"""Sitemaps (sitemaps.org): lists of pages, and lists of lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.readers.xml import child_text, local_name

SITEMAP_ROOTS = frozenset({"urlset", "sitemapindex"})


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The addresses that a sitemap lists, each once, in its order."""

    pages: tuple[str, ...]
    sitemaps: tuple[str, ...]


def parse_sitemap(root: Any) -> Sitemap:
    """A sitemap from its root element, one whose name is in `SITEMAP_ROOTS`."""
    return Sitemap(tuple(_places(root, "url")), tuple(_places(root, "sitemap")))


def _places(root: Any, name: str) -> Iterator[str]:
    seen = set()
    for entry in root:
        place = child_text(entry, "loc") if local_name(entry) == name else None
        if place and place not in seen:
            seen.add(place)
            yield place
