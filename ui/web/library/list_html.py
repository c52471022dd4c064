"""The list of articles as HTML: what is in the library, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping

from rag.catalogue import ListedArticle, Page
from rag.errors import BylineError
from ui.contract import article_path
from ui.web import texts
from ui.web.library.rights import Writing
from ui.web.library.wanted import PAGE
from ui.web.markup import element, escaped, joined
from ui.web.texts import library as words


def list_html(page: Page, offset: int, collections: Mapping[str, int], writing: Writing) -> str:
    """A page of articles, each with what can be done to it; says what to do where there are none."""
    if not collections:
        return empty_html(writing)
    if not page.articles:
        return words_html(words.NO_MATCH, words.NO_MATCH_HINT)
    rows = joined(_row(article, collections, writing) for article in page.articles)
    return element("ul", rows, "articles", data_sources="") + pager_html("library-page", page.total, offset)


def pager_html(act: str, total: int, offset: int, **said: str) -> str:
    """Where in a list the reader is, with the ways to the pages beside it."""
    last = min(offset + PAGE, total)
    place = element("span", escaped(words.place(offset + 1, last, total)), "place", tabindex="-1")
    if total <= PAGE:
        return element("p", place, "pager")
    steps = (
        _step(act, words.PREVIOUS, offset - PAGE if offset else None, said),
        place,
        _step(act, words.NEXT, last if last < total else None, said),
    )
    return element("nav", joined(steps), "pager", aria_label=words.PAGES)


def empty_html(writing: Writing) -> str:
    """What to do about an empty library."""
    command = escaped(words.EMPTY_COMMAND) + " " + element("code", escaped(words.EMPTY_COMMAND_LINE))
    ways = (escaped(words.EMPTY_FILES), escaped(words.EMPTY_ADDRESS), command)
    said = element("h2", escaped(words.EMPTY_TITLE)) + element("p", escaped(words.EMPTY))
    add = _button(words.EMPTY_ADD, "library-add", "primary") if writing != "none" else ""
    return element("div", said + element("ul", joined(element("li", way) for way in ways)) + add, "nothing")


def words_html(said: str, hint: str = "") -> str:
    """A sentence in the place of what is not there, and a way on."""
    return element(
        "div", element("p", escaped(said)) + (element("p", escaped(hint), "hint") if hint else ""), "nothing"
    )


def failure_html(error: BylineError) -> str:
    """What went wrong, and what to do about it."""
    said = element("p", escaped(error.message)) + element("p", escaped(error.hint), "hint")
    return element("div", said, "failure", role="alert")


def meta_html(publisher: str | None, published: str | None, kind: str, collection: str, *further: str) -> str:
    """The line below a title."""
    pieces = (
        texts.byline_of(publisher, published),
        collection,
        words.DIGEST if kind == "digest" else "",
        *further,
    )
    return element(
        "p", joined(element("span", escaped(piece)) for piece in pieces if piece), "meta", dir="auto"
    )


def _row(article: ListedArticle, collections: Mapping[str, int], writing: Writing) -> str:
    title = element("a", escaped(article.title), "source-link", href=article_path(article.id), dir="auto")
    pieces = (
        element("h3", title),
        meta_html(
            article.publisher,
            str(article.published) if article.published else None,
            article.kind,
            article.collection if len(collections) > 1 else "",
            words.length(article.characters),
            texts.reprinted(article.reprints),
        ),
        _status(article),
        _acts(article) if writing != "none" else "",
    )
    return element("li", joined(pieces))


def _status(article: ListedArticle) -> str:
    if article.status is None:
        return ""
    return element("p", escaped(texts.marked(article.status, article.status_note)), "status", dir="auto")


def _acts(article: ListedArticle) -> str:
    about = {"data_article": article.id, "data_name": article.title}
    state = {"data_status": article.status or "", "data_note": article.status_note or ""}
    mark = _button(
        words.MARK, "library-mark", aria_label=words.about(words.MARK, article.title), **about, **state
    )
    remove = _button(
        words.REMOVE, "library-remove", aria_label=words.about(words.REMOVE, article.title), **about
    )
    return element("p", mark + remove, "acts")


def _step(act: str, name: str, offset: int | None, said: Mapping[str, str]) -> str:
    if offset is None:
        return element("button", escaped(name), "step", type="button", disabled="")
    return _button(name, act, "step", data_offset=str(offset), **said)


def _button(name: str, act: str, css_class: str = "", **attributes: str) -> str:
    return element("button", escaped(name), css_class, type="button", data_act=act, **attributes)
