"""Reprints: texts that are nearly the same, found by MinHash bands (Broder, 1997; Leskovec et al., ch. 3)."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.adapters.sqlite.connections import Connections
from rag.domain import ArticleId, Reprints
from rag.ledger import Likeness

# A signature is an array of 32-bit values. Five a band, in 24 bands: of two texts that share 65 % of their
# shingles 95 pairs in 100 meet in a band, of those that share 75 % all but two in 1,000, at 20 % one in 130.
ROWS_A_BAND = 5
VALUE_BYTES = 4
# Estimated share of common shingles from which two texts are one story. Measured: copies with a paragraph
# dropped, boilerplate added or every twentieth word changed share 0.65 and more; distinct stories about one
# event 0.02 and less, articles written from the same few templates 0.17.
SAME_FROM = 0.6
CANDIDATES_A_BAND = 50  # they share a cluster nearly always: meeting some of them is meeting all

# Within a cluster: the earliest that is known first. A date that is known to the year alone counts as its
# last day, and an article without a date comes after those with one.
_ORDER = (
    "articles.published_last IS NULL, articles.published_last, articles.published_first, likenesses.number"
)
_REPRINTS = f"""
    SELECT wanted.value AS id, (
        SELECT likenesses.article_id FROM likenesses JOIN articles ON articles.id = likenesses.article_id
        WHERE likenesses.cluster = own.cluster ORDER BY {_ORDER} LIMIT 1
    ) AS representative, (
        SELECT count(*) FROM likenesses WHERE likenesses.cluster = own.cluster
    ) AS size
    FROM json_each(?) AS wanted JOIN likenesses AS own ON own.article_id = wanted.value
    WHERE EXISTS (
        SELECT 1 FROM likenesses AS other WHERE other.cluster = own.cluster AND other.number <> own.number
    )
"""  # noqa: S608 - this module's constants alone
_REPRINTS_OF = f"""
    SELECT likenesses.article_id FROM likenesses JOIN articles ON articles.id = likenesses.article_id
    WHERE likenesses.article_id <> :id
    AND likenesses.cluster = (SELECT cluster FROM likenesses WHERE article_id = :id)
    ORDER BY {_ORDER}
"""  # noqa: S608 - this module's constants alone


class LibraryReprints:
    """Clusters of articles that stand in the library more than once."""

    _connections: Connections

    def reprints(self, ids: Sequence[ArticleId]) -> dict[ArticleId, Reprints]:
        """The cluster of each of these articles; those that stand alone are left out."""
        with self._connections.reading() as connection:
            return reprints_among(connection, ids)

    def reprints_of(self, article_id: ArticleId) -> list[ArticleId]:
        """The other articles of its cluster, earliest first."""
        with self._connections.reading() as connection:
            return [ArticleId(row[0]) for row in connection.execute(_REPRINTS_OF, {"id": article_id})]

    def without_likeness(self, method: str) -> list[ArticleId]:
        """Articles that have no signature of this method."""
        statement = (
            "SELECT articles.id FROM articles LEFT JOIN likenesses ON likenesses.article_id = articles.id"
            " WHERE likenesses.method IS NOT ? ORDER BY articles.id"
        )
        with self._connections.reading() as connection:
            return [ArticleId(row[0]) for row in connection.execute(statement, [method])]

    def set_likeness(self, likenesses: Mapping[ArticleId, Likeness]) -> None:
        """Give articles their signatures; clusters follow."""
        with self._connections.writing() as connection:
            for article_id, likeness in likenesses.items():
                put(connection, article_id, likeness)


def reprints_among(connection: sqlite3.Connection, ids: Sequence[ArticleId]) -> dict[ArticleId, Reprints]:
    """The cluster of each of these articles; those that stand alone are left out."""
    found = connection.execute(_REPRINTS, [json.dumps(list(ids))]).fetchall()
    return {ArticleId(row["id"]): Reprints(row["representative"], row["size"]) for row in found}


def put(connection: sqlite3.Connection, article_id: ArticleId, likeness: Likeness) -> None:
    """Give an article its signature and its place in a cluster."""
    known = connection.execute(
        "SELECT method, signature FROM likenesses WHERE article_id = ?", [article_id]
    ).fetchone()
    if known and (known["method"], known["signature"]) == (likeness.method, likeness.signature):
        return
    forget(connection, article_id)
    inserted = connection.execute(
        "INSERT INTO likenesses (article_id, method, signature, cluster) VALUES (?, ?, ?, 0)"
        " RETURNING number",
        [article_id, likeness.method, likeness.signature],
    ).fetchall()
    number = inserted[0][0]
    clusters = _near_clusters(connection, likeness)
    _insert_bands(connection, number, likeness.signature)
    cluster = min(clusters, default=number)
    connection.execute("UPDATE likenesses SET cluster = ? WHERE number = ?", [cluster, number])
    for merged in clusters - {cluster}:
        connection.execute("UPDATE likenesses SET cluster = ? WHERE cluster = ?", [cluster, merged])


def forget(connection: sqlite3.Connection, article_id: ArticleId) -> None:
    """Drop an article's signature; what only it held together comes apart."""
    known = connection.execute(
        "SELECT number, signature, cluster FROM likenesses WHERE article_id = ?", [article_id]
    ).fetchone()
    if known is None:
        return
    connection.executemany(
        "DELETE FROM likeness_bands WHERE band = ? AND number = ?",
        [(band, known["number"]) for band in bands(known["signature"])],
    )
    connection.execute("DELETE FROM likenesses WHERE number = ?", [known["number"]])
    _split(connection, known["cluster"])


