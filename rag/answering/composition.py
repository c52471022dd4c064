"""From chosen sentences to a note that reads well: who says it and when, then the words themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.answering.drafts import DraftSentence, Source
from rag.domain import Article
from rag.reading.candidates import Candidate
from rag.reading.matching import LEANS_ON_BEFORE
from rag.reading.question import QuestionProfile
from rag.text.dates import find_dates
from rag.text.publication import PublicationDate
from rag.text.sentences import Span, is_prose, without_marker

SOURCES_DIFFER = "Sources differ on this."

_NOTE_NUMBER = re.compile(r"\s?\[+\d{1,3}\]+")
_POINTING_SUBJECT = re.compile(r"^[“\"‘']?(?:This|These|That|Those|Such)\b")

SentencesOf = Callable[[Article], Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence to be shown, and the ones before it that it needs to be understood."""

    candidate: Candidate
    context: tuple[Span, ...] = ()

    @property
    def start(self) -> int:
        """Where the shown text begins in the article."""
        return self.context[0].start if self.context else self.candidate.start


def quote(candidate: Candidate, question: QuestionProfile, sentences_of: SentencesOf) -> Quotation:
    """The candidate with the sentence before it, where that is needed to know what it is about.

    A pronoun as subject needs it; "this" does unless the sentence itself speaks of what was asked.
    """
    speaks_of_it = bool(frozenset(question.names or question.stems) & candidate.reading.stems)
    points_back = _POINTING_SUBJECT.match(candidate.text) and not speaks_of_it
    if not (LEANS_ON_BEFORE.match(candidate.text) or points_back):
        return Quotation(candidate)
    article = candidate.hit.article
    earlier = [
        s for s in sentences_of(article) if candidate.read_from <= s.start and s.end <= candidate.start
    ]
    if not earlier or article.text[earlier[-1].end : candidate.start].count("\n") > 1:
        return Quotation(candidate)
    before = without_marker(article.text, earlier[-1])
    if not is_prose(article.text[before.start : before.end]):
        return Quotation(candidate)
    return Quotation(candidate, (before,))


def compose(quotations: Sequence[Quotation], *, sources_differ: bool) -> Iterator[DraftSentence]:
    """The answer's sentences in order: article by article, best first, each article in reading order.

    Args:
        quotations: Best first.
        sources_differ: Whether to say so before anything else.
    """
    if sources_differ:
        yield DraftSentence(SOURCES_DIFFER)
    articles = list(dict.fromkeys(q.candidate.hit.article.id for q in quotations))
    first = not sources_differ
    for article_id in articles:
        group = sorted(
            (q for q in quotations if q.candidate.hit.article.id == article_id), key=lambda q: q.start
        )
        yield DraftSentence(lead(group[0].candidate.hit.article), before="" if first else "\n\n")
        first = False
        yield from _quoted(group)


def lead(article: Article) -> str:
    """Who says it and when, from metadata: ``Byline digest of CGTN, January 2025:``."""
    who = article.publisher or article.title
    when = f", {article.published.in_words()}" if article.published else ""
    mark = f" ({article.status})" if article.status else ""
    return f"{who}{when}{mark}:"


def _quoted(group: Sequence[Quotation]) -> Iterator[DraftSentence]:
    article = group[0].candidate.hit.article
    shown: set[int] = set()
    end = None
    for quotation in group:
        own = Span(quotation.candidate.start, quotation.candidate.end)
        for span in (*quotation.context, own):
            if span.start in shown:
                continue
            shown.add(span.start)
            if end is None:
                before = "\n\n> "
            elif "\n" in article.text[end : span.start] or article.text[end : span.start].strip():
                before = "\n>\n> "
            else:
                before = " "
            end = span.end
            source = Source.of(quotation.candidate.hit, span.start, span.end)
            yield DraftSentence(explained(article, source.quote), before=before, sources=(source,))


def explained(article: Article, sentence: str) -> str:
    """The sentence as `explained_on` the article's own date gives it."""
    return explained_on(article.published, sentence)


def explained_on(published: PublicationDate | None, sentence: str) -> str:
    """The sentence with ``[date]`` behind a relative date, where the article's own date tells it.

    Only insertions in square brackets are made, and the article's own note numbers ("[12]") are left
    out, lest they be taken for citations: but for that the text is the quotation.
    """
    text = _NOTE_NUMBER.sub("", sentence)
    if not published or published.precision != "day":
        return text
    for mention in reversed(find_dates(text, reference=published.first)):
        if mention.relative and mention.first and mention.precision == "day":
            day = mention.first
            text = f"{text[: mention.end]} [{day.day} {day:%B %Y}]{text[mention.end :]}"
    return text


def is_quotation(text: str, quoted: str) -> bool:
    """Whether the text is the quotation, but for insertions in brackets and the article's note numbers."""
    return _bare(text) == _bare(quoted)


def _bare(text: str) -> str:
    return re.sub(r" \[[^\]\[]*\]", "", _NOTE_NUMBER.sub("", text))
