"""What the parts promise each other. One place (rag/assembly.py) chooses who keeps the promise."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.catalogue import Catalogue
from rag.domain import Answer, Article, ArticleId, ArticleStatus, Constraints, Passage, PassageId, Reprints
from rag.feedback import FeedbackBook
from rag.kept_conversations import ConversationBook
from rag.ledger import Ledger

Vectors = NDArray[np.float32]  # shape (n, dimension), rows of length one


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles may be searched. Empty tuples and None mean "any".

    ``since`` and ``until`` are inclusive; an article whose date is only known to the month
    is inside when any day of that month is. Articles without a date pass only if both are None.
    """

    collections: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Preference:
    """What ranks higher without shutting out the rest: the soft half of a question's limits."""

    publishers: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    is_newest_first: bool = False  # the question asks for the latest


@dataclass(frozen=True, slots=True)
class Understood:
    """A question's limits: as the reader is shown them, as they shut out, and as they prefer."""

    constraints: Constraints
    where: ArticleFilter
    preference: Preference = Preference()
    notes: tuple[str, ...] = ()  # whole sentences for the reader, about what was understood


@dataclass(frozen=True, slots=True)
class Span:
    """What the library holds, in figures: number of articles and the dates they cover."""

    articles: int
    first: date | None
    last: date | None
    undated: int = 0  # articles without a date that pass all of the filter but its dates


@dataclass(frozen=True, slots=True)
class Version:
    """A former state of an article."""

    hash: str
    replaced_at: str


class AllowedPassages(Protocol):
    """The passages that pass a filter: to be listed, or to be asked which of those found do.

    Listing a few is cheap; where many pass, asking about the ones in question costs less. Thread-safe.
    """

    def ids(self, at_most: int | None = None) -> Set[PassageId] | None:
        """All of them; None when they are more than ``at_most``."""

    def among(self, ids: Sequence[PassageId]) -> Set[PassageId]:
        """Those of these passages that pass."""


class Library(Catalogue, FeedbackBook, Protocol):
    """The source of truth: articles, passages, the lexical index and saved answers.

    Every method is safe to call from any thread. Reading never waits for a writer.
    """

    def generation(self) -> int:
        """A number that grows with every change to articles; caches key on it."""

    def collections(self) -> dict[str, int]:
        """Name and number of articles of each collection."""

    def publishers(self, collections: Collection[str] = ()) -> list[str]:
        """The publishers' names, sorted."""

    def span(self, where: ArticleFilter) -> Span:
        """How many articles pass the filter, and which dates they cover."""

    def article(self, article_id: ArticleId) -> Article | None:
        """One article, whole."""

    def articles_by_id(self, ids: Sequence[ArticleId]) -> list[Article]:
        """The articles with these ids, in their order; unknown ids are left out."""

    def articles(self, where: ArticleFilter | None = None) -> Iterator[Article]:
        """All that pass the filter, in a stable order."""

    def hashes(self, collection: str) -> dict[ArticleId, str]:
        """Id and content hash of each article of a collection."""

    def reprints(self, ids: Sequence[ArticleId]) -> dict[ArticleId, Reprints]:
        """The cluster of each of these articles; those that stand alone are left out."""

    def reprints_of(self, article_id: ArticleId) -> list[ArticleId]:
        """The other articles of its cluster, earliest first."""

    def index_name(self) -> str:
        """The name under which the index holds this library's vectors; a rebuilt one has another."""

    def passages(self, ids: Sequence[PassageId]) -> list[Passage]:
        """The passages with these ids, in their order; unknown ids are left out."""

    def passages_of(self, article_id: ArticleId) -> list[Passage]:
        """An article's passages in reading order."""

    def allowed_passages(self, where: ArticleFilter) -> AllowedPassages | None:
        """The passages that pass, as the library is now; None when every passage does."""

    def lexical_search(
        self, words: Sequence[str], limit: int, where: ArticleFilter | None = None
    ) -> list[tuple[PassageId, float]]:
        """Passages that hold any of the words, best first, with a BM25 score above zero."""

    def articles_holding(self, words: Sequence[str], where: ArticleFilter | None = None) -> list[ArticleId]:
        """Ids of the articles that may hold all of the words, oldest first, undated ones last.

        No article that holds them in title or text is missing; some of these may hold other forms.
        """

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word (any form of it) occurs."""

    def passage_count(self) -> int:
        """How many passages there are."""

    def save_answer(self, answer: Answer) -> None:
        """Keep an answer with its spans and source hashes."""

    def answer(self, answer_id: str) -> dict[str, Any] | None:
        """A saved answer as the contract's JSON object."""


