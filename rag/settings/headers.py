"""Extra HTTP headers for an endpoint, as people write them in a variable or in byline.toml."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import SecretStr

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\x20-\x7e]+")
_OURS = frozenset({"connection", "content-length", "content-type", "host", "transfer-encoding"})
_FORM = 'needs to be written "Name: value; Other: value", or as a JSON object of texts'


def parted(written: Any) -> Any:
    """A variable's text as a table of names and values; what is no text comes back as it is.

    ``Name: value; Other: value``, or a JSON object, for values that hold a semicolon.

    Raises:
        ValueError: if it is neither; the message holds nothing of the text.
    """
    if not isinstance(written, str):
        return written
    if written.lstrip().startswith("{"):
        try:
            return json.loads(written)
        except ValueError:
            raise ValueError(_FORM) from None  # the cause would carry the text
    table: dict[str, str] = {}
    for part in filter(str.strip, written.split(";")):
        name, colon, value = (piece.strip() for piece in part.partition(":"))
        if not colon or name in table:
            raise ValueError(_FORM if not colon else "names a header twice")
        table[name] = value
    return table


def sendable(headers: dict[str, SecretStr]) -> dict[str, SecretStr]:
    """The headers, if a request can carry them.

    Raises:
        ValueError: if not; the message holds no value.
    """
    lowered = [name.lower() for name in headers]
    if len(set(lowered)) < len(lowered):
        raise ValueError("names a header twice")
    for name, value in headers.items():
        if not _NAME.fullmatch(name):
            raise ValueError("holds a name that no header can have")
        if name.lower() in _OURS:
            raise ValueError(f"names {name}, which every request has already")
        if not _VALUE.fullmatch(value.get_secret_value()):
            raise ValueError(f"gives {name} a value that is empty or holds more than printable ASCII")
    return headers
