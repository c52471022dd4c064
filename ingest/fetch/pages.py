"""A file or page that was fetched: what kind it is, and the articles in it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast
from urllib.parse import unquote, urlsplit

from ingest.fetch.download import gunzip
from ingest.fetch.feeds import FEED_ROOTS
from ingest.fetch.fetcher import Page
from ingest.fetch.sitemaps import SITEMAP_ROOTS
from ingest.identity import canonical_url
from ingest.readers import Document, FieldMapping, RawArticle, Rejected, read_document, read_stream
from ingest.readers.formats import BY_MEDIA_TYPE, BY_SUFFIX, SIZE_MAX_BYTES, STREAMED, Format, sniff
from ingest.readers.raw import title_from_name, too_large
from ingest.readers.xml import local_name, parse_xml
from rag.errors import SourceError

_XML_TYPES = frozenset({"application/xml", "text/xml", "application/rss+xml", "application/atom+xml"})
_SAYS_LITTLE = frozenset({"", "application/octet-stream", "binary/octet-stream", "text/plain"})
_GZIP = b"\x1f\x8b"
_XML_STARTS = (b"<?xml", b"<rss", b"<feed", b"<rdf:RDF", b"<urlset", b"<sitemapindex")
_SUBDOMAINS = ("www.", "m.", "mobile.", "amp.")


def read_page(
    page: Page, url: str, mapping: FieldMapping, *, is_listed: bool = False
) -> Iterator[RawArticle | Rejected]:
    """The articles of one file or page that was fetched.

    Raises:
        SourceError: its content type is none that Byline reads, or it is too large for it.
    """
    kind = _format(page)
    title = title_from_name(Path(unquote(PurePosixPath(urlsplit(page.url).path).name))) or page.url
    if kind in STREAMED:
        yield from read_stream(_stream(page.data), url, title, kind, mapping)
        return
    if len(page.data) > SIZE_MAX_BYTES[kind]:
        raise SourceError(too_large(SIZE_MAX_BYTES[kind]))
    if not page.data.strip():
        raise SourceError("empty")
    document = Document(page.data, url, title, page.charset, is_whole_file=False)
    for found in read_document(document, kind):
        if isinstance(found, RawArticle):
            yield replace(found, url=own_url(found.url, page.url, is_listed=is_listed))
        else:
            yield found


def own_url(canonical: str | None, fetched: str, *, is_listed: bool = False) -> str:
    """The address that identifies a page: the one that it gives itself, if it can be believed.

    A page may speak for its own site only, or it could replace the articles of another; and not
    by naming the front page. Of a feed's or sitemap's pages only the rest of the address may
    differ, since some sites have all their pages name the same one.
    """
    if not canonical or canonical_url(canonical) is None:
        return fetched
    theirs, ours = urlsplit(canonical), urlsplit(fetched)
    is_same_site = _site(theirs.hostname) == _site(ours.hostname) and theirs.port == ours.port
    is_same_path = theirs.path.rstrip("/") == ours.path.rstrip("/")
    is_front_page = theirs.path in {"", "/"} and not theirs.query
    is_likely = is_same_path or not (is_listed or is_front_page)
    return canonical if is_same_site and is_likely else fetched


def _site(host: str | None) -> str:
    name = host or ""
    for subdomain in _SUBDOMAINS:
        name = name.removeprefix(subdomain)
    return name


def listing_of(page: Page, bytes_max: int) -> Any:
    """The root element of a feed or sitemap, unpacked if it is gzipped; None for anything else.

    Raises:
        SourceError: it is too large, or sent as XML and none.
    """
    data = page.data
    if data.startswith(_GZIP):
        data = gunzip(data, bytes_max)
    elif page.media_type in BY_MEDIA_TYPE and not data.lstrip().startswith(_XML_STARTS):
        return None
    start = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not (start.startswith(_XML_STARTS) or page.media_type in _XML_TYPES):
        return None
    if len(data) > bytes_max:
        raise SourceError(too_large(bytes_max))
    root = parse_xml(data, is_lenient=True)
    return root if local_name(root) in FEED_ROOTS | SITEMAP_ROOTS else None


def _stream(data: bytes) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(io.BytesIO(data)))


def _format(page: Page) -> Format:
    suffix = PurePosixPath(urlsplit(page.url).path).suffix.lower()
    if page.media_type in _SAYS_LITTLE:
        sniffed = sniff(page.data[:1000])
        by_name = BY_SUFFIX.get(suffix)
        if by_name and (sniffed == "plain" or page.media_type == "text/plain"):
            return by_name
        return sniffed
    if page.media_type not in BY_MEDIA_TYPE:
        raise SourceError(f"content of the type {page.media_type[:60]!r} is not read")
    return BY_MEDIA_TYPE[page.media_type]
