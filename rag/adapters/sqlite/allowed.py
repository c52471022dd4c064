"""`FilteredPassages`: the passages that pass a filter, read as far as they are wanted."""

# ruff: noqa: S608  # statements are put together from this package's constants; every value is a parameter

from __future__ import annotations

import json
from collections.abc import Sequence, Set

from rag.adapters.sqlite.connections import Connections
from rag.adapters.sqlite.filters import PASSAGE_IDS, PASSAGE_NUMBERS, condition
from rag.domain import PassageId
from rag.interfaces import ArticleFilter

_KEPT_IDS = 10_000  # a longer list is read anew when it is wanted


class FilteredPassages:
    """Keeps the promise of `AllowedPassages` for one generation of the library; safe from any thread."""

    def __init__(self, connections: Connections, where: ArticleFilter) -> None:
        """Read nothing yet."""
        self._connections = connections
        self._where = where
        self._terms, self._parameters = condition(where)
        self._counted = (0, 0)  # how many there are, and up to how many were counted
        self._ids: frozenset[PassageId] | None = None

    def is_within(self, most: int) -> bool:
        """Whether at most so many passages pass; no more than that are counted."""
        count, limit = self._counted
        if count >= limit and most >= limit:
            limit = most + 1
            some = f"{PASSAGE_NUMBERS.format(terms=self._terms)} LIMIT :limit"
            given = {**self._parameters, "limit": limit}
            with self._connections.reading() as connection:
                count = connection.execute(f"SELECT count(*) FROM ({some})", given).fetchone()[0]
            self._counted = (count, limit)
        return count <= most

    def ids(self, at_most: int | None = None) -> frozenset[PassageId] | None:
        """All of them; None when they are more than ``at_most``."""
        if at_most is not None and not self.is_within(at_most):
            return None
        if self._ids is not None:
            return self._ids
        # One JSON list is a third faster than as many rows.
        statement = f"SELECT json_group_array(id) FROM ({PASSAGE_IDS.format(terms=self._terms)})"
        with self._connections.reading() as connection:
            listed = connection.execute(statement, self._parameters).fetchone()[0]
        ids = frozenset[PassageId](json.loads(listed))
        if len(ids) <= _KEPT_IDS:
            self._ids = ids
        return ids

    def among(self, ids: Sequence[PassageId]) -> Set[PassageId]:
        """Those of these passages that pass."""
        if self._ids is not None:
            return self._ids.intersection(ids)
        statement = (
            "SELECT passages.id FROM json_each(:ids) AS wanted"
            " CROSS JOIN passages ON passages.id = wanted.value"
            f" CROSS JOIN articles ON articles.id = passages.article_id WHERE {self._terms}"
        )
        given = {**self._parameters, "ids": json.dumps(list(ids))}
        with self._connections.reading() as connection:
            return {PassageId(passage_id) for (passage_id,) in connection.execute(statement, given)}
