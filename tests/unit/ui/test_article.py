"""An article with a span marked."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes_ui import make_article
from ui.web.article import article_html, article_page, body_html


def marked(markup: str) -> str:
    pieces = re.findall(r"<mark[^>]*>(.*?)</mark>", markup)
    return html.unescape(" ".join(pieces).replace("<br>", "\n"))


def test_exactly_the_span_is_marked() -> None:
    text = "First paragraph.\n\nIt cost “$6 million” 😀, they said."
    start = text.index("$6")
    assert marked(body_html(text, start, start + 10)) == "$6 million"


def test_a_span_over_two_paragraphs_is_marked_in_both_and_anchored_once() -> None:
    markup = body_html("One two.\n\nThree four.", 4, 15)
    assert marked(markup) == "two. Three"
    assert markup.count('id="span"') == 1


@given(st.text(alphabet="ab <&\n*", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_marking_never_loses_or_adds_a_word(text: str, start: int, end: int) -> None:
    shown = html.unescape(re.sub(r"<[^>]*>", " ", body_html(text, start, end)))
    assert "".join(shown.split()) == "".join(text.split())


def test_everything_is_escaped_and_only_web_addresses_become_links() -> None:
    nasty = '<script>alert("x")</script>'
    article = make_article(nasty, title=nasty, publisher=nasty, author=nasty, url="javascript:alert(1)")
    markup = article_html(article, 0, 3)
    assert "<script>" not in markup
    assert "javascript" not in markup


def test_a_digest_says_that_it_is_one() -> None:
    assert "A digest" in article_html(make_article("Text.", kind="digest"))
    assert "A digest" not in article_html(make_article("Text."))


def test_the_page_asks_nobody_else_for_anything() -> None:
    page = article_page(make_article("Text.", url="https://paper.example/1"))
    loaded = re.findall(r'(?:src|<link[^>]*href)="([^"]*)"', page)
    assert loaded
    assert all(address.startswith("/byline/") for address in loaded)


def test_a_paged_original_opens_at_the_page_of_the_span() -> None:
    paged = make_article("First page. Second page.", pages=(0, 12))
    assert f"/articles/{paged.id}/original#page=2" in html.unescape(article_html(paged, 12, 24))


def test_a_retracted_article_says_so() -> None:
    retracted = make_article("Text.", status="retracted", status_note="the figures were wrong")
    assert "This article was retracted: the figures were wrong" in html.unescape(article_html(retracted))
