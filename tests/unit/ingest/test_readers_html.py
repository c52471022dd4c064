"""Web pages: the article's text without the page's furniture, and its metadata."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import RawArticle, Rejected, read_articles

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="{charset}">
<title>River floods town | The Gazette</title>
<meta property="og:site_name" content="The Gazette">
<link rel="canonical" href="https://gazette.example/a/1">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
 "headline": "River floods town", "author": {{"@type": "Person", "name": "Ada Writer"}},
 "datePublished": "2024-05-03T10:00:00Z"}}</script></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>River floods town</h1>
<p>The river rose by <b>3</b>.2 metres overnight, officials said on Friday, and the <a href="/x">bridge</a>
was closed to traffic until further notice, the Café too.</p>
<h2>What happened</h2>
<p>Rain fell for two days, 5 &lt; 6, c_d_e *x*.<br>Schools stayed shut on Monday because of the water.</p>
<ul><li>Three streets were closed to all traffic<ul><li>Mill Lane among them</li></ul></li>
<li>One bridge</li></ul>
<blockquote><p>We were lucky, said the mayor, Jane Doe.</p></blockquote>
<table><tr><th>Day</th><th>Level</th></tr><tr><td>Monday</td><td>3.2</td></tr></table>
<p>Repairs will cost 4 million pounds, according to the council, which meets again on 9 May.</p></article>
<script>var text = "never shown";</script><footer>Copyright 2019 The Gazette</footer></body></html>"""


def read(folder: Path, data: bytes) -> RawArticle | Rejected:
    (folder / "page.html").write_bytes(data)
    (found,) = read_articles(folder / "page.html")
    return found


def article(folder: Path, data: bytes) -> RawArticle:
    found = read(folder, data)
    assert isinstance(found, RawArticle), found
    return found


def test_metadata_comes_from_the_page(tmp_path: Path) -> None:
    found = article(tmp_path, PAGE.format(charset="utf-8").encode())
    assert (found.title, found.publisher, found.author) == ("River floods town", "The Gazette", "Ada Writer")
    assert (found.published, found.language) == ("2024-05-03", "en-GB")
    assert found.url == "https://gazette.example/a/1"


def test_the_text_has_its_blocks_and_no_furniture(tmp_path: Path) -> None:
    text = article(tmp_path, PAGE.format(charset="utf-8").encode()).text
    blocks = text.split("\n\n")
    assert blocks[0].startswith("The river rose by 3.2 metres overnight")
    assert blocks[1] == "What happened"
    assert blocks[2].startswith("Rain fell for two days, 5 < 6, c_d_e *x*. Schools stayed")
    assert "- Three streets were closed to all traffic\n- Mill Lane among them\n- One bridge" in text
    assert "Day | Level\nMonday | 3.2" in text
    assert "We were lucky, said the mayor, Jane Doe." in blocks
    assert not any(word in text for word in ("Home", "never shown", "Copyright", "River floods town"))


def test_the_declared_encoding_is_used(tmp_path: Path) -> None:
    assert "Café" in article(tmp_path, PAGE.format(charset="iso-8859-15").encode("iso-8859-15")).text
    cyrillic = PAGE.format(charset="koi8-r").replace("Café", "Москва")
    assert "Москва" in article(tmp_path, cyrillic.encode("koi8-r")).text
    assert "Café" in article(tmp_path, PAGE.format(charset="nonsense").encode("windows-1252")).text


@pytest.mark.parametrize(
    "page",
    [
        "<html><body></body></html>",
        "<html><body><nav><a href='/'>Home</a></nav><script>x()</script></body></html>",
        "<html>",
        "<!-- -->",
        "<?xml version='1.0' encoding='utf-8'?><rss></rss>",
    ],
)
def test_a_page_without_article_is_rejected(page: str, tmp_path: Path) -> None:
    found = read(tmp_path, page.encode())
    assert isinstance(found, Rejected)
    assert "no article text" in found.reason


def test_a_page_nested_too_deep_never_crashes(tmp_path: Path) -> None:
    page = "<html><body><article>" + "<div>" * 20_000 + "<p>Deep down, there is some text.</p>"
    assert isinstance(read(tmp_path, page.encode()), Rejected | RawArticle)


def story(head: str, lang: str = "", body: str = "") -> bytes:
    text = "<p>The river rose by three metres overnight, officials said on Friday.</p>" * 3
    return f"<html {lang}><head>{head}</head><body><article>{text}{body}</article></body></html>".encode()


LINKED = '<script type="application/ld+json">{}</script>'.format


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            LINKED('{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], "headline": "Flood"}]}'),
            "Flood",
        ),
        (
            '<meta property="og:title" content="Flood"><meta property="og:site_name" content="The Gazette">',
            "Flood",
        ),
        (
            '<meta property="og:site_name" content="Ada Blog"><meta property="og:title" content="Ada Blog">'
            "<title>Flood – Ada Blog</title>",
            "Flood",
        ),
        (LINKED("{broken") + "<title>Flood in town</title>", "Flood in town"),
        (LINKED('[{"@type": "NewsArticle", "headline": ["no", "text"]}]') + "<title>Flood</title>", "Flood"),
    ],
)
def test_the_headline_is_the_articles_and_not_the_sites(head: str, title: str, tmp_path: Path) -> None:
    assert article(tmp_path, story(head)).title == title


@pytest.mark.parametrize(
    ("head", "lang"),
    [
        ("", 'lang="de"'),
        (LINKED('{"@type": "Article", "inLanguage": "de"}'), ""),
        ('<meta property="og:locale" content="de">', ""),
    ],
)
def test_the_language_is_where_the_page_says_it(head: str, lang: str, tmp_path: Path) -> None:
    assert article(tmp_path, story(head, lang)).language == "de"


def test_definition_lists_are_kept(tmp_path: Path) -> None:
    body = "<dl><dt>Level of the river</dt><dd>3.2 metres above the usual</dd></dl>"
    text = article(tmp_path, story("", body=body)).text
    assert "- Level of the river\n- 3.2 metres above the usual" in text
