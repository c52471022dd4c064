"""Which article is it, and has it changed?"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode, urlsplit

from ingest.readers.raw import RawArticle
from rag.domain import Article, ArticleId

ID_LENGTH = 16  # hexadecimal digits
HASH_LENGTH = 32
KEPT_ID_PREFIX = "byline:"

_KEPT_ID = re.compile(rf"{KEPT_ID_PREFIX}([0-9a-f]{{{ID_LENGTH}}})")
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


def address_of(raw: RawArticle) -> str | None:
    """The canonical URL, if it can be one article's: a site's front page is many articles'."""
    url = canonical_url(raw.url) if raw.url else None
    return url if url and (urlsplit(url).path or urlsplit(url).query) else None


def own_key(raw: RawArticle, text: str) -> str:
    """What tells an article from others under the same address: its id, else its title, else its text."""
    return raw.id or raw.title or short_hash([text], HASH_LENGTH)


def kept_id(raw: RawArticle) -> ArticleId | None:
    """The id that an export has written down, so that links to the article stay true."""
    found = _KEPT_ID.fullmatch(raw.id or "")
    return ArticleId(found[1]) if found else None


def written_id(article_id: ArticleId) -> str:
    """An article's id as an export writes it down."""
    return KEPT_ID_PREFIX + article_id


def identify(
    raw: RawArticle, text: str, collection: str, shared: Mapping[str, str] = MappingProxyType({})
) -> ArticleId:
    """A stable id: of the canonical URL, else the given id, else the file's path, else the text.

    The collection is part of it, so that an article can be in two; so is the kind, so that a
    digest that names the address of its original is not mistaken for it.

    Args:
        raw: the article as it was found.
        text: its text, normalised.
        collection: where it belongs.
        shared: addresses that several articles give as theirs (feeds do), each with the key of the
            article that keeps the address's id; the others are told apart by their own keys.
    """
    url = address_of(raw)
    key: tuple[str, ...]
    if url:
        is_one_of_many = shared.get(url, own_key(raw, text)) != own_key(raw, text)
        key = ("url", url, own_key(raw, text)) if is_one_of_many else ("url", url)
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
