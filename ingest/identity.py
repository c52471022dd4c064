"""Which article is it, and has it changed?"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from ingest.readers.raw import RawArticle
from rag.domain import Article, ArticleId

ID_LENGTH = 16  # hexadecimal digits
HASH_LENGTH = 32

# Parameters that say where a reader came from, not what is read.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|ref_src", re.IGNORECASE
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str | None:
    """One form for the addresses of one page; None for what is no web address.

    Host in small letters, https for http, no default port, tracking parameter, fragment or
    slash at the end.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        return None
    place = parts.hostname if port in {None, _DEFAULT_PORTS[scheme]} else f"{parts.hostname}:{port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([pair for pair in pairs if not _TRACKING.fullmatch(pair[0])])
    return f"https://{place}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")


def identify(raw: RawArticle, text: str, collection: str) -> ArticleId:
    """A stable id: of the canonical URL, else the given id, else the file's path, else the text.

    The collection is part of it, so that an article can be in two; so is the kind, so that a
    digest that names the address of its original is not mistaken for it.
    """
    url = canonical_url(raw.url) if raw.url else None
    key: tuple[str, ...]
    if url:
        key = ("url", url)
    elif raw.id:
        key = ("id", raw.id)
    elif raw.is_whole_file:
        key = ("path", Path(raw.source).resolve().as_posix())
    else:
        key = ("text", raw.title or "", text)
    return ArticleId(short_hash([collection, raw.kind or "article", *key], ID_LENGTH))


def content_hash(article: Article) -> str:
    """Of the text and everything that is shown with it, so that any change is seen.

    Where the article was read from is left out: a file that moved has not changed.
    """
    seen = [
        article.kind,
        article.title,
        article.text,
        article.publisher,
        article.author,
        str(article.published) if article.published else None,
        article.language,
        article.url,
        article.provenance,
    ]
    return short_hash(seen, HASH_LENGTH)


def short_hash(parts: Sequence[str | int | None], length: int) -> str:
    """Hexadecimal digits that depend on every part and nothing else."""
    written = json.dumps(list(parts), separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:length]
