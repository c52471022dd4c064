"""RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom: what a feed lists, whatever of it is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from ingest.dates import iso_date
from ingest.readers.markup import text_of_html
from ingest.readers.raw import RawArticle
from ingest.readers.xml import child_text, local_name, markup_of, text_of

FEED_ROOTS = frozenset({"rss", "feed", "RDF"})

_CONTENT = ("encoded", "content", "description", "summary")  # the longest wins, these first
_DATES = ("pubDate", "published", "date", "issued", "updated", "modified")
_AUTHORS = ("creator", "author")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry. ``link`` is None where the feed gives several entries the same one."""

    link: str | None
    key: str  # tells it from the others: its guid, else its title, else its text
    title: str | None
    author: str | None
    published: str | None
    text: str  # what the feed itself carries


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's own name and its entries, in its order, each once."""

    title: str | None
    language: str | None
    items: tuple[FeedItem, ...]


def parse_feed(root: Any, url: str) -> Feed:
    """A feed from its root element.

    Args:
        root: one whose name is in `FEED_ROOTS`.
        url: where it was found, to complete relative links.
    """
    channel = next((child for child in root if local_name(child) == "channel"), root)
    items = [_item(element, url) for element in root.iter() if local_name(element) in {"item", "entry"}]
    unique = {(item.link, item.key): item for item in reversed(items)}
    return Feed(
        title=child_text(channel, "title"),
        language=child_text(channel, "language") or root.get(_XML_LANG),
        items=tuple(_with_own_links(list(reversed(unique.values())))),
    )


def item_article(feed: Feed, item: FeedItem, feed_url: str) -> RawArticle:
    """The article that a feed itself carries.

    It is identified by its link, else by its key within the feed.
    """
    return RawArticle(
        text=item.text,
        source=item.link or f"{feed_url}#{item.key}",
        title=item.title,
        publisher=feed.title,
        author=item.author,
        published=item.published,
        language=feed.language,
        url=item.link,
        id=None if item.link else f"{feed_url}#{item.key}",
        is_whole_file=False,
    )


def _with_own_links(items: list[FeedItem]) -> Iterator[FeedItem]:
    """Some feeds give every item the address of their front page: that identifies none of them."""
    uses = Counter(item.link for item in items)
    for item in items:
        yield item if uses[item.link] == 1 else replace(item, link=None)


def _item(element: Any, feed_url: str) -> FeedItem:
    title = child_text(element, "title")
    text = max((_content(element, name) for name in _CONTENT), key=len)
    guid = child_text(element, "guid") or child_text(element, "id")
    return FeedItem(
        link=_link(element, feed_url),
        key=(guid or title or text)[:300],
        title=title and (text_of_html(title) or title),  # Atom and many RSS feeds put markup in titles
        author=_author(element),
        published=next((iso_date(date) for name in _DATES if (date := child_text(element, name))), None),
        text=text,
    )


def _content(element: Any, name: str) -> str:
    """An element's markup as text, be it escaped, in CDATA, or XHTML as it stands."""
    found = next((child for child in element if local_name(child) == name), None)
    if found is None:
        return ""
    if len(found):
        return text_of_html(markup_of(found))
    return text_of_html(found.text or "")


def _link(element: Any, feed_url: str) -> str | None:
    """The address of the item's page; not that of its comments or attachments."""
    for child in element:
        if local_name(child) == "link" and child.get("rel", "alternate") == "alternate":
            written = (child.get("href") or text_of(child)).strip()
            if link := _completed(written, feed_url):
                return link
    for child in element:  # a guid is an address unless it says that it is none
        if local_name(child) == "guid" and child.get("isPermaLink", "true") == "true":
            written = text_of(child)
            if written.startswith(("http://", "https://")):
                return written
    return None


def _completed(written: str, feed_url: str) -> str | None:
    try:
        return urljoin(feed_url, written) if written else None
    except ValueError:
        return None


def _author(element: Any) -> str | None:
    for child in element:
        if local_name(child) in _AUTHORS:
            return child_text(child, "name") or text_of(child) or None
    return None
