"""Feeds and sitemaps as they come: with things missing, doubled and broken."""

from __future__ import annotations

import pytest

from ingest.articles import build_article
from ingest.fetch.feeds import Feed, item_article, parse_feed
from ingest.fetch.sitemaps import parse_sitemap
from ingest.readers.markup import text_of_html
from ingest.readers.xml import parse_xml
from rag.errors import SourceError

URL = "https://gazette.example/feed"


def feed(xml: str) -> Feed:
    return parse_feed(parse_xml(xml.encode(), is_lenient=True), URL)


def rss(*items: str, head: str = "<title>The Gazette</title><language>en</language>") -> str:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel>{head}{listed}</channel></rss>'


def test_rss_items_have_what_they_say() -> None:
    (item,) = feed(
        rss(
            "<title>Rain &amp;amp; floods</title><link>/a/1</link><guid>7</guid>"
            "<pubDate>Fri, 03 May 2024 10:00:00 GMT</pubDate>"
            '<creator xmlns="http://purl.org/dc/elements/1.1/">Ada</creator>'
            "<description>&lt;p&gt;It &lt;b&gt;fell&lt;/b&gt;.&lt;/p&gt;"
            "&lt;p&gt;And fell.&lt;/p&gt;</description>"
        )
    ).items
    assert (item.title, item.link, item.key) == ("Rain & floods", "https://gazette.example/a/1", "7")
    assert (item.author, item.published) == ("Ada", "2024-05-03")
    assert item.text == "It fell.\n\nAnd fell."


def test_atom_entries_have_what_they_say() -> None:
    found = feed(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Gazette</title><entry>'
        '<title type="html">Rain</title><id>urn:7</id><link rel="replies" href="/c"/><link href="/a/1"/>'
        "<author><name>Ada</name></author><updated>2024-05-03T10:00:00Z</updated>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It fell.</p></div></content>'
        "</entry></feed>"
    )
    (item,) = found.items
    assert (found.title, found.language) == ("The Gazette", "en")
    assert (item.title, item.link, item.key) == ("Rain", "https://gazette.example/a/1", "urn:7")
    assert (item.author, item.published, item.text) == ("Ada", "2024-05-03T10:00:00Z", "It fell.")


def test_rdf_feeds_keep_their_items_beside_the_channel() -> None:
    found = feed(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>The Gazette</title></channel><item><title>Rain</title><link>https://x.example/1</link>"
        "</item></rdf:RDF>"
    )
    assert (found.title, found.items[0].link) == ("The Gazette", "https://x.example/1")


def test_items_that_share_one_address_stay_apart() -> None:
    found = feed(
        rss(*(f"<title>Story {n}</title><link>/</link><description>It fell {n}.</description>" for n in "ab"))
    )
    assert [item.link for item in found.items] == [None, None]
    articles = [build_article(item_article(found, item, URL), "default")[0] for item in found.items]
    assert len({article.id for article in articles}) == 2
    assert [article.publisher for article in articles] == ["The Gazette"] * 2


def test_an_item_that_comes_twice_is_one() -> None:
    assert len(feed(rss("<link>/1</link><guid>7</guid>", "<link>/1</link><guid>7</guid>")).items) == 1


@pytest.mark.parametrize(
    "date", ["", "<pubDate>soon</pubDate>", "<pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate>"]
)
def test_missing_and_impossible_dates_cost_nothing_but_the_date(date: str) -> None:
    found = feed(rss(f"<title>Rain</title><description>It fell.</description>{date}"))
    article, _ = build_article(item_article(found, found.items[0], URL), "default")
    assert (article.text, article.published) == ("It fell.", None)


def test_a_feed_that_is_not_well_formed_is_mended() -> None:
    assert feed("<rss><channel><item><title>Rain & floods</title><link>/1</link>").items[0].link


def test_markup_nested_too_deep_in_an_item_does_no_harm() -> None:
    assert feed(
        rss(f"<title>Rain</title><description><![CDATA[{'<div>' * 100_000}It fell.]]></description>")
    ).items
    text_of_html("<b>" * 100_000 + "It fell.")


def test_a_feed_that_declares_entities_is_refused() -> None:
    with pytest.raises(SourceError, match="entities"):
        feed('<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + rss("<title>&a;</title>"))


def test_sitemaps_list_pages_or_sitemaps_each_once() -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    pages = f"<urlset {space}><url><loc> https://x.example/1 </loc></url><url><loc>https://x.example/1</loc></url></urlset>"
    assert parse_sitemap(parse_xml(pages.encode())).pages == ("https://x.example/1",)
    index = f"<sitemapindex {space}><sitemap><loc>https://x.example/s.xml</loc></sitemap></sitemapindex>"
    assert parse_sitemap(parse_xml(index.encode())).sitemaps == ("https://x.example/s.xml",)
