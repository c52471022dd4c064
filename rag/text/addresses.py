"""Addresses of endpoints as people paste them, mended."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

_ROUTES = re.compile(r"/(?:chat/completions|completions|responses|models|embeddings)/*\Z")
_RERANK_ROUTE = re.compile(r"/(?:rerank|reranking)\Z")
_VERSION = re.compile(r"/v\d+\Z")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def mended_endpoint(pasted: str) -> str:
    """The base URL that is meant: with a scheme, without a route, ending in ``/v1`` if it has no path.

    ``api.deepseek.com`` is ``https://api.deepseek.com/v1``, ``localhost:8000`` is
    ``http://localhost:8000/v1``, and of ``https://host/v1/chat/completions`` the base stays. What
    cannot be read as an address comes back as it is.
    """
    try:
        parts = urlsplit(_schemed(pasted))
        parts.port  # noqa: B018 - reading it is the check
    except ValueError:
        return pasted
    path = _ROUTES.sub("", parts.path).rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path or '/v1'}"


def with_scheme(pasted: str) -> str:
    """The address with ``http://`` or ``https://`` before it; what is no address comes back as it is."""
    try:
        return _schemed(pasted)
    except ValueError:
        return pasted


def rerank_addresses(base_url: str) -> tuple[str, ...]:
    """Where a reranker may answer, the likeliest first, given its address with or without the route.

    ``https://host/v2/rerank`` and ``https://host/v2`` are ``https://host/v2/rerank``, then
    ``https://host/rerank``; ``http://host`` is ``http://host/rerank``, then ``http://host/v1/rerank``.

    Args:
        base_url: With a scheme.
    """
    parts = urlsplit(base_url)
    path = _RERANK_ROUTE.sub("", _ROUTES.sub("", parts.path.rstrip("/")))
    place = f"{parts.scheme}://{parts.netloc}"
    above = _VERSION.sub("", path)
    other = above if above != path else f"{path}/v1"
    return f"{place}{path}/rerank", f"{place}{other}/rerank"


def host_of(address: str) -> str:
    """Host and port, without a name and password that the address may hold."""
    return urlsplit(address).netloc.rpartition("@")[2]


def is_this_machine(address: str) -> bool:
    """Whether what is sent to the address stays on this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _schemed(pasted: str) -> str:
    address = pasted.strip()
    return address if _SCHEME.match(address) else f"{_scheme_of(address)}://{address}"


def _scheme_of(address: str) -> str:
    """Plain http within a house, where servers have no certificates; https outside."""
    host = urlsplit(f"//{address}").hostname or ""
    try:
        return "http" if ip_address(host).is_private else "https"
    except ValueError:
        return "https" if "." in host and not host.endswith((".local", ".internal", ".lan")) else "http"
