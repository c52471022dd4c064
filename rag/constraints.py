"""The question's limits: collections, publishers and dates, checked against what the library holds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import date

from rag.domain import DEMO_COLLECTION, Constraints, Question
from rag.errors import UnknownNameError, UsageError
from rag.interfaces import ArticleFilter, Library, Understood
from rag.text.names import find_names
from rag.text.publication import PublicationDate

_DIGEST = re.compile(r"^Byline digest of (?:an? )?(?:unnamed )?", re.IGNORECASE)


def understand(question: Question, standalone: str, library: Library, today: date) -> Understood:
    """The limits that the request states, and those that its words name.

    Args:
        question: With the limits that the request states.
        standalone: Its words, standing alone.
        library: Whose publishers and collections may be named.
        today: The day by which relative dates are read, unless the question has its own "as of".

    Raises:
        UnknownNameError: for a collection or publisher that the library does not have.
        UsageError: for a date that is none, or a range that ends before it begins.
    """
    held = library.collections()
    collections = _known("collection", question.collections, held) or _default_collections(held)
    publishers = library.publishers(collections)
    chosen = tuple(_publisher(name, publishers) for name in question.publishers)
    constraints = Constraints(
        as_of=_iso(question.as_of, "as-of"),
        since=_iso(question.since, "since"),
        publishers=chosen or _publishers_named(standalone, publishers),
        collections=tuple(collections),
    )
    if constraints.as_of and constraints.since and constraints.since > constraints.as_of:
        raise UsageError(
            f"The range from {constraints.since} to {constraints.as_of} is empty.",
            "Give a `since` that is not after `as_of`.",
        )
    return Understood(constraints, _as_filter(constraints))


def _as_filter(constraints: Constraints) -> ArticleFilter:
    """The same limits as retrieval takes them."""
    return ArticleFilter(
        collections=constraints.collections,
        publishers=constraints.publishers,
        since=date.fromisoformat(constraints.since) if constraints.since else None,
        until=date.fromisoformat(constraints.as_of) if constraints.as_of else None,
    )


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
    raise UnknownNameError(f"There is no publisher {wanted!r}.", nearest_names(wanted, held))


def nearest_names(wanted: str, held: Sequence[str]) -> str:
    """A hint that names what is there and most like it."""
    if not held:
        return "The library is empty: run `byline ingest PATH` first."
    like = difflib.get_close_matches(wanted, held, n=3, cutoff=0.4) or list(held)[:5]
    return "There is " + ", ".join(repr(name) for name in like) + "."


def _publishers_named(question: str, held: Sequence[str]) -> tuple[str, ...]:
    """Publishers that the question asks by name: "according to CGTN", "what did the blog write"."""
    return tuple(
        name for name in held if any(_asks_for(alias, question) for alias in publisher_aliases(name))
    )


def publisher_aliases(publisher: str) -> tuple[str, ...]:
    """How people call a publisher: its capitalised names, else the noun phrase that stands for one.

    For digests, what they are digests of: "Byline digest of an unnamed technology blog" is
    "technology blog" and "blog".
    """
    outlet = _DIGEST.sub("", publisher)
    head = re.split(r"\s(?:citing|carrying|quoting|from)\s", outlet)[0]
    names = find_names(head)
    if names:
        return names
    carried = find_names(outlet) if "carrying" in outlet else ()
    return tuple(dict.fromkeys((*carried, *filter(None, (head.strip(), *head.split()[-1:])))))


def _asks_for(alias: str, question: str) -> bool:
    name = re.escape(alias)
    cue = rf"(?:according to|reported by|\bdoes|\bdid|\bhas)\s+(?:the\s+|an?\s+)?{name}\b"
    # After these the name counts only as it is written: "in Time", not "in time".
    place = rf"(?-i:\b(?:[Ii]n|[Bb]y)\s+(?:the\s+|an?\s+)?{name}\b)"
    says = (
        rf"\b{name}(?:['’]s)?\s+(?:say|report|write|claim|state|piece|article|story|coverage|account|digest)"
    )
    return bool(re.search(f"{cue}|{place}|{says}", question, re.IGNORECASE))


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
