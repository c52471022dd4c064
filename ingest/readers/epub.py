"""EPUB (2 and 3): the chapters of the spine, in its order, as one article."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from ingest.readers.archive import Archive
from ingest.readers.decoding import decode
from ingest.readers.markup import text_of_html
from ingest.readers.raw import Document, RawArticle
from ingest.readers.xml import child_text, local_name, parse_xml
from rag.errors import SourceError

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTER_TYPES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_CHAPTERS_MAX = 5_000


def read_epub(document: Document) -> Iterator[RawArticle]:
    """The one article of a book or magazine: its chapters one after the other.

    Raises:
        SourceError: it is damaged, encrypted, or no EPUB.
    """
    archive = Archive(document.data)
    place = _package_place(archive)
    package = parse_xml(archive.read(place))
    metadata = next((part for part in package if local_name(part) == "metadata"), package)
    locked = _locked_members(archive)
    chapters = []
    for name in _spine(package, posixpath.dirname(place)):
        if name in locked:
            raise SourceError("encrypted (protected against copying)")
        if name in archive.names:
            chapters.append(text_of_html(decode(archive.read(name))))
    yield RawArticle(
        text="\n\n".join(chapter for chapter in chapters if chapter),
        title=child_text(metadata, "title") or document.title,
        author=child_text(metadata, "creator"),
        publisher=child_text(metadata, "publisher"),
        published=(child_text(metadata, "date") or "")[:10] or None,
        language=child_text(metadata, "language"),
        source=document.source,
        is_whole_file=document.is_whole_file,
    )


def _package_place(archive: Archive) -> str:
    if _CONTAINER not in archive.names:
        raise SourceError("no EPUB: it lacks META-INF/container.xml")
    for element in parse_xml(archive.read(_CONTAINER)).iter():
        if local_name(element) == "rootfile" and (place := element.get("full-path")):
            return str(place)
    raise SourceError("no EPUB: its container names no package")


def _spine(package: Any, folder: str) -> Iterator[str]:
    """The members of the archive that hold the text, each once."""
    manifest, spine = {}, []
    for element in package.iter():
        match local_name(element):
            case "item" if element.get("media-type") in _CHAPTER_TYPES:
                manifest[element.get("id")] = element.get("href") or ""
            case "itemref" if element.get("linear") != "no":
                spine.append(element.get("idref"))
    hrefs = dict.fromkeys(manifest[item] for item in spine if item in manifest)
    for href in list(hrefs)[:_CHAPTERS_MAX]:
        yield posixpath.normpath(posixpath.join(folder, unquote(href)))


def _locked_members(archive: Archive) -> frozenset[str]:
    """What the book says is encrypted; fonts often are, and do not matter."""
    if _ENCRYPTION not in archive.names:
        return frozenset()
    root = parse_xml(archive.read(_ENCRYPTION))
    uris = (element.get("URI") for element in root.iter() if local_name(element) == "CipherReference")
    return frozenset(posixpath.normpath(unquote(uri)) for uri in uris if uri)
