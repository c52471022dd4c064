"""JSON that programs can send but nothing can be done with: refused before a route sees it."""

from __future__ import annotations

import json
import math
from typing import Any

DEEPEST = 64  # arrays and objects in each other
_LARGEST_DIGITS = 4300  # of a whole number; Python itself reads no longer ones
_NO_UTF_8 = "The body is not UTF-8."
_TOO_DEEP = f"The body is nested more than {DEEPEST} levels deep."


class UnreadableJsonError(ValueError):
    """A sentence that says what is wrong; nothing of the JSON is repeated."""


def check_json(body: bytes) -> None:
    """Refuse what would do harm further in; wrong syntax is left to the route, which can say more.

    Refused are other encodings than UTF-8, NaN and infinite numbers, half characters (lone surrogates),
    numbers of thousands of digits, and nesting beyond `DEEPEST`. Of a key given twice the last value counts.

    Raises:
        UnreadableJsonError: for any of these.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableJsonError(_NO_UTF_8) from error
    if "\0" in text:  # no JSON has one, but the same bytes read as UTF-16 may be some
        raise UnreadableJsonError(_NO_UTF_8)
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except json.JSONDecodeError:
        return
    except RecursionError as error:
        raise UnreadableJsonError(_TOO_DEEP) from error
    except UnreadableJsonError:
        raise
    except ValueError as error:
        raise UnreadableJsonError(f"A number has more than {_LARGEST_DIGITS} digits.") from error
    _check_values(value)


def _refuse(_: str) -> Any:
    raise UnreadableJsonError("NaN and infinite numbers are no JSON.")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise UnreadableJsonError("A number is too large.")
    return number


def _check_values(value: Any) -> None:
    """Depth and characters of all there is, without recursion."""
    level, depth = [value], 0
    while level:
        if depth > DEEPEST:
            raise UnreadableJsonError(_TOO_DEEP)
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                below += one.keys()
                below += one.values()
            elif isinstance(one, list):
                below += one
            elif isinstance(one, str) and not one.isascii():
                _check_text(one)
        level, depth = below, depth + 1


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableJsonError("The body has half a character in it (a lone surrogate).") from error
