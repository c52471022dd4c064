"""The key that a request shows: in a header, never in an address, never in a cookie."""

from __future__ import annotations

import base64
import binascii

_LENGTH_MAX = 256  # of a key; what is longer is none and is not hashed


def bearer_key(authorization: str | None, x_api_key: str | None) -> str | None:
    """The key in ``Authorization: Bearer``, else the one in ``X-API-Key``; None without one."""
    scheme, _, credentials = (authorization or "").partition(" ")
    key = credentials.strip() if scheme.lower() == "bearer" else x_api_key
    return _bounded(key)


def password_key(authorization: str | None) -> str | None:
    """The password of HTTP Basic, where the browser asked for one; the name before it may be anything."""
    scheme, _, credentials = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        _, _, password = base64.b64decode(credentials.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return _bounded(password)


def _bounded(key: str | None) -> str | None:
    return key if key and len(key) <= _LENGTH_MAX else None
