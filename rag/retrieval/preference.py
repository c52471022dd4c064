"""What a question prefers ranks higher, and shuts nothing out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle

from rag.domain import PREFERRED
from rag.interfaces import ArticleFilter, Preference
from rag.retrieval.nodes import describe
from rag.text.publication import PublicationDate

# A preferred passage passes one that matches the question better by this share of the fused score's range.
_GAIN = 0.2
_UNDATED = 0.5  # an article without a date may lie inside the range or outside it


class PreferWanted(BaseNodePostprocessor):
    """Adds to the score of passages whose article has the publisher or dates that the question prefers."""

    _preference: Preference = PrivateAttr()

    def __init__(self, preference: Preference, **fields: Any) -> None:
        """Take the soft half of the question's limits."""
        super().__init__(**fields)
        self._preference = preference

    def _postprocess_nodes(
        self,
        nodes: list[NodeWithScore],
        query_bundle: QueryBundle | None = None,  # noqa: ARG002 - LlamaIndex hands it to every step
    ) -> list[NodeWithScore]:
        if self._preference == Preference():
            return nodes
        shares = preferred_shares([node.metadata for node in nodes], self._preference)
        for node, share in zip(nodes, shares, strict=True):
            describe(node, **{PREFERRED: share})
            node.score = ((node.score or 0.0) + _GAIN * share) / (1 + _GAIN)
        return sorted(nodes, key=lambda node: -(node.score or 0.0))


def preferred_shares(articles: Sequence[Mapping[str, Any]], preference: Preference) -> list[float]:
    """How far each article is what the question prefers, 0 to 1.

    Args:
        articles: With ``publisher`` and ``published`` (ISO, of the precision known, or None).
        preference: What is preferred; the mean over what it names.
    """
    wanted: list[list[float]] = []
    dates = [_date(article["published"]) for article in articles]
    if preference.publishers:
        wanted.append([float(article["publisher"] in preference.publishers) for article in articles])
    if preference.since or preference.until:
        wanted.append([_inside(day, preference) for day in dates])
    if preference.is_newest_first:
        wanted.append(_newness(dates))
    return [sum(shares) / len(shares) for shares in zip(*wanted, strict=True)]


def narrowed(where: ArticleFilter, preference: Preference) -> ArticleFilter | None:
    """The filter with the preference as a limit, so that what is preferred is among the candidates.

    None where the preference names no limit, or its range has no day in common with the filter's.
    """
    since = max(filter(None, (where.since, preference.since)), default=None)
    until = min(filter(None, (where.until, preference.until)), default=None)
    publishers = preference.publishers if not where.publishers else where.publishers
    is_empty = since is not None and until is not None and since > until
    narrow = ArticleFilter(where.collections, publishers, since, until)
    return None if is_empty or narrow == where else narrow


def _date(published: str | None) -> PublicationDate | None:
    return PublicationDate.parse(published) if published else None


def _inside(published: PublicationDate | None, preference: Preference) -> float:
    if published is None:
        return _UNDATED
    is_early = preference.since is not None and published.last < preference.since
    is_late = preference.until is not None and published.first > preference.until
    return 0.0 if is_early or is_late else 1.0


def _newness(dates: Sequence[PublicationDate | None]) -> list[float]:
    """The newest 1, the oldest 0, evenly by rank; known to the year alone counts as its first day."""
    days: list[date] = sorted({day.first for day in dates if day})
    steps = max(1, len(days) - 1)
    rank = {day: place / steps for place, day in enumerate(days)} if len(days) > 1 else {}
    return [rank.get(day.first, 1.0) if day else 0.0 for day in dates]
