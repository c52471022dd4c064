"""What stands above an article: who published it when, what was marked about it, what else is known."""

from __future__ import annotations

from bisect import bisect_right

from rag.domain import Article
from ui.contract import article_path
from ui.web import texts
from ui.web.markup import element, escaped, joined
from ui.web.source.background import Background
from ui.web.texts import source as source_texts


def header_html(article: Article, background: Background, own_page: str, start: int) -> str:
    """The article's header; ``own_page`` is its address with the span, which begins at ``start``."""
    digest = element("p", escaped(texts.DIGEST_NOTICE), "digest") if article.kind == "digest" else ""
    marked = (
        element("p", escaped(texts.marked(article.status, article.status_note)), "status", dir="auto")
        if article.status
        else ""
    )
    return element(
        "header",
        joined(
            [
                _kicker(article),
                element("h1", escaped(article.title), dir="auto"),
                marked,
                digest,
                _links(article, background, own_page, start),
                _details(article, background),
            ]
        ),
    )


def _kicker(article: Article) -> str:
    published = article.published
    when = (
        element("time", escaped(published.in_words()), datetime=str(published))
        if published
        else element("span", escaped(texts.UNDATED), "undated")
    )
    who = element("bdi", escaped(article.publisher or texts.NO_PUBLISHER))
    return element("p", f"{who} {when}", "kicker")


def _links(article: Article, background: Background, own_page: str, start: int) -> str:
    shown = [element("bdi", escaped(article.author))] if article.author else []
    if article.url and article.url.startswith(("https://", "http://")):
        shown.append(
            element(
                "a",
                escaped(source_texts.ORIGINAL),
                href=article.url,
                rel="noreferrer noopener",
                target="_blank",
            )
        )
    if article.pages:
        number = bisect_right(article.pages, start) or 1
        shown.append(_page(article, number, has_original=background.has_original))
    shown.append(
        element("a", escaped(source_texts.OPEN_AS_PAGE), "page-link", href=own_page, target="_blank")
    )
    return element("p", joined(shown), "meta")


def _page(article: Article, number: int, *, has_original: bool) -> str:
    """The page of the paged original; a link where the file was kept."""
    if not has_original:
        return element("span", escaped(source_texts.page(number)))
    address = f"{article_path(article.id)}/original#page={number}"
    return element("a", escaped(source_texts.page_of_original(number)), href=address, target="_blank")


def _details(article: Article, background: Background) -> str:
    provenance = element("span", escaped(article.provenance), dir="auto") if article.provenance else ""
    facts = {
        source_texts.PUBLISHED: escaped(source_texts.published_in_words(article.published)),
        source_texts.LANGUAGE: escaped(source_texts.language_in_words(article.language)),
        source_texts.KIND: escaped(source_texts.KINDS[article.kind]),
        source_texts.COLLECTION: element("bdi", escaped(article.collection)),
        source_texts.PAGES: str(len(article.pages) or ""),
        source_texts.PROVENANCE: provenance,
        source_texts.FORMER_VERSIONS: str(background.former_versions or ""),
        source_texts.REPRINTS: _reprints(background),
    }
    listed = joined(
        element("dt", escaped(name)) + element("dd", said) for name, said in facts.items() if said
    )
    summary = element("summary", escaped(source_texts.about_article(background.reprint_count)))
    return element("details", summary + element("dl", listed), "about")


def _reprints(background: Background) -> str:
    if not background.reprints:
        return ""
    items = joined(element("li", _reprint(article)) for article in background.reprints)
    further = background.reprint_count - len(background.reprints)
    more = element("li", escaped(texts.further(further))) if further else ""
    return element("ul", items + more)


def _reprint(article: Article) -> str:
    link = element("a", element("bdi", escaped(article.title)), "source-link", href=article_path(article.id))
    published = str(article.published) if article.published else None
    said = [texts.byline_of(article.publisher, published), article.status or ""]
    return link + element("small", escaped("; ".join(filter(None, said))))
