"""All that comes before writing: what a question means, what is found for it, what that says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rag.constraints import requested, understand
from rag.domain import PassageHit, Question
from rag.interfaces import ArticleFilter, Library, Understood
from rag.reading.event_dates import event_date
from rag.reading.matching import WordWeights
from rag.reading.retrieved_reading import EmbedSentences, ReadPassages, read_passages, word_weights
from rag.retrieval.retrieval import Retrieval, Retrieved

_READ_FOR_A_DATE = 8  # passages in which the date of an event is looked for


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search without an answer gives."""

    standalone: str
    understood: Understood
    hits: tuple[PassageHit, ...]
    notes: tuple[str, ...]  # whole sentences for the reader


class Search:
    """Understands questions, finds passages and reads them; safe from any thread."""

    def __init__(
        self,
        library: Library,
        retrieval: Retrieval,
        embed: EmbedSentences,
        now: Callable[[], datetime],
    ) -> None:
        """Take the parts.

        Args:
            library: Where articles are.
            retrieval: Finds passages for a question.
            embed: Vectors of sentences.
            now: The clock, by which "yesterday" is read.
        """
        self._library = library
        self._retrieval = retrieval
        self._embed = embed
        self._now = now

    def understand(self, question: Question, standalone: str) -> Understood:
        """The question's limits.

        Raises:
            UnknownNameError: for a collection or publisher that the library does not have.
            UsageError: for a date that is none, or a range that ends before it begins.
        """

        def date_of(event: str) -> date | None:
            where = ArticleFilter(collections=requested(question, self._library).collections)
            return event_date(event, lambda asked: self._read_for_a_date(asked, where))

        return understand(question, standalone, self._library, self._now().date(), date_of)

    def find(self, standalone: str, understood: Understood, limit: int) -> Retrieved:
        """The passages for a question within its limits, best first."""
        return self._retrieval.find_passages(standalone, understood.where, limit, understood.preference)

    def find_near(self, standalone: str, understood: Understood, limit: int) -> Retrieved:
        """The passages for a question outside its dates and publishers, for when nothing lies inside."""
        where = replace(understood.where, publishers=(), since=None, until=None)
        return self._retrieval.find_passages(standalone, where, limit)

    def read(self, standalone: str, found: Retrieved) -> ReadPassages:
        """The sentences of the passages, scored for the question."""
        return read_passages(standalone, found.hits, found.query_vector, self._embed, self._weigh)

    def read_part(self, part: str, found: Retrieved) -> ReadPassages:
        """The same sentences, scored for a part of the question."""
        vector = self._embed([part])[0]
        return read_passages(part, found.hits, vector, self._embed, self._weigh)

    def _read_for_a_date(self, question: str, where: ArticleFilter) -> ReadPassages:
        found = self._retrieval.find_passages(question, where, _READ_FOR_A_DATE)
        return self.read(question, found)

    def _weigh(self, words: Sequence[str]) -> WordWeights:
        return word_weights(self._library.document_frequencies(words), self._library.passage_count())
