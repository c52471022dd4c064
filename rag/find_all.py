"""Every article that holds a phrase, with the sentences that hold it: an enumeration, not a ranking."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from rag.constraints import understand
from rag.domain import Article, ArticleId, Constraints, Question
from rag.errors import QuestionError
from rag.interfaces import Library
from rag.text.occurrences import Phrase, readable
from rag.text.sentences import Span, split_sentences

MAX_PHRASE = 500  # characters
_PAGE = 100  # articles read at once


@dataclass(frozen=True, slots=True)
class HoldingSentence:
    """A sentence that holds the phrase, or the sentences over whose border it runs: ``text[start:end]``."""

    text: str
    start: int
    end: int
    occurrences: tuple[Span, ...]  # into the article's text, as start and end are


@dataclass(frozen=True, slots=True)
class Holding:
    """An article that holds the phrase."""

    article: Article
    in_title: int  # occurrences in the title
    sentences: tuple[HoldingSentence, ...]

    @property
    def count(self) -> int:
        """Occurrences in title and text."""
        return self.in_title + sum(len(sentence.occurrences) for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Counted:
    """How often the phrase stands in the library."""

    articles: tuple[ArticleId, ...]  # that hold it, oldest first, undated ones last
    occurrences: int


@dataclass(frozen=True, slots=True)
class FoundAll:
    """Where a phrase stands; articles are read only as they are asked for."""

    query: str
    phrase: Phrase
    constraints: Constraints
    notes: tuple[str, ...]  # whole sentences for the reader, about what the limits left out
    library: Library
    candidates: tuple[ArticleId, ...]

    def counted(self) -> Counted:
        """The articles that hold the phrase and its occurrences; reads every candidate."""
        counts = {
            article.id: sum(
                1 for text in (article.title, article.text) for _ in self.phrase.occurrences(text)
            )
            for article in self._articles(self.candidates)
        }
        return Counted(tuple(key for key, count in counts.items() if count), sum(counts.values()))

    def holdings(self, ids: Sequence[ArticleId] | None = None) -> Iterator[Holding]:
        """The articles that hold the phrase, one by one, oldest first, undated ones last.

        Args:
            ids: Some of those `counted` gave; None: all.
        """
        for article in self._articles(self.candidates if ids is None else ids):
            holding = hold(article, self.phrase)
            if holding.count:
                yield holding

    def _articles(self, ids: Iterable[ArticleId]) -> Iterator[Article]:
        rest = iter(ids)
        while page := list(islice(rest, _PAGE)):
            yield from self.library.articles_by_id(page)


def find_all(library: Library, question: Question, today: date) -> FoundAll:
    """Find a phrase; the question's text is taken literally, its limits count.

    Args:
        library: Where to look.
        question: The phrase and the limits; nothing in its words is read as a limit.
        today: The day by which relative dates among the limits are read.

    Raises:
        QuestionError: for a phrase without a word, or a very long one.
        UnknownNameError: for a collection or publisher that the library does not have.
        UsageError: for a date that is none, or a range that ends before it begins.
    """
    query = readable(question.text)
    if len(query) > MAX_PHRASE:
        raise QuestionError(
            f"The phrase has {len(query):,} characters; {MAX_PHRASE:,} are allowed.",
            "Look for a name or a few words, exactly as the articles write them.",
        )
    phrase = Phrase.parse(query)
    if phrase is None:
        raise QuestionError(
            "There is no letter or digit to look for.",
            "Give a name or a few words, exactly as the articles write them.",
        )
    understood = understand(replace(question, text="", history=()), "", library, today)
    candidates = library.articles_holding(phrase.indexed_words, understood.where)
    return FoundAll(query, phrase, understood.constraints, understood.notes, library, tuple(candidates))


def hold(article: Article, phrase: Phrase) -> Holding:
    """An article with the sentences of its text that hold the phrase; perhaps none."""
    in_title = sum(1 for _ in phrase.occurrences(article.title))
    found = list(phrase.occurrences(article.text))
    return Holding(article, in_title, tuple(_sentences(article.text, found)) if found else ())


def _sentences(text: str, found: Sequence[Span]) -> Iterator[HoldingSentence]:
    rest = deque(found)
    sentences = iter(split_sentences(text))
    for sentence in sentences:
        start, end = sentence.start, sentence.end
        inside: list[Span] = []
        while rest and rest[0].start < end:
            inside.append(rest.popleft())
            while inside[-1].end > end:  # it runs over the border
                end = next(sentences).end
        if inside:
            yield HoldingSentence(text[start:end], start, end, tuple(inside))
