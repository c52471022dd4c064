"""What a writer hands over: sentences in order, with the evidence that it claims for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from rag.domain import Article, PassageHit, PassageId, Reprints


@dataclass(frozen=True, slots=True)
class Source:
    """A span of an article that a sentence rests on: ``article.text[start:end]``."""

    article: Article
    passage_id: PassageId
    start: int
    end: int
    reprints: Reprints | None = None  # None: the article stands alone

    @classmethod
    def of(cls, hit: PassageHit, start: int, end: int) -> Self:
        """A span of the article of a passage that was found."""
        return cls(hit.article, hit.passage.id, start, end, hit.reprints)

    @property
    def quote(self) -> str:
        """The span's text."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence as written, before it is numbered, judged and released.

    ``sources`` is empty for text that claims nothing: leads and headings.
    """

    text: str
    before: str = ""  # white space and Markdown between the former sentence and this one
    sources: tuple[Source, ...] = ()
