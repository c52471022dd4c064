"""A refusal that helps: what was searched, what nothing covers, what is nearest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.answering.drafts import DraftSentence
from rag.domain import AbstainReason, Article, Nearest, PassageHit
from rag.interfaces import Span

MOST_NEAREST = 3

_OPENINGS: dict[AbstainReason, str] = {
    "no_evidence": "The articles do not answer this.",
    "out_of_range": "No article lies within the dates, publishers and collections asked for.",
    "empty_library": "The library is empty: ingest articles first, for example with `byline ingest PATH`.",
    "not_a_question": "Ask a question about the articles; every sentence of the answer will name its source.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, in words and in the contract's terms."""

    reason: AbstainReason
    uncovered: tuple[str, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    searched: Span | None = None

    def write(self, notes: Sequence[str] = ()) -> Iterator[DraftSentence]:
        """The sentences of the refusal; none of them claims anything about the world.

        Args:
            notes: What the reader should know of how the question was searched.
        """
        yield DraftSentence(_OPENINGS[self.reason])
        if self.reason == "no_evidence":
            if self.searched:
                yield DraftSentence(_what_was_searched(self.searched), before=" ")
            if self.uncovered:
                words = ", ".join(f"“{word}”" for word in self.uncovered)
                yield DraftSentence(f"The nearest passages do not speak of {words}.", before=" ")
        for note in notes:
            yield DraftSentence(note, before=" ")
        if self.nearest:
            yield DraftSentence("Nearest to the question:", before="\n\n")
            for article in self.nearest:
                when = f", {article.published}" if article.published else ""
                who = f" ({article.publisher or 'no publisher'}{when})"
                yield DraftSentence(f"{article.title}{who}", before="\n- ")


def nearest_articles(hits: Sequence[PassageHit], permalink: Callable[[Article], str]) -> tuple[Nearest, ...]:
    """The articles of the best passages, each once."""
    articles = list({hit.article.id: hit.article for hit in hits}.values())[:MOST_NEAREST]
    return tuple(
        Nearest(
            article_id=article.id,
            title=article.title,
            publisher=article.publisher,
            published=str(article.published) if article.published else None,
            link=permalink(article),
        )
        for article in articles
    )


def _what_was_searched(span: Span) -> str:
    articles = "1 article" if span.articles == 1 else f"{span.articles} articles"
    if span.first is None or span.last is None:
        return f"Searched: {articles}, none with a date."
    first, last = span.first.isoformat(), span.last.isoformat()
    if span.first.replace(month=12, day=31) == span.last and (span.first.month, span.first.day) == (1, 1):
        return f"Searched: {articles}, from {span.first.year} as far as they are dated."
    return f"Searched: {articles}, from {first} to {last} as far as they are dated."
