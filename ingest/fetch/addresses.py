"""Which machines may be asked: a page must not make Byline read what only its own network can see."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from rag.errors import SourceError

Resolve = Callable[[str, int], Sequence[str]]  # host and port to addresses

ALLOW_HINT = "BYLINE_FETCH_ALLOW_PRIVATE_HOSTS=true allows it."

# Ranges that carry an IPv4 address inside: translators and tunnels lead to it.
_CARRIERS = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("2002::/16"))
_TUNNELS = ip_network("2001::/32")


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system knows them.

    Raises:
        SourceError: it has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceError(f"the host {host!r} is not known") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def allowed_addresses(
    host: str, port: int, resolver: Resolve = resolve, *, allow_private: bool = False
) -> list[str]:
    """The addresses at which a host may be asked: exactly these are to be connected to.

    Raises:
        SourceError: the host is not known, or one of its addresses is not public.
    """
    addresses = list(resolver(host, port))
    for address in addresses:
        if not allow_private and not is_public(address):
            at = "" if address == host else f" (the address of {host!r})"
            raise SourceError(f"{address}{at} is not a public address", ALLOW_HINT)
    if not addresses:
        raise SourceError(f"the host {host!r} is not known")
    return addresses


def is_public(address: str) -> bool:
    """Whether anyone on the internet could reach this address."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if isinstance(parsed, IPv4Address):
        return parsed.is_global and not parsed.is_multicast
    return _is_public_v6(parsed)


def _is_public_v6(address: IPv6Address) -> bool:
    is_carrier = address in _TUNNELS or any(address in network for network in _CARRIERS)
    is_special = address.is_multicast or address.is_reserved or address.is_site_local
    return address.is_global and not is_carrier and not is_special
