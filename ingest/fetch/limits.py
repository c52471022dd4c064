"""How much a fetch may take, and how often a server is asked."""

from __future__ import annotations

from dataclasses import dataclass

USER_AGENT = "Byline/0.1 (reads news articles for question answering)"
ROBOTS_NAME = "Byline"  # what robots.txt calls us


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Limits of one fetch; sizes are of what is unpacked."""

    delay_seconds: float = 1.0  # between two requests to one host
    delay_max_seconds: float = 30.0  # of what robots.txt may ask for
    connect_seconds: float = 10.0
    deadline_seconds: float = 30.0  # for one address, its redirects included
    redirects: int = 5
    size_bytes: int = 50_000_000  # formats have limits of their own below this
    listing_bytes: int = 20_000_000  # of a feed or sitemap
    pages: int = 10_000  # of one feed or sitemap
    sitemap_depth: int = 4
    allow_private_hosts: bool = False
