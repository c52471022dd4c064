"""The limits that a request states apart from its words: collections, publishers and dates."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from rag.domain import DEMO_COLLECTION, Constraints, Question
from rag.errors import UnknownNameError, UsageError
from rag.interfaces import Library
from rag.text.publication import PublicationDate


def requested(question: Question, library: Library) -> Constraints:
    """What the request says, checked against the library; a month or year becomes a day.

    Raises:
        UnknownNameError: for a collection or publisher that the library does not have.
        UsageError: for a date that is none, or a range that ends before it begins.
    """
    held = library.collections()
    collections = _known("collection", question.collections, held) or _default_collections(held)
    publishers = library.publishers(collections) if question.publishers else ()
    constraints = Constraints(
        as_of=_iso(question.as_of, "as-of"),
        since=_iso(question.since, "since"),
        publishers=tuple(dict.fromkeys(_publisher(name, publishers) for name in question.publishers)),
        collections=collections,
    )
    if constraints.as_of and constraints.since and constraints.since > constraints.as_of:
        raise UsageError(
            f"The range from {constraints.since} to {constraints.as_of} is empty.",
            "Give a `since` that is not after `as_of`.",
        )
    return constraints


def nearest_names(wanted: str, held: Sequence[str]) -> str:
    """A hint that names what is there and most like it."""
    if not held:
        return "The library is empty: run `byline ingest PATH` first."
    like = difflib.get_close_matches(wanted, held, n=3, cutoff=0.4) or list(held)[:5]
    return "There is " + ", ".join(repr(name) for name in like) + "."


def _default_collections(held: Iterable[str]) -> tuple[str, ...]:
    """All but the demo; the demo only while there is nothing else."""
    names = sorted(held)
    return tuple(name for name in names if name != DEMO_COLLECTION) or tuple(names)


def _known(what: str, wanted: Sequence[str], held: Iterable[str]) -> tuple[str, ...]:
    names = sorted(held)
    for name in wanted:
        if name not in names:
            raise UnknownNameError(f"There is no {what} {name!r}.", nearest_names(name, names))
    return tuple(dict.fromkeys(wanted))


def _publisher(wanted: str, held: Sequence[str]) -> str:
    """A publisher by its name in any case, or by the one name that contains it."""
    exact = [name for name in held if name.casefold() == wanted.casefold()]
    inside = [name for name in held if re.search(rf"\b{re.escape(wanted.casefold())}\b", name.casefold())]
    if exact or len(inside) == 1:
        return (exact or inside)[0]
    hint = nearest_names(wanted, held) if held else "No article here names its publisher: leave it out."
    raise UnknownNameError(f"There is no publisher {wanted!r}.", hint)


def _iso(value: str | None, name: str) -> str | None:
    """A day as ISO; a month or year means its last day for as-of, its first for since."""
    if value is None:
        return None
    try:
        day = PublicationDate.parse(value)
    except ValueError as error:
        raise UsageError(
            f"{value!r} is no date for {name}.", "Write it as YYYY-MM-DD, e.g. 2025-01-28."
        ) from error
    return (day.last if name == "as-of" else day.first).isoformat()
