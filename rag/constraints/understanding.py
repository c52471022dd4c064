"""A question's limits: what the request states, and what its words name in time and place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rag.constraints import notes
from rag.constraints.attributions import asked_mentions
from rag.constraints.missing_outlets import missing_outlets
from rag.constraints.newest import asks_for_newest
from rag.constraints.request import requested
from rag.constraints.times import DateOf, Times, never_dated, times_of
from rag.domain import Constraints, Question
from rag.interfaces import ArticleFilter, Library, Preference, Understood

_NEWEST_FIRST = "Newer articles were preferred."


def understand(
    question: Question,
    standalone: str,
    library: Library,
    today: date,
    date_of: DateOf = never_dated,
) -> Understood:
    """The limits that the request states, and those that its words name.

    What the request states outweighs the words. Words never raise an error, whatever they are.

    Args:
        question: With the limits that the request states.
        standalone: Its words, standing alone.
        library: Whose publishers, collections and days may be named.
        today: The day by which relative dates are read, unless the question has its own "as of".
        date_of: The day of an event such as "the release of R1"; None where it is not known.

    Raises:
        UnknownNameError: for a collection or publisher that the library does not have.
        UsageError: for a date that is none, or a range that ends before it begins.
    """
    stated = requested(question, library)
    clock = date.fromisoformat(stated.as_of) if stated.as_of else today
    publishers = library.publishers(stated.collections)
    asked = asked_mentions(standalone, publishers)
    held = library.span(ArticleFilter(collections=stated.collections))
    days = (held.first, held.last) if held.first and held.last else None
    times = times_of(standalone, clock, days, asked, date_of)
    limits = _limited(stated, times)
    if not limits.publishers:
        named = dict.fromkeys(name for mention in asked for name in mention.publishers)
        limits = replace(limits, publishers=tuple(named))
    where = _as_filter(limits)
    is_newest_first = asks_for_newest(standalone)
    said = list(times.notes) if _uses(limits, times, stated) else []
    said += [_NEWEST_FIRST] if is_newest_first else []
    if publishers and not stated.publishers:
        said += [notes.not_held(name) for name in missing_outlets(standalone, publishers)]
    if (where.since or where.until) and (undated := library.span(where).undated):
        said.append(notes.left_out(undated))
    soft = Times() if times.is_hard else times
    preference = Preference(since=soft.since, until=soft.until, is_newest_first=is_newest_first)
    return Understood(limits, where, preference, tuple(said))


def _limited(stated: Constraints, times: Times) -> Constraints:
    """The request's range, narrowed by the words' where that leaves any day."""
    if not times.is_hard:
        return stated
    since = stated.since or (times.since.isoformat() if times.since else None)
    until = times.until.isoformat() if times.until else None
    last = min(filter(None, (until, stated.as_of)), default=None)
    if since and last and since > last:
        return stated
    return replace(stated, since=since, until=until)


def _uses(limits: Constraints, times: Times, stated: Constraints) -> bool:
    """Whether the words had a say; if the request outweighed them there is nothing to tell."""
    return not times.is_hard or not (times.since or times.until) or limits != stated


def _as_filter(constraints: Constraints) -> ArticleFilter:
    """The same limits as retrieval takes them."""
    last = min(filter(None, (constraints.until, constraints.as_of)), default=None)
    return ArticleFilter(
        collections=constraints.collections,
        publishers=constraints.publishers,
        since=date.fromisoformat(constraints.since) if constraints.since else None,
        until=date.fromisoformat(last) if last else None,
    )
