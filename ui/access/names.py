"""Names and addresses: which are this machine's own, which are this server's, which pages are foreign."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from rag.settings import Settings

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_ELSEWHERE = frozenset({"cross-site", "same-site"})  # a page on another port of this machine is "same-site"


def plain_address(address: str) -> str:
    """An IP address in one way of writing it, IPv4 in IPv6 as IPv4; empty for what is none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the name or address."""
    address = plain_address(host)
    return ipaddress.ip_address(address).is_loopback if address else host.lower() == "localhost"


def name_of(host: str) -> str:
    """The name in a Host header, without port and brackets, in lower case; empty for what is none."""
    try:
        parts = urlsplit(f"//{host}")
        named = (parts.hostname or "").rstrip(".")
        is_plain = parts.port != 0 and not (parts.path or parts.query or parts.fragment or parts.username)
    except ValueError:
        return ""
    return named if is_plain else ""


@dataclass(frozen=True, slots=True)
class Names:
    """Under which names a server is asked, and pages of which origins may call it."""

    own: frozenset[str]
    origins: frozenset[str]

    @classmethod
    def of(cls, settings: Settings) -> Names:
        """Where it listens, its public address, and the origins that the settings allow."""
        public = urlsplit(settings.public_url or "")
        origins = {*settings.api.origins}
        if public.hostname:
            origins.add(f"{public.scheme}://{_authority(public.netloc.rpartition('@')[2], public.scheme)}")
        return cls(frozenset(_own_names(settings)), frozenset(origins))

    def know(self, host: str) -> bool:
        """Whether the Host header names this server; one that a page has rebound to it does not."""
        name = name_of(host)
        return bool(name) and (is_loopback(name) or name in self.own)

    def allow(self, origin: str | None, fetch_site: str | None, host: str) -> bool:
        """Whether a request that may change something comes from no page, the server's own or an allowed one.

        Args:
            origin: the Origin header, which browsers send with every such request.
            fetch_site: the Sec-Fetch-Site header, for a browser that left the other out.
            host: the Host header.
        """
        if origin is None:
            return fetch_site not in _ELSEWHERE
        scheme, _, authority = origin.lower().partition("://")
        its = _authority(authority, scheme)
        is_own = scheme in _DEFAULT_PORTS and its == _authority(host, scheme)
        return is_own or f"{scheme}://{its}" in self.origins


def _own_names(settings: Settings) -> Iterator[str]:
    address = plain_address(settings.host)
    if not (address and ipaddress.ip_address(address).is_unspecified):  # 0.0.0.0 is nobody's name
        yield name_of(f"[{settings.host}]" if ":" in settings.host else settings.host)
    if settings.public_url:
        yield urlsplit(settings.public_url).hostname or ""


def _authority(written: str, scheme: str) -> str:
    """Name and port, without a port that goes without saying."""
    return written.lower().removesuffix(f":{_DEFAULT_PORTS.get(scheme, '-')}")
