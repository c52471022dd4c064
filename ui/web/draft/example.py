"""A short draft to try the check with: two sentences of an article, a figure of the second one altered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from rag.catalogue import Catalogue, Listing
from rag.domain import Article, ArticleId
from rag.text.figures import find_figures
from rag.text.sentences import is_prose, split_sentences

_ARTICLES = 12  # that are looked at, the newest first
_SHORTEST, _LONGEST = 40, 220  # characters of a sentence
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_STANDS_ALONE = re.compile(r"[A-Z0-9“\"][^\n]*[.”\"]")
_LEANS_ON_OTHERS = re.compile(r"(?:He|She|It|They|This|That|These|Those|His|Her|Its|Their|But|And)\b")


@dataclass(frozen=True, slots=True)
class Example:
    """Two sentences; ``written`` is a figure of the article, ``instead`` what the second one says."""

    text: str
    title: str
    written: str
    instead: str


class ListedArticles(Catalogue, Protocol):
    """What an example is taken from."""

    def article(self, article_id: ArticleId) -> Article | None:
        """One article, whole."""


def example_of(library: ListedArticles) -> Example | None:
    """An example from one of the newest articles; None where none has two sentences that will do."""
    return next(filter(None, map(_example, _newest(library))), None)


def _newest(library: ListedArticles) -> Iterable[Article]:
    for listed in library.listed(Listing(limit=_ARTICLES)).articles:
        article = None if listed.status else library.article(listed.id)
        if article:
            yield article


def _example(article: Article) -> Example | None:
    fitting = list(islice(_fitting(article.text), 2))
    if len(fitting) < 2:
        return None
    (true, _), (other, number) = fitting
    instead = _another(number[0])
    altered = other[: number.start()] + instead + other[number.end() :]
    return Example(f"{true} {altered}", article.title, number[0], instead)


def _fitting(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Sentences that can be understood alone, each with the number in digits of its first figure."""
    for span in split_sentences(text):
        sentence = text[span.start : span.end]
        if not _SHORTEST <= len(sentence) <= _LONGEST or _LEANS_ON_OTHERS.match(sentence):
            continue
        if _STANDS_ALONE.fullmatch(sentence) and is_prose(sentence):
            figures = find_figures(sentence)
            number = _NUMBER.search(sentence, figures[0].start, figures[0].end) if figures else None
            if number:
                yield sentence, number


def _another(number: str) -> str:
    """A number that is clearly another one: 4 becomes 5, 600 becomes 300."""
    first = int(number[0])
    return f"{first + 1 if first < 5 else first - 3}{number[1:]}"