class WritableLibrary(Library, Ledger, ConversationBook, Protocol):
    """What ingestion needs besides reading."""

    def replace_article(self, article: Article, passages: Sequence[Passage]) -> list[PassageId]:
        """Insert or replace an article with its passages, at once; returns ids no longer used."""

    def remove_article(self, article_id: ArticleId) -> list[PassageId]:
        """Remove an article; returns the ids of its passages."""

    def mark_article(
        self, article_id: ArticleId, status: ArticleStatus | None, note: str | None = None
    ) -> bool:
        """Mark an article corrected or retracted, or clear the mark; false if there is no such article."""

    def versions(self, article_id: ArticleId) -> list[Version]:
        """Former states of an article, newest first; also of one that was removed."""

    def switch_index(
        self, name: str, record: Mapping[str, str], passages: Iterable[tuple[Article, Sequence[Passage]]]
    ) -> None:
        """At once: the index's name, the record of what made it, and passages where they differ."""

    def passage_ids(self) -> list[PassageId]:
        """The ids of all passages."""

    def problems(self) -> list[str]:
        """What is damaged, in words; empty when nothing is."""

    def mend_words(self) -> bool:
        """Make the lexical index anew if it does not fit the passages; tells whether it did."""

    def advance(self) -> int:
        """Move the generation, so that readers look at the index again; returns the new one."""

    def meta(self) -> Mapping[str, str]:
        """The library's own record: embedder, dimension, splitter."""

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Write to that record."""

    def close(self) -> None:
        """Give back files and connections."""


class PassageIndex(Protocol):
    """Vectors by passage id; can be rebuilt from the library at any time."""

    @property
    def record(self) -> Mapping[str, Any]:
        """What made the vectors: embedder, dimension, splitter and the version of the whole."""

    def add(self, ids: Sequence[PassageId], vectors: Vectors, articles: Sequence[ArticleId]) -> None:
        """Add vectors; ids that are there already are replaced."""

    def delete(self, ids: Sequence[PassageId]) -> None:
        """Forget these ids; unknown ones do not matter."""

    def search(
        self, vector: NDArray[np.float32], limit: int, allowed: AllowedPassages | None = None
    ) -> list[tuple[PassageId, float]]:
        """The nearest passages, of the allowed ones if told, best first, each with its cosine similarity."""

    def count(self) -> int:
        """How many vectors there are."""

    def ids(self) -> Iterator[PassageId]:
        """The ids of all vectors."""

    def vectors(self, ids: Sequence[PassageId]) -> dict[PassageId, NDArray[np.float32]]:
        """The vectors of these ids; unknown ones are left out."""

    def refresh(self, library: Library) -> None:
        """Follow the library: see what another process has added, or the index that replaced this one."""

    def close(self) -> None:
        """Let go of the folder or the connection."""


@dataclass(frozen=True, slots=True)
class ModelText:
    """A piece of a model's answer, as it comes."""

    text: str


@dataclass(frozen=True, slots=True)
class ModelThinking:
    """A piece of a model's reasoning, as it comes; never part of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ModelDone:
    """The end of an answer that was not cut: why it ended, and the tokens used where they are told."""

    reason: str  # "stop", "length", or what else the server says
    usage: Mapping[str, Any] | None = None


ModelPart = ModelText | ModelThinking | ModelDone


class ChatModel(Protocol):
    """A language model behind an endpoint, or on this machine."""

    @property
    def name(self) -> str | None:
        """What the endpoint calls it; None while that is not known."""

    @property
    def context_tokens(self) -> int:
        """How much it can read and write at once."""

    def stream(self, prompt: str, *, is_thinking_off: bool = False) -> AsyncGenerator[ModelPart, None]:
        """The answer to a prompt; closing the generator cancels the request.

        The last part is a `ModelDone`; without one the generator raises.

        Args:
            prompt: The whole conversation, as one message of the user's.
            is_thinking_off: Ask for no reasoning, in every way that servers know.

        Raises:
            EndpointError: whatever went wrong.
        """

    def close(self) -> None:
        """Give back what it holds; it may not be asked afterwards."""


class Embedder(Protocol):
    """What retrieval and ingestion need of a LlamaIndex ``BaseEmbedding``."""

    model_name: str

    def get_query_embedding(self, query: str) -> list[float]:
        """One question's vector."""

    def get_text_embedding_batch(self, texts: list[str]) -> list[list[float]]:
        """The vectors of texts, in their order."""
