"""Lists of articles: narrowed and sorted on one index, and only the page itself read from the rows."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from typing import Any

from rag.adapters.sqlite.connections import Connections
from rag.adapters.sqlite.filters import condition
from rag.adapters.sqlite.likenesses import reprints_among
from rag.catalogue import ListedArticle, Listing, Page, Sort
from rag.domain import ArticleId, Reprints
from rag.interfaces import ArticleFilter
from rag.text.publication import PublicationDate

_ORDERS: dict[Sort, str] = {
    "newest": "published_last IS NULL, published_last DESC, published_first DESC, id",
    "oldest": "published_first IS NULL, published_first, published_last, id",
    "title": "title COLLATE NOCASE, id",
    "publisher": "publisher IS NULL, publisher COLLATE NOCASE, title COLLATE NOCASE, id",
    "added": "articles.rowid DESC",
}
_HOLDS = "names_hold"  # the SQL function behind the text filter
_PAGE = """
    SELECT articles.id, collection, kind, title, hash, publisher, author, published, language, url, status,
        status_note, length(text) AS characters
    FROM json_each(?) AS wanted JOIN articles ON articles.id = wanted.value ORDER BY wanted.key
"""


class LibraryListing:
    """The articles in pages."""

    _connections: Connections

    def listed(self, listing: Listing) -> Page:
        """A page of the articles that the listing asks for."""
        with self._connections.reading() as connection:
            connection.create_function(_HOLDS, 4, names_hold, deterministic=True)
            connection.execute("BEGIN")  # the count and the page are of one state
            try:
                total, ids = _matching(connection, listing)
                rows = connection.execute(_PAGE, [json.dumps(ids)]).fetchall()
                reprints = reprints_among(connection, ids)
            finally:
                connection.execute("COMMIT")
        return Page(total, tuple(_read(row, reprints) for row in rows))


def _matching(connection: sqlite3.Connection, listing: Listing) -> tuple[int, list[ArticleId]]:
    """How many articles there are, and the ids of the page."""
    terms, parameters = _condition(listing)
    matching = f"FROM articles INDEXED BY articles_by_title WHERE {terms}"
    page = f"SELECT id {matching} ORDER BY {_ORDERS[listing.sort]} LIMIT :limit OFFSET :offset"
    if listing.words:  # looking at every name costs more than sorting: once, not for count and page
        found = [row[0] for row in connection.execute(page, {**parameters, "limit": -1, "offset": 0})]
        return len(found), found[listing.offset : listing.offset + listing.limit]
    total = connection.execute(f"SELECT count(*) {matching}", parameters).fetchone()[0]
    return total, [row[0] for row in connection.execute(page, parameters)]


def names_hold(words: str, title: str, publisher: str | None, url: str | None) -> bool:
    """Whether title, publisher and address together hold every one of the folded words (a line each)."""
    names = folded(f"{title}\n{publisher or ''}\n{url or ''}")
    return all(word in names for word in words.split("\n"))


def folded(text: str) -> str:
    """Text without case and accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(character for character in apart if not unicodedata.combining(character)).casefold()


def _condition(listing: Listing) -> tuple[str, dict[str, Any]]:
    terms, parameters = condition(
        ArticleFilter(listing.collections, listing.publishers, listing.since, listing.until)
    )
    if listing.status:
        terms += " AND status = :status"
    if listing.kind:
        terms += " AND kind = :kind"
    if listing.words:
        terms += f" AND {_HOLDS}(:words, title, publisher, url)"
    words = "\n".join(folded(word) for word in listing.words)
    return terms, {
        **parameters,
        "status": listing.status,
        "kind": listing.kind,
        "words": words.encode("utf-8", "replace").decode(),
        "limit": listing.limit,
        "offset": listing.offset,
    }


def _read(row: sqlite3.Row, reprints: dict[ArticleId, Reprints]) -> ListedArticle:
    columns = dict(row)
    published = columns.pop("published")
    cluster = reprints.get(ArticleId(row["id"]))
    return ListedArticle(
        published=PublicationDate.parse(published) if published else None,
        reprints=cluster.articles - 1 if cluster else 0,
        **columns,
    )
