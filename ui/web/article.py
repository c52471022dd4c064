"""An article with a span marked, as HTML: on its own page, and in the panel beside the chat."""

from __future__ import annotations

import re
from bisect import bisect_right

from rag.domain import Article
from ui.contract import article_path
from ui.web import texts
from ui.web.markup import element, escaped, joined
from ui.web.mount import ASSETS_PATH

# Plain text has no headings; a short line of its own that is no sentence is set as one.
_HEADING = re.compile(r"[^\n\-•].{0,78}[^\s.!?…:;,”\"]")
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


def article_page(article: Article, start: int | None = None, end: int | None = None) -> str:
    """The whole page; ``start`` and ``end`` count code points of the article's text."""
    return f"""<!doctype html>
<html lang="{escaped(article.language or "en")}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escaped(article.title)} · {texts.TITLE}</title>
<link rel="icon" href="{ASSETS_PATH}/favicon.svg">
<link rel="stylesheet" href="{ASSETS_PATH}/colours.css">
<link rel="stylesheet" href="{ASSETS_PATH}/article.css">
<script type="module" src="{ASSETS_PATH}/article.js"></script>
</head>
<body class="article-page">
<header><a href="/">{texts.TITLE}</a></header>
{article_html(article, start, end)}
</body>
</html>
"""


def article_html(article: Article, start: int | None = None, end: int | None = None) -> str:
    """The article element."""
    head = _kicker(article) + element("h1", escaped(article.title))
    head += _meta(article, article_path(article.id, start, end), start or 0)
    head += (
        element("p", escaped(texts.marked(article.status, article.status_note)), "digest")
        if article.status
        else ""
    )
    head += element("p", escaped(texts.DIGEST_NOTICE), "digest") if article.kind == "digest" else ""
    body = joined(
        [
            body_html(article.text, start, end),
            element("p", escaped(article.provenance), "provenance") if article.provenance else "",
        ]
    )
    return element("article", element("header", head) + element("div", body, "body"), "article")


def body_html(text: str, start: int | None, end: int | None) -> str:
    """Paragraphs of a text, with ``text[start:end]`` marked; a span may cross paragraphs."""
    span = range(start or 0, end or 0)
    pieces = []
    marked = False
    for begin, stop in _paragraphs(text):
        inside = range(max(begin, span.start), min(stop, span.stop))
        pieces.append(_paragraph(text[begin:stop], begin, inside, is_first=not marked))
        marked = marked or bool(inside)
    return joined(pieces)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    borders = [found.span() for found in _PARAGRAPH_BREAK.finditer(text)]
    starts = [0, *(stop for _, stop in borders)]
    stops = [*(begin for begin, _ in borders), len(text)]
    return [(begin, stop) for begin, stop in zip(starts, stops, strict=True) if text[begin:stop].strip()]


def _paragraph(text: str, offset: int, inside: range, *, is_first: bool) -> str:
    if not inside:
        return element("p", _lines(text), "heading" if _HEADING.fullmatch(text.strip()) else "")
    begin, stop = inside.start - offset, inside.stop - offset
    anchor = {"id": "span"} if is_first else {}
    mark = element("mark", _lines(text[begin:stop]), **anchor)
    return element("p", _lines(text[:begin]) + mark + _lines(text[stop:]))


def _lines(text: str) -> str:
    return "<br>".join(escaped(line) for line in text.split("\n"))


def _kicker(article: Article) -> str:
    published = article.published
    when = published.in_words() if published else texts.UNDATED
    return element(
        "p", f"{escaped(article.publisher or texts.NO_PUBLISHER)} {element('time', escaped(when))}", "kicker"
    )


def _meta(article: Article, own_page: str, start: int) -> str:
    facts = [element("span", escaped(article.author))] if article.author else []
    if article.url and article.url.startswith(("https://", "http://")):
        facts.append(element("a", escaped(texts.ORIGINAL), href=article.url, rel="noreferrer noopener"))
    if article.pages:
        number = bisect_right(article.pages, start) or 1
        address = f"{article_path(article.id)}/original#page={number}"
        facts.append(element("a", escaped(texts.page_of_original(number)), href=address, target="_blank"))
    facts.append(element("a", escaped(texts.OPEN_AS_PAGE), "page-link", href=own_page, target="_blank"))
    return element("p", joined(facts), "meta")
