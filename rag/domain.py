"""The nouns of Byline: articles, passages, answers and their parts.

Everything here is a frozen dataclass without behaviour that does input or output.
The answer object and its parts have exactly the fields of the public contract
(docs/api.md); ``dataclasses.asdict`` of an `Answer` is the JSON that users get.
All offsets count Unicode code points.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NewType

from rag.text.publication import PublicationDate

ArticleId = NewType("ArticleId", str)
PassageId = NewType("PassageId", str)
AnswerId = NewType("AnswerId", str)

ArticleKind = Literal["article", "digest"]
ArticleStatus = Literal["corrected", "retracted"]
Verdict = Literal["supported", "partial", "unsupported", "contradicted"]
Basis = Literal["verbatim", "verified"]
Relation = Literal["supports", "contradicts"]
ThinkingWish = Literal["auto", "on", "off"]  # auto: off where the server can turn it off
OnUnsupported = Literal["mark", "withhold", "rewrite"]  # sentences that the sources do not support
AbstainReason = Literal["no_evidence", "out_of_range", "empty_library", "not_a_question"]

DEMO_COLLECTION = "demo"
DEFAULT_COLLECTION = "default"
PREFERRED = "preferred"  # the part of a passage's score that says how far it is what the question prefers


@dataclass(frozen=True, slots=True)
class Article:
    """One article, whole. ``text`` is what every offset counts into."""

    id: ArticleId
    collection: str
    kind: ArticleKind
    title: str
    text: str
    hash: str  # of text and metadata, so that any change is seen
    publisher: str | None = None
    author: str | None = None
    published: PublicationDate | None = None
    language: str | None = None
    url: str | None = None
    source: str | None = None  # where ingestion read it from
    provenance: str | None = None  # for digests: what they were made from
    status: ArticleStatus | None = None  # an editor's mark, which every citation repeats
    status_note: str | None = None
    pages: tuple[int, ...] = ()  # where each page of a paged original begins in the text


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article, small enough to put in a prompt: ``article.text[start:end]``."""

    id: PassageId
    article_id: ArticleId
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reprints:
    """The cluster of an article that stands in the library more than once, nearly word for word."""

    representative: ArticleId  # the earliest that is known
    articles: int  # how many there are, the representative counted


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage that retrieval found, its article's metadata, and why it ranks where it does."""

    passage: Passage
    article: Article
    score: float  # 0 to 1, comparable within one search only
    parts: dict[str, float] = field(default_factory=dict)  # e.g. {"dense": 0.71, "lexical": 0.4}
    reprints: Reprints | None = None  # None: the article stands alone

    @property
    def origin(self) -> ArticleId:
        """What counts as one source: the earliest article of its cluster, or its own."""
        return self.reprints.representative if self.reprints else self.article.id


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and every wish that came with it."""

    text: str
    history: tuple[Turn, ...] = ()
    as_of: str | None = None  # ISO date, inclusive
    since: str | None = None  # ISO date, inclusive
    publishers: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()  # empty: the default rule decides
    top_k: int | None = None
    model: str | None = None
    thinking: ThinkingWish | None = None  # None: as the settings say
    on_unsupported: OnUnsupported | None = None  # None: as the settings say
    style: str = ""  # wishes for the form of a language model's sentences; quotations stay as they are
    allow_fallback: bool = True
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Constraints:
    """The question's limits as understood; shown to the reader."""

    as_of: str | None = None
    since: str | None = None
    until: str | None = None
    publishers: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The exact span of an article that decides a sentence's verdict."""

    article_id: ArticleId
    passage_id: PassageId
    start: int
    end: int
    quote: str  # article.text[start:end]
    relation: Relation


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered source of an answer: one span of one article."""

    n: int
    article_id: ArticleId
    passage_id: PassageId
    article_hash: str
    collection: str
    kind: ArticleKind
    title: str
    publisher: str | None
    author: str | None
    published: str | None
    published_precision: str | None
    url: str | None
    link: str  # permalink to article and span
    page: int | None
    quote: str  # article.text[start:end]
    start: int
    end: int
    reprints: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """One displayed sentence; ``answer.text[start:end] == text``, its markers follow.

    Text that claims nothing (leads, headings) has neither verdict nor score nor basis.
    """

    text: str
    start: int
    end: int
    verdict: Verdict | None
    score: float | None
    basis: Basis | None
    citations: tuple[int, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    issues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One side of a disagreement."""

    value: str
    by: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Different values that sources give for the same thing."""

    about: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was there to answer from. Dates are ISO strings of the precision known."""

    articles: int
    corpus_from: str | None
    corpus_to: str | None
    newest_source: str | None
    independent_sources: int
    outlets: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """An article near the question, named when nothing answers it."""

    article_id: ArticleId
    title: str
    publisher: str | None
    published: str | None
    link: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """With what an answer was made."""

    writer: str
    prompt: str | None
    verifier: str
    threshold: float
    library_generation: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer object of the contract; the same on every way out."""

    schema: int
    id: AnswerId
    created_at: str
    question: str
    standalone_question: str
    constraints: Constraints
    text: str
    abstained: bool
    reason: AbstainReason | None
    uncovered: tuple[str, ...]
    fallback: dict[str, str] | None
    stale: bool
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    disagreements: tuple[Disagreement, ...]
    coverage: Coverage
    nearest: tuple[Nearest, ...]
    thinking: str | None
    model: str
    usage: dict[str, Any] | None
    provenance: Provenance
    timings_ms: dict[str, int]