def bands(signature: bytes) -> list[int]:
    """A 63-bit key for each band of a signature; near texts share at least one."""
    width = ROWS_A_BAND * VALUE_BYTES
    keys = []
    for place, start in enumerate(range(0, len(signature), width)):
        content = place.to_bytes(2, "big") + signature[start : start + width]
        keys.append(int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big") >> 1)
    return keys


def similarity(one: bytes, other: bytes) -> float:
    """The share of common shingles of two texts, estimated from their signatures."""
    return float(np.mean(_values(one) == _values(other))) if len(one) == len(other) else 0.0


def components(signatures: Mapping[int, bytes]) -> list[set[int]]:
    """Articles that are near each other, directly or by way of others."""
    numbers = list(signatures)
    matrix = np.stack([_values(signatures[number]) for number in numbers])
    left, found = set(range(len(numbers))), []
    while left:
        waiting, component = deque([left.pop()]), set()
        while waiting:
            row = waiting.popleft()
            component.add(numbers[row])
            near = set(np.flatnonzero((matrix == matrix[row]).mean(axis=1) >= SAME_FROM).tolist()) & left
            left -= near
            waiting.extend(near)
        found.append(component)
    return found


def _near_clusters(connection: sqlite3.Connection, likeness: Likeness) -> set[int]:
    """The clusters in which there is a text near this one."""
    return {
        row["cluster"]
        for row in _candidates(connection, likeness)
        if similarity(row["signature"], likeness.signature) >= SAME_FROM
    }


def _candidates(connection: sqlite3.Connection, likeness: Likeness) -> Iterable[sqlite3.Row]:
    shared: dict[int, None] = {}
    for band in bands(likeness.signature):
        statement = "SELECT number FROM likeness_bands WHERE band = ? LIMIT ?"
        shared |= dict.fromkeys(row[0] for row in connection.execute(statement, [band, CANDIDATES_A_BAND]))
    return connection.execute(
        "SELECT cluster, signature FROM json_each(?) AS wanted"
        " JOIN likenesses ON likenesses.number = wanted.value WHERE method = ?",
        [json.dumps(list(shared)), likeness.method],
    ).fetchall()


def _split(connection: sqlite3.Connection, cluster: int) -> None:
    """Give the members of a cluster that has lost one the clusters that they now form."""
    members = connection.execute(
        "SELECT number, method, signature FROM likenesses WHERE cluster = ?", [cluster]
    ).fetchall()
    by_method: dict[str, dict[int, bytes]] = defaultdict(dict)
    for member in members:
        by_method[member["method"]][member["number"]] = member["signature"]
    for signatures in by_method.values():
        for component in components(signatures):
            connection.executemany(
                "UPDATE likenesses SET cluster = ? WHERE number = ?",
                [(min(component), number) for number in component],
            )


def _insert_bands(connection: sqlite3.Connection, number: int, signature: bytes) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO likeness_bands (band, number) VALUES (?, ?)",
        [(band, number) for band in bands(signature)],
    )


def _values(signature: bytes) -> NDArray[np.uint32]:
    return np.frombuffer(signature, dtype="<u4")
