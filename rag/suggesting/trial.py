"""A question put to the library as the assistant puts it, up to what would be quoted; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag.answering.extractive import ExtractiveWriter
from rag.conversation import standalone_question
from rag.domain import ArticleId, Question
from rag.interfaces import Library
from rag.searching import Search
from rag.trust.gate import decide


@dataclass(frozen=True, slots=True)
class Trial:
    """What would become of a question.

    Attributes:
        quotes: The sentences that would be quoted, with single spaces; none where it would be refused.
        articles: Those that they are from.
        sides: How many sides the sources take; 0 where they agree.
    """

    quotes: tuple[str, ...] = ()
    articles: tuple[ArticleId, ...] = ()
    sides: int = 0


@dataclass(frozen=True, slots=True)
class Trials:
    """Tries questions: retrieval, gate and choice of sentences, as for an answer of quotations."""

    library: Library
    search: Search
    writer: ExtractiveWriter
    passages: int
    threshold: float

    def of(self, text: str, wishes: Question) -> Trial:
        """Try one question.

        Args:
            text: The question; it stands alone.
            wishes: Whose dates, publishers and collections hold; its words are not looked at.

        Raises:
            UnknownNameError: for a collection or publisher that the library does not have.
        """
        asked = replace(wishes, text=text, history=())
        standalone = standalone_question(text, ())
        understood = self.search.understand(asked, standalone)
        if not self.library.span(understood.where).articles:
            return Trial()
        found = self.search.find(standalone, understood, wishes.top_k or self.passages)
        read = self.search.read(standalone, found)
        if not decide(read, found.hits, self.threshold).is_answerable:
            return Trial()
        plan = self.writer.plan(read)
        quoted = [draft.sources[0] for draft in plan.drafts if draft.sources]
        return Trial(
            tuple(" ".join(source.quote.split()) for source in quoted),
            tuple(dict.fromkeys(source.article.id for source in quoted)),
            len(plan.sides),
        )
