"""Where an API may be when it is not where it was said to be."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_MOST = 4
_VERSION = re.compile(r"/v\d+\Z")
_USUAL_PATHS = ("/v1", "/api/v1", "/openai/v1")


def candidate_addresses(base_url: str) -> tuple[str, ...]:
    """Other addresses on the same host, the likeliest first; the given one is not among them.

    ``http://host/api`` gives ``http://host/api/v1`` first, ``http://host/v1/v1`` gives ``http://host/v1``.
    """
    parts = urlsplit(base_url)
    path = parts.path.rstrip("/")
    above = _VERSION.sub("", path)
    likeliest = above if above != path else f"{path}/v1"
    paths = dict.fromkeys([likeliest, *_USUAL_PATHS])
    place = f"{parts.scheme}://{parts.netloc}"
    return tuple(place + one for one in paths if one != path)[:_MOST]


def with_other_scheme(base_url: str) -> str:
    """The same address with https instead of http, or the reverse."""
    scheme, _, rest = base_url.partition("://")
    return f"{'http' if scheme == 'https' else 'https'}://{rest}"


def is_safe_move(given: str, moved_to: str) -> bool:
    """Whether a key that was given for one address may be sent to the other: same host, no worse a scheme."""
    before, after = urlsplit(given), urlsplit(moved_to)
    is_downgrade = before.scheme == "https" and after.scheme != "https"
    return before.hostname == after.hostname and not is_downgrade
