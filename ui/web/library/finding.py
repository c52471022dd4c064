"""Every article that holds a phrase: looked up, shown a page at a time, and as a file."""

from __future__ import annotations

from itertools import islice

from rag.domain import Question
from rag.errors import BylineError
from rag.find_all import Holding, HoldingSentence
from rag.interfaces import Library
from ui.contract import article_path
from ui.find_all_csv import csv_lines
from ui.searching import find_everywhere
from ui.web.library.list_html import failure_html, meta_html, pager_html, words_html
from ui.web.library.wanted import PAGE
from ui.web.markup import element, escaped, joined
from ui.web.texts import library as words

SENTENCES_MAX = 3  # of one article that are shown at once
CSV_ARTICLES_MAX = 5_000  # in the file that the page hands out
_QUERY_MAX = 600  # characters of a query that is passed on; what is longer is refused


def before_html() -> str:
    """What finding all is, before anything was looked for."""
    return words_html(words.FIND_TITLE, words.FIND_NOTE)


def found_html(library: Library, query: str, offset: int) -> str:
    """A page of the articles that hold a phrase, with their sentences; or why there is none."""
    try:
        found = find_everywhere(library, _question(query))
        counted = found.counted()
        shown = list(found.holdings(counted.articles[offset : offset + PAGE]))
    except BylineError as error:
        return failure_html(error)
    notes = joined(element("p", escaped(note), "note") for note in found.notes)
    if not shown:
        return notes + words_html(words.NOTHING_HOLDS, words.NOTHING_HOLDS_HINT)
    total = len(counted.articles)
    said = element("p", escaped(words.found(found.query, counted.occurrences, total)), "sum", role="status")
    rows = joined(map(_row, shown))
    listed = element("ul", rows, "articles holdings", data_sources="")
    pager = pager_html("library-found", total, offset, data_query=found.query)
    return notes + element("div", said + _csv_button(found.query, total), "head") + listed + pager


def csv_of(library: Library, query: str) -> str:
    """The file: a row a sentence, of at most `CSV_ARTICLES_MAX` articles.

    Raises:
        UsageError: as `find_all` does.
    """
    found = find_everywhere(library, _question(query))
    return "".join(csv_lines(islice(found.holdings(), CSV_ARTICLES_MAX)))


def _question(query: str) -> Question:
    return Question(text=query[:_QUERY_MAX])


def _csv_button(query: str, total: int) -> str:
    more = element("small", escaped(words.first_rows(CSV_ARTICLES_MAX))) if total > CSV_ARTICLES_MAX else ""
    name = escaped(words.CSV)
    return (
        element(
            "button", name, type="button", data_act="library-csv", data_query=query, data_file=words.CSV_FILE
        )
        + more
    )


def _row(holding: Holding) -> str:
    article = holding.article
    first = holding.sentences[0] if holding.sentences else None
    href = article_path(article.id, first.start, first.end) if first else article_path(article.id)
    title = element("h3", element("a", escaped(article.title), "source-link", href=href, dir="auto"))
    published = str(article.published) if article.published else None
    meta = meta_html(
        article.publisher,
        published,
        article.kind,
        article.collection,
        words.IN_TITLE if holding.in_title else "",
    )
    sentences = joined(_sentence(holding, one) for one in holding.sentences[:SENTENCES_MAX])
    rest = len(holding.sentences) - SENTENCES_MAX
    more = element("p", escaped(words.more_sentences(rest)), "note") if rest > 0 else ""
    return element("li", title + meta + sentences + more)


def _sentence(holding: Holding, sentence: HoldingSentence) -> str:
    text, pieces, here = holding.article.text, [], sentence.start
    for occurrence in sentence.occurrences:
        pieces += [escaped(text[here : occurrence.start])]
        pieces += [element("mark", escaped(text[occurrence.start : occurrence.end]))]
        here = occurrence.end
    pieces.append(escaped(text[here : sentence.end]))
    href = article_path(holding.article.id, sentence.start, sentence.end)
    return element("p", element("a", joined(pieces), "source-link", href=href), "holding", dir="auto")
