"""An article as HTML, with the spans of it that an answer used marked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Article
from ui.contract import article_path
from ui.web import texts
from ui.web.markup import element, escaped, joined
from ui.web.mount import ASSETS_PATH
from ui.web.source.about import header_html
from ui.web.source.background import Background
from ui.web.source.spans import Stretch, stretches

NOTHING_KNOWN = Background()

# Plain text has no headings; a short line of its own that is no sentence is set as one.
_HEADING = re.compile(r"[^\n\-•].{0,78}[^\s.!?…:;,”\"]")
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def article_page(
    article: Article,
    start: int | None = None,
    end: int | None = None,
    also: Sequence[range] = (),
    background: Background = NOTHING_KNOWN,
) -> str:
    """The whole page; ``start``, ``end`` and ``also`` count code points of the article's text."""
    return f"""<!doctype html>
<html lang="en">
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
<nav><a href="/">{texts.TITLE}</a></nav>
<main>{article_html(article, start, end, also, background)}</main>
</body>
</html>
"""


def article_html(
    article: Article,
    start: int | None = None,
    end: int | None = None,
    also: Sequence[range] = (),
    background: Background = NOTHING_KNOWN,
) -> str:
    """The article element: ``text[start:end]`` is marked as deciding, the spans ``also`` more quietly."""
    own_page = article_path(article.id, start, end)
    header = header_html(article, background, own_page, start or 0)
    body = element("div", body_html(article.text, start, end, also), "body")
    tag = article.language or ""
    lang = {"lang": tag} if _LANGUAGE_TAG.fullmatch(tag) else {}
    return element("article", header + body, "article", **lang)


def body_html(text: str, start: int | None, end: int | None, also: Sequence[range] = ()) -> str:
    """Paragraphs of a text; a span may cross paragraphs, an empty one only names its paragraph."""
    marks = stretches(range(start or 0, end or 0), also)
    place = start if start is not None and start == end else None
    pieces, is_anchored = [], False
    for begin, stop in _paragraphs(text):
        inside = [mark for mark in marks if mark.start < stop and mark.end > begin]
        is_place = not is_anchored and place is not None and place <= stop
        names = {"id": "span"} if is_place else {}
        heading = "heading" if _HEADING.fullmatch(text[begin:stop].strip()) else ""
        shown = _marked(text, begin, stop, inside, is_anchored=is_anchored)
        pieces.append(element("p", shown, heading, dir="auto", **names))
        is_anchored = is_anchored or is_place or any(mark.is_deciding for mark in inside)
    return joined(pieces)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    borders = [found.span() for found in _PARAGRAPH_BREAK.finditer(text)]
    starts = [0, *(stop for _, stop in borders)]
    stops = [*(begin for begin, _ in borders), len(text)]
    return [(begin, stop) for begin, stop in zip(starts, stops, strict=True) if text[begin:stop].strip()]


def _marked(text: str, begin: int, stop: int, inside: Sequence[Stretch], *, is_anchored: bool) -> str:
    pieces, here = [], begin
    for mark in inside:
        first, last = max(mark.start, begin), min(mark.end, stop)
        is_anchor = mark.is_deciding and not is_anchored
        pieces += [_lines(text[here:first]), _mark(text[first:last], mark, is_anchor=is_anchor)]
        is_anchored = is_anchored or is_anchor
        here = last
    return "".join([*pieces, _lines(text[here:stop])])


def _mark(text: str, mark: Stretch, *, is_anchor: bool) -> str:
    names = {"id": "span"} if is_anchor else {}
    span = f"{mark.span.start}-{mark.span.stop}"
    quiet = "deciding" if mark.is_deciding else ""
    return element("mark", _lines(text), quiet, **names, data_passage=str(mark.passage), data_span=span)


def _lines(text: str) -> str:
    return "<br>".join(escaped(line) for line in text.split("\n"))
