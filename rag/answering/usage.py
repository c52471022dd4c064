"""Tokens used by several requests for one answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def summed_usage(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The sum of two requests' usage, name by name, details included; what is no number is the later one's.

    Args:
        one: As the server told it; None where it did not.
        other: The same for the later request.
    """
    if not (one and other):
        return one or other
    total = dict(one)
    for name, value in other.items():
        total[name] = _sum(total.get(name), value)
    return total


def _sum(one: Any, other: Any) -> Any:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return summed_usage(one, other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one + other
    return one if other is None else other
