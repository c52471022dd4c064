"""Domain objects to rows and back."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from rag.domain import Article, ArticleId, Passage, PassageId
from rag.text.publication import PublicationDate

ARTICLE_COLUMNS = (
    "id, collection, kind, title, hash, publisher, author, published, language, url, source, provenance,"
    " text, status, status_note, pages"
)
PASSAGE_COLUMNS = "passages.id, passages.article_id, passages.start, passages.stop, passages.text"

# An editor's mark is no part of what a source says: it stays until it is cleared.
UPSERT_ARTICLE = """
    INSERT INTO articles (
        id, collection, kind, title, hash, publisher, author, published, published_first, published_last,
        language, url, source, provenance, text, status, status_note, pages
    ) VALUES (
        :id, :collection, :kind, :title, :hash, :publisher, :author, :published, :published_first,
        :published_last, :language, :url, :source, :provenance, :text, :status, :status_note, :pages
    ) ON CONFLICT (id) DO UPDATE SET
        collection = excluded.collection, kind = excluded.kind, title = excluded.title, hash = excluded.hash,
        publisher = excluded.publisher, author = excluded.author, published = excluded.published,
        published_first = excluded.published_first, published_last = excluded.published_last,
        language = excluded.language, url = excluded.url, source = excluded.source,
        provenance = excluded.provenance, text = excluded.text, pages = excluded.pages
"""
INSERT_PASSAGE = """
    INSERT INTO passages (id, article_id, ordinal, start, stop, title, text)
    VALUES (:id, :article_id, :ordinal, :start, :stop, :title, :text)
"""


def article_row(article: Article) -> dict[str, Any]:
    """An article's columns by name."""
    published = article.published
    return {
        "id": article.id,
        "collection": article.collection,
        "kind": article.kind,
        "title": article.title,
        "hash": article.hash,
        "publisher": article.publisher,
        "author": article.author,
        "published": str(published) if published else None,
        "published_first": published.first.toordinal() if published else None,
        "published_last": published.last.toordinal() if published else None,
        "language": article.language,
        "url": article.url,
        "source": article.source,
        "provenance": article.provenance,
        "text": article.text,
        "status": article.status,
        "status_note": article.status_note,
        "pages": json.dumps(article.pages) if article.pages else None,
    }


def read_article(row: sqlite3.Row) -> Article:
    """An article from a row of `ARTICLE_COLUMNS`."""
    columns = dict(row)
    published = columns.pop("published")
    pages = columns.pop("pages")
    return Article(
        published=PublicationDate.parse(published) if published else None,
        pages=tuple(json.loads(pages)) if pages else (),
        **columns,
    )


def passage_row(passage: Passage, ordinal: int, title: str) -> dict[str, Any]:
    """A passage's columns by name."""
    return {
        "id": passage.id,
        "article_id": passage.article_id,
        "ordinal": ordinal,
        "start": passage.start,
        "stop": passage.end,
        "title": title,
        "text": passage.text,
    }


def read_passage(row: sqlite3.Row) -> Passage:
    """A passage from a row of `PASSAGE_COLUMNS`."""
    return Passage(
        id=PassageId(row["id"]),
        article_id=ArticleId(row["article_id"]),
        start=row["start"],
        end=row["stop"],
        text=row["text"],
    )
