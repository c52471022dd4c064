"""What stands at a web address: a page or file, a feed of them, or a sitemap that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin

from ingest.fetch.feeds import item_article, parse_feed
from ingest.fetch.fetcher import Fetcher, Page
from ingest.fetch.memory import FetchMemory, Forgetful
from ingest.fetch.pages import listing_of, read_page
from ingest.fetch.sitemaps import SITEMAP_ROOTS, parse_sitemap
from ingest.readers import FieldMapping, Found, RawArticle, Rejected, Unchanged
from ingest.readers.xml import local_name
from rag.errors import SourceError


@dataclass(slots=True)
class WebReader:
    """Reads addresses, and what they lead to. One for a whole run."""

    fetcher: Fetcher
    memory: FetchMemory = field(default_factory=Forgetful)
    mapping: FieldMapping = field(default_factory=FieldMapping)

    def read(self, url: str) -> Iterator[Found]:
        """Every article behind an address, or why there is none. Never raises for what it finds."""
        try:
            page = self.fetcher.get(url, self.memory.get(url))
            if page is None:
                yield Unchanged(url)
                return
            yield from self._found(page, url)
        except SourceError as error:
            yield Rejected(url, _reason(error))
            return
        self.memory.put(url, page.validators)

    def _found(self, page: Page, url: str) -> Iterator[Found]:
        root = listing_of(page, self.fetcher.limits.listing_bytes)
        if root is None:
            yield from read_page(page, url, self.mapping)
        elif local_name(root) in SITEMAP_ROOTS:
            yield from self._sitemap(root, url)
        else:
            yield from self._feed(root, page.url)

    def _feed(self, root: Any, feed_url: str) -> Iterator[Found]:
        feed = parse_feed(root, feed_url)
        if not feed.items:
            yield Rejected(feed_url, "the feed lists nothing")
        for item in feed.items[: self.fetcher.limits.pages]:
            carried = item_article(feed, item, feed_url)
            if item.link is None:
                yield carried if carried.text else Rejected(carried.source, "no text, and no page of its own")
                continue
            for found in self._page(item.link):
                yield _completed(found, carried)

    def _page(self, url: str) -> Iterator[Found]:
        """The article at an address that a feed or sitemap lists."""
        try:
            page = self.fetcher.get(url, self.memory.get(url))
            if page is None:
                yield Unchanged(url)
                return
            if listing_of(page, self.fetcher.limits.listing_bytes) is not None:
                raise SourceError("a feed or sitemap, where an article was expected")
            yield from read_page(page, url, self.mapping, is_listed=True)
        except SourceError as error:
            yield Rejected(url, _reason(error))
            return
        self.memory.put(url, page.validators)

    def _sitemap(self, root: Any, url: str) -> Iterator[Found]:
        """The pages of a sitemap and of those that it lists, each once, the nested ones later."""
        pages: dict[str, None] = {}
        for found in self._sitemaps(root, url):
            if isinstance(found, Rejected):
                yield found
                continue
            pages |= dict.fromkeys(found)
            if len(pages) >= self.fetcher.limits.pages:
                break
        if not pages:
            yield Rejected(url, "the sitemap lists no page")
        for page in list(pages)[: self.fetcher.limits.pages]:
            yield from self._page(page)

    def _sitemaps(self, root: Any, url: str) -> Iterator[list[str] | Rejected]:
        """The addresses that each sitemap lists; one that lists itself is read once."""
        waiting: list[tuple[str, Any, int]] = [(url, root, 0)]
        seen = {url}
        while waiting:
            place, element, depth = waiting.pop(0)
            try:
                listed = parse_sitemap(self._nested(place) if element is None else element)
            except SourceError as error:
                yield Rejected(place, _reason(error))
                continue
            yield [urljoin(place, page) for page in listed.pages]
            if depth < self.fetcher.limits.sitemap_depth:
                new = dict.fromkeys(urljoin(place, inner) for inner in listed.sitemaps)
                waiting += [(inner, None, depth + 1) for inner in new if inner not in seen]
                seen |= set(new)

    def _nested(self, url: str) -> Any:
        page = self.fetcher.get(url)
        assert page  # nothing was said to be known
        root = listing_of(page, self.fetcher.limits.listing_bytes)
        if root is None or local_name(root) not in SITEMAP_ROOTS:
            raise SourceError("no sitemap")
        return root


def _completed(found: Found, carried: RawArticle) -> Found:
    """An item's page with what only the feed says of it."""
    if not isinstance(found, RawArticle):
        return found
    return replace(
        found,
        title=found.title or carried.title,
        publisher=found.publisher or carried.publisher,
        author=found.author or carried.author,
        published=found.published or carried.published,
        language=found.language or carried.language,
    )


def _reason(error: SourceError) -> str:
    return f"{error.message}. {error.hint}" if error.hint else error.message
