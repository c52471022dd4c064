"""An article with a span marked."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from rag.text.publication import PublicationDate
from tests.fakes_ui import make_article
from ui.web.source.article_html import article_html, article_page, body_html
from ui.web.source.background import Background


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
    kept = article_html(paged, 12, 24, background=Background(has_original=True))
    assert f"/articles/{paged.id}/original#page=2" in html.unescape(kept)
    assert "/original" not in article_html(paged, 12, 24)


def test_a_retracted_article_says_so() -> None:
    retracted = make_article("Text.", status="retracted", status_note="the figures were wrong")
    assert "This article was retracted: the figures were wrong" in html.unescape(article_html(retracted))


def test_what_else_was_used_is_marked_apart_from_what_decides() -> None:
    markup = html.unescape(body_html("One two three four five.", 4, 7, [range(14, 18), range(3)]))
    assert re.findall(r"<mark([^>]*)>(.*?)</mark>", markup) == [
        (' data-passage="1" data-span="0-3"', "One"),
        (' class="deciding" id="span" data-passage="2" data-span="4-7"', "two"),
        (' data-passage="3" data-span="14-18"', "four"),
    ]


def test_an_empty_span_names_its_paragraph_and_marks_nothing() -> None:
    markup = body_html("First.\n\nSecond.\n\nThird.", 9, 9)
    assert '<p dir="auto" id="span">Second' in markup
    assert "<mark" not in markup


def test_a_span_that_begins_between_paragraphs_is_anchored_at_its_first_words() -> None:
    markup = body_html("First.\n\nSecond.", 6, 14)
    assert '<mark class="deciding" id="span"' in markup
    assert marked(markup) == "Second"


def test_reprints_are_links_and_those_left_out_are_counted() -> None:
    other = make_article("Text.", id="a2", title="The same", publisher="Other Paper", status="corrected")
    shown = html.unescape(
        article_html(make_article("Text."), background=Background(reprints=(other,), reprint_count=4))
    )
    assert '<a class="source-link" href="/articles/a2">' in shown
    assert "Other Paper, 28 January 2025; corrected" in shown
    assert "and 3 more" in shown
    assert "printed 4 times more" in shown


def test_what_is_known_is_told_and_what_is_not_known_is_left_out() -> None:
    sparse = article_html(make_article("Text.", published=None, language=None))
    assert "Date unknown" in sparse
    assert "Language" not in sparse
    assert "Former versions" not in sparse
    month = make_article("Text.", published=PublicationDate.parse("2025-01"), language="zh-Hans")
    full = html.unescape(article_html(month, background=Background(former_versions=2)))
    assert "January 2025 (the day is not known)" in full
    assert "Chinese" in full
    assert "<dt>Former versions</dt><dd>2</dd>" in full


def test_text_of_any_script_decides_its_own_direction() -> None:
    arabic = make_article("بلغت التكلفة 40 مليون.", title="جسر جديد", language="ar")
    markup = article_html(arabic)
    assert 'lang="ar"' in markup
    assert '<h1 dir="auto">' in markup
    assert '<p dir="auto"' in markup


def test_a_language_that_is_no_tag_does_not_become_one() -> None:
    assert "lang=" not in article_html(make_article("Text.", language='"><script>'))
