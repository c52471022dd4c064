"""What follows a finished answer: what is not covered, its sources, and on what it stands."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Answer, Citation, Nearest
from ui.contract import article_path
from ui.web import texts
from ui.web.chat.prose import link, number
from ui.web.chat.view import View
from ui.web.markup import element, escaped, joined


def closing_html(view: View) -> str:
    """Sources, or for a refusal the nearest articles; nothing while the answer is unfinished."""
    answer = view.answer
    if answer is None:
        return ""
    if answer.abstained:  # its text says what was searched, and what is not covered
        return _nearest(answer.nearest)
    return joined([_uncovered(answer.uncovered), _sources(view), _standing(answer)])


def standing_of(answer: Answer) -> list[str]:
    """On what the answer stands: newest source, independent sources, what the library covers."""
    coverage = answer.coverage
    facts = [texts.counted(coverage.independent_sources, "independent source", "independent sources")]
    if coverage.newest_source:
        facts.insert(0, f"Newest source {texts.date_in_words(coverage.newest_source)}")
    dates = texts.range_in_words(coverage.corpus_from, coverage.corpus_to)
    searched = texts.counted(coverage.articles, "article", "articles") + " searched"
    return [*facts, f"{searched}, dated {dates}" if dates else searched]


def about_source(citation: Citation, marks: dict[str, str]) -> str:
    """Who published a source and when; that it is a digest, was printed again, corrected or retracted."""
    is_said_already = "digest" in (citation.publisher or "").casefold()
    said = [
        texts.byline_of(citation.publisher, citation.published),
        texts.DIGEST if citation.kind == "digest" and not is_said_already else "",
        texts.reprinted(citation.reprints),
        marks.get(citation.article_id, ""),
    ]
    return "; ".join(filter(None, said))


def _uncovered(parts: Sequence[str]) -> str:
    if not parts:
        return ""
    items = joined(element("li", escaped(part)) for part in parts)
    return _section(texts.UNCOVERED, items, "uncovered", "ul")


def _nearest(nearest: Sequence[Nearest]) -> str:
    if not nearest:
        return ""
    items = joined(element("li", _near(near)) for near in nearest)
    return _section(texts.NEAREST, items, "nearest", "ul")


def _near(near: Nearest) -> str:
    about = texts.byline_of(near.publisher, near.published)
    return _source(article_path(near.article_id), near.title, about)


def _sources(view: View) -> str:
    """Each article once, with all its numbers."""
    if not view.citations:
        return ""
    by_article: dict[str, list[Citation]] = {}
    for citation in view.citations:  # of a kept answer they lead to where the words stand now
        by_article.setdefault(citation.article_id, []).append(citation)
    marks = dict(view.marks)
    items = joined(_source_item(citations, marks) for citations in by_article.values())
    return _section(texts.SOURCES, items, "sources", "ol")


def _source_item(citations: Sequence[Citation], marks: dict[str, str]) -> str:
    first = citations[0]
    numbers = element("span", " ".join(number(citation) for citation in citations), "numbers")
    return element("li", numbers + _source(link(first), first.title, about_source(first, marks)))


def _source(address: str, title: str, about: str) -> str:
    name = element("a", escaped(title), "source-link", href=address)
    return element("span", name + element("small", escaped(about)))


def _section(heading: str, items: str, css_class: str, tag: str) -> str:
    return element("section", element("h3", escaped(heading)) + element(tag, items), css_class)


def _standing(answer: Answer) -> str:
    return element("p", joined(element("span", escaped(fact)) for fact in standing_of(answer)), "standing")
