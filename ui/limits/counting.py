"""By what name a caller's requests are counted, and whose are not."""

from __future__ import annotations

import ipaddress

from ui.access.caller import NOBODY, Caller

_NETWORK_OF_ONE = 64  # bits: whoever has one IPv6 address has all that begin like it


def counted_as(caller: Caller) -> str:
    """The key where there is one, else the address; an IPv6 address counts with its /64 network."""
    return f"key {caller.key}" if caller.key else f"address {network_of(caller.address)}"


def network_of(address: str) -> str:
    """What an address is counted with; text that is no address stands for itself."""
    ip = _ip(address)
    if not isinstance(ip, ipaddress.IPv6Address):
        return str(ip) if ip else address
    return str(ipaddress.IPv6Network((int(ip), _NETWORK_OF_ONE), strict=False))


def is_counted(caller: Caller) -> bool:
    """Whether its requests have a limit: not those of this machine itself, unless they show a key."""
    return caller.key is not None or not is_local(caller.address)


def is_local(address: str) -> bool:
    """Whether an address is this machine's own, or no address at all because no network is between."""
    ip = _ip(address)
    return address == NOBODY.address or bool(ip and ip.is_loopback)


def _ip(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return mapped or ip
