"""From what a reader found to an article as the library keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import cast

from ingest.identity import canonical_url, content_hash, identify
from ingest.normalise import clean_line, clean_text
from ingest.readers.raw import RawArticle
from rag.domain import Article, ArticleKind
from rag.errors import SourceError
from rag.text.publication import PublicationDate

YEAR_MIN = 1800
URL_LENGTH_MAX = 2000  # characters
FUTURE_MAX = timedelta(days=2 * 365)  # print runs and embargoes lie ahead; the year 9999 does not

_SHOWN_LENGTH = 60  # characters of a bad value that a warning repeats


def build_article(
    raw: RawArticle, collection: str, shared: Mapping[str, str] = MappingProxyType({})
) -> tuple[Article, list[str]]:
    """The article, normalised and identified, and what was ignored on the way.

    ``shared`` are the addresses that several articles give as theirs; see `ingest.identity.identify`.

    Raises:
        SourceError: nothing is left of the text.
    """
    raw = replace(raw, url=clean_line(raw.url, URL_LENGTH_MAX), id=clean_line(raw.id))
    text = clean_text(raw.text)
    if not any(character.isalnum() for character in text):
        raise SourceError("no text")
    published, date_warning = _published(raw.published)
    url, url_warning = _web_address(raw.url)
    article = Article(
        id=identify(raw, text, collection, shared),
        collection=collection,
        kind=cast(ArticleKind, raw.kind or "article"),  # readers have checked it
        title=clean_line(raw.title) or "Untitled",
        text=text,
        hash="",
        publisher=clean_line(raw.publisher),
        author=clean_line(raw.author),
        published=published,
        language=clean_line(raw.language),
        url=url,
        source=raw.source,
        provenance=clean_line(raw.provenance, length_max=2000),
        pages=raw.pages,
    )
    warnings = [warning for warning in (date_warning, url_warning) if warning]
    return replace(article, hash=content_hash(article)), warnings


def _published(written: str | None) -> tuple[PublicationDate | None, str | None]:
    if not written or not written.strip():
        return None, None
    shown = repr(written[:_SHOWN_LENGTH])
    try:
        date = PublicationDate.parse(written)
    except ValueError:
        return None, f"publication date {shown} ignored: write YYYY, YYYY-MM or YYYY-MM-DD"
    latest = datetime.now(tz=UTC).date() + FUTURE_MAX
    if date.first.year < YEAR_MIN or date.first > latest:
        return None, f"publication date {shown} ignored: not between {YEAR_MIN} and {latest:%B %Y}"
    return date, None


def _web_address(url: str | None) -> tuple[str | None, str | None]:
    """Addresses become links that people click: only web addresses may."""
    if url and canonical_url(url) is None:
        return None, f"address {url[:_SHOWN_LENGTH]!r} ignored: it does not start with http:// or https://"
    return url, None
