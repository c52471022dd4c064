"""Articles as JSON Lines that ingestion takes back with the same text, metadata and id."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ingest.identity import written_id
from rag.domain import Article
from rag.errors import LibraryError
from rag.interfaces import ArticleFilter, Library


def exported_lines(library: Library, where: ArticleFilter | None = None) -> Iterator[str]:
    """One line an article, without line end; fields that are empty are left out."""
    for article in library.articles(where):
        yield json.dumps(exported(article), ensure_ascii=False)


def exported(article: Article) -> dict[str, Any]:
    """The contract's fields for ingestion; what follows them is for other readers."""
    fields = {
        "text": article.text,
        "title": article.title,
        "url": article.url,
        "publisher": article.publisher,
        "author": article.author,
        "published": str(article.published) if article.published else None,
        "language": article.language,
        "id": written_id(article.id),
        "kind": article.kind,
        "provenance": article.provenance,
        "collection": article.collection,
        "hash": article.hash,
        "status": article.status,
        "status_note": article.status_note,
    }
    return {name: value for name, value in fields.items() if value is not None}


def write_lines(lines: Iterable[str], path: Path) -> int:
    """Write a file of lines, whole or not at all; returns how many.

    Raises:
        LibraryError: it cannot be written.
    """
    half, count = path.with_name(path.name + ".part"), 0
    try:
        with half.open("w", encoding="utf-8", newline="\n") as file:
            for line in lines:
                file.write(line + "\n")
                count += 1
        half.replace(path)
    except OSError as error:
        raise LibraryError(f"The file {str(path)!r} cannot be written: {error.strerror}.", "") from error
    return count
