"""A Byline whose assistant says what it is told, over the built-in articles; for tests of the ways in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import frontmatter

from rag.answering.drafts import DraftSentence, Source
from rag.answering.release import NO_CLAIM, Judgement, Release
from rag.catalogue import ListedArticle, Listing, Page
from rag.domain import (
    Answer,
    AnswerId,
    Article,
    ArticleId,
    Claim,
    Constraints,
    Coverage,
    Disagreement,
    Nearest,
    Passage,
    PassageHit,
    PassageId,
    Provenance,
    Question,
)
from rag.errors import BylineError, QuestionError
from rag.events import (
    AnswerEvent,
    DisagreementFound,
    Failed,
    Finished,
    Retrieved,
    SentenceReleased,
    Started,
)
from rag.feedback import Feedback, Opinion
from rag.interfaces import ArticleFilter, Span, Understood, Version
from rag.ledger import Quarantined
from rag.settings import Settings
from rag.suggesting.examples import Example
from rag.text.publication import PublicationDate
from ui.contract import article_path

CORPUS = Path(__file__).parent.parent / "corpus" / "articles"
SERVER = "http://127.0.0.1:7860"
VERBATIM = Judgement("supported", 1.0, "verbatim")
Script = Callable[[Question], Iterable[AnswerEvent | BaseException | float]]


def builtin_articles() -> list[Article]:
    return [_article(path) for path in sorted(CORPUS.glob("*.md"))]


def _article(path: Path) -> Article:
    document = frontmatter.load(str(path))
    published = document.get("published")
    return Article(
        id=ArticleId(path.stem),
        collection="demo",
        kind="digest",
        title=str(document["title"]),
        text=re.sub(r"^## ", "", document.content, flags=re.MULTILINE),
        hash=f"hash-{path.stem}",
        publisher=str(document["publisher"]),
        published=PublicationDate.parse(published) if published else None,
        language="en",
        provenance=str(document.get("provenance", "")) or None,
    )


def make_article(text: str, **given: Any) -> Article:
    values: dict[str, Any] = {
        "id": ArticleId("a1"),
        "collection": "default",
        "kind": "article",
        "title": "A title",
        "hash": "hash-a1",
        "publisher": "The Paper",
        "published": PublicationDate.parse("2025-01-28"),
    }
    return Article(text=text, **(values | given))


@dataclass
class ListLibrary:
    """As much of a library as the ways in read."""

    held: list[Article]
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    opinions: dict[tuple[str, str], Feedback] = field(default_factory=dict)

    def generation(self) -> int:
        return 7

    def collections(self) -> dict[str, int]:
        names = [article.collection for article in self.held]
        return {name: names.count(name) for name in sorted(set(names))}

    def passage_count(self) -> int:
        return len(self.held)

    def publishers(self, collections: Iterable[str] = ()) -> list[str]:
        return sorted({article.publisher for article in self.held if article.publisher})

    def span(self, where: ArticleFilter) -> Span:
        dates = [article.published for article in self.held if article.published]
        first = min((date.first for date in dates), default=None)
        return Span(len(self.held), first, max((date.last for date in dates), default=None))

    def article(self, article_id: str) -> Article | None:
        return next((article for article in self.held if article.id == article_id), None)

    def articles(self, where: ArticleFilter | None = None) -> Iterator[Article]:
        wanted = where.collections if where else ()
        return (article for article in self.held if not wanted or article.collection in wanted)

    def articles_by_id(self, ids: Iterable[str]) -> list[Article]:
        return [article for key in ids for article in self.held if article.id == key]

    def reprints_of(self, article_id: str) -> list[ArticleId]:
        return []

    def versions(self, article_id: str) -> list[Version]:
        return []

    def articles_holding(self, words: Iterable[str], where: ArticleFilter | None = None) -> list[ArticleId]:
        held = sorted(self.articles(where), key=lambda one: (str(one.published or "9999"), one.id))
        return [article.id for article in held]

    def listed(self, listing: Listing) -> Page:
        found = [article for article in self.held if all(word in article.title for word in listing.words)]
        page = found[listing.offset : listing.offset + listing.limit]
        return Page(len(found), tuple(map(_listed, page)))

    def passages_of(self, article_id: str) -> list[Passage]:
        found = self.article(article_id)
        return [whole_passage(found).passage] if found else []

    def quarantined(self, collection: str | None = None) -> list[Quarantined]:
        seen = "2025-03-04T09:12:31.390+00:00"
        found = [Quarantined("default", "upload: scan.pdf", "not a PDF", None, seen, seen)]
        return [one for one in found if collection in {None, one.collection}]

    def answer(self, answer_id: str) -> dict[str, Any] | None:
        return self.answers.get(answer_id)

    def forget_answer(self, answer_id: str) -> bool:
        return self.answers.pop(answer_id, None) is not None

    def forget_answers(self, before: str) -> None:
        pass

    def give_feedback(self, answer_id: str, reader: str, opinion: Opinion, reason: str | None) -> bool:
        self.opinions[answer_id, reader] = Feedback(opinion, reason, "2025-03-04T09:15:02.551+00:00")
        return answer_id in self.answers

    def feedback(self, answer_id: str, reader: str) -> Feedback | None:
        return self.opinions.get((answer_id, reader)) if answer_id in self.answers else None

    def withdraw_feedback(self, answer_id: str, reader: str) -> bool:
        return self.opinions.pop((answer_id, reader), None) is not None

    def keep_turn(self, reader: str, conversation: str, n: int, answer_id: str) -> bool:
        return False

    def conversations(self, reader: str, words: Iterable[str] = (), limit: int = 0) -> list[Any]:
        return []

    def hashes(self, collection: str) -> dict[ArticleId, str]:
        return {article.id: article.hash for article in self.held if article.collection == collection}

    def settle_vectors(self, ids: Iterable[PassageId]) -> None:
        pass

    def remove_article(self, article_id: str) -> list[PassageId]:
        self.held = [article for article in self.held if article.id != article_id]
        return [PassageId(f"{article_id}-0")]


def _listed(article: Article) -> ListedArticle:
    shared = {one.name: getattr(article, one.name, None) for one in fields(ListedArticle)}
    return ListedArticle(**(shared | {"characters": len(article.text), "reprints": 0}))


@dataclass
class ForgettingIndex:
    """An index that notes what it is told to forget."""

    forgotten: list[PassageId] = field(default_factory=list)

    def delete(self, ids: Iterable[PassageId]) -> None:
        self.forgotten += ids

    def close(self) -> None:
        pass


class ScriptedAssistant:
    """Yields the script's events; raises its exceptions; waits where it holds a number of seconds."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.questions: list[Question] = []
        self.closed_early = 0

    async def stream(self, question: Question) -> AsyncIterator[AnswerEvent]:
        try:
            async for event in self._events(question):
                yield event
        except BylineError as error:
            yield Failed(error.code, error.message, error.hint)

    async def answer(self, question: Question) -> Answer:
        async for event in self._events(question):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("the script does not finish")

    async def _events(self, question: Question) -> AsyncIterator[AnswerEvent]:
        self.questions.append(question)
        is_done = False
        try:
            for step in self.script(question):
                if isinstance(step, float):
                    await asyncio.sleep(step)
                elif isinstance(step, BaseException):
                    is_done = True
                    raise step
                else:
                    is_done = isinstance(step, Finished)
                    yield step
        finally:
            self.closed_early += not is_done


@dataclass(frozen=True)
class FoundPassages:
    """What a search gives."""

    standalone: str
    understood: Understood
    hits: tuple[PassageHit, ...]
    notes: tuple[str, ...] = ("A note.",)


@dataclass
class ListSuggestions:
    """The same questions always."""

    beginning: tuple[Example, ...] = (
        Example("How much did it cost to train DeepSeek’s model?", differs=True),
    )
    going_on: tuple[str, ...] = ("Who founded DeepSeek?",)

    def examples(self, collections: tuple[str, ...] = (), **_: Any) -> tuple[Example, ...]:
        return self.beginning

    def give_way(self, is_busy: Callable[[], bool]) -> None:
        pass

    def follow_ups(self, question: Question, answer: Answer) -> tuple[str, ...]:
        return self.going_on


@dataclass
class FakeByline:
    """The parts, without anything heavy in them."""

    library: Any
    assistant: Any
    settings: Settings = field(default_factory=Settings)
    index: Any = field(default_factory=ForgettingIndex)
    embedder: Any = None
    checking: Any = None
    suggestions: Any = field(default_factory=ListSuggestions)
    receiving_host: str | None = None
    models: tuple[str, ...] = ("byline", "byline/extractive")
    closed: bool = False
    searched: list[Question] = field(default_factory=list)

    def find(self, question: Question) -> FoundPassages:
        self.searched.append(question)
        hits = tuple(whole_passage(article) for article in self.library.held[:3])
        understood = Understood(
            Constraints(since=question.since, publishers=question.publishers), ArticleFilter()
        )
        return FoundPassages(question.text, understood, hits)

    def open_index(self, splitter: str, name: str | None = None) -> Any:
        return self.index

    def close(self) -> None:
        self.closed = True


def whole_passage(article: Article) -> PassageHit:
    passage = Passage(PassageId(f"{article.id}-0"), article.id, 0, len(article.text), article.text)
    return PassageHit(passage, article, 0.8, {"fused": 0.8, "dense": 0.7, "lexical": 0.9})


def quotation(article: Article, words: str) -> DraftSentence:
    start = article.text.index(words)
    source = Source(article, PassageId(f"{article.id}-0"), start, start + len(words))
    return DraftSentence(f"“{words}”", " ", (source,))


def lead(article: Article, before: str = "\n\n") -> DraftSentence:
    when = f", {article.published.in_words()}" if article.published else ""
    return DraftSentence(f"{article.publisher}{when}:", before)


def script_of(
    drafts: Iterable[DraftSentence],
    *,
    disagreement: Disagreement | None = None,
    nearest: tuple[Nearest, ...] = (),
    uncovered: tuple[str, ...] = (),
    passages: tuple[PassageHit, ...] = (),
    pause_seconds: float = 0.0,
    judgement: Judgement = VERBATIM,
) -> Script:
    """The events of an answer made of these sentences."""
    drafts = list(drafts)

    def script(question: Question) -> Iterator[AnswerEvent | float]:
        release = Release(
            lambda article, start, end: "http://127.0.0.1:7860" + article_path(article, start, end)
        )
        constraints = Constraints(
            question.as_of,
            question.since,
            publishers=question.publishers,
            collections=question.collections or ("demo",),
        )
        yield Started(AnswerId("answer-1"), question.text, constraints)
        yield pause_seconds
        yield Retrieved(passages)
        yield pause_seconds
        for draft in drafts:
            yield release.add(draft, judgement if draft.sources else NO_CLAIM)
            yield pause_seconds
        if disagreement:
            yield DisagreementFound(disagreement)
        yield Finished(
            Answer(
                schema=1,
                id=AnswerId("answer-1"),
                created_at="2025-02-01T00:00:00Z",
                question=question.text,
                standalone_question=question.text,
                constraints=constraints,
                text=release.text,
                abstained=not release.citations,
                reason=None if release.citations else "no_evidence",
                uncovered=uncovered,
                fallback=None,
                stale=False,
                sentences=tuple(release.sentences),
                citations=tuple(release.citations),
                disagreements=(disagreement,) if disagreement else (),
                coverage=Coverage(5, "2025-01", "2025", "2025", len(release.citations), 4),
                nearest=nearest,
                thinking=None,
                model="extractive",
                usage=None,
                provenance=Provenance("extractive", None, "verbatim", 0.5, 7),
                timings_ms={"total": 12},
            )
        )

    return script


def cost_script(pause_seconds: float = 0.0) -> Script:
    """What training cost, on which the built-in articles differ."""
    articles = {article.id: article for article in builtin_articles()}
    blog = articles[ArticleId("techblog-deepseek-cost-dispute")]
    cgtn = articles[ArticleId("cgtn-deepseek-three-reasons")]
    drafts = [
        DraftSentence("Sources differ on this."),
        lead(blog),
        quotation(blog, "DeepSeek claims that it trained R1 for just $6 million."),
        quotation(
            blog,
            "SemiAnalysis estimates that the real cost may lie nearer to $1.3 billion if data acquisition, "
            "infrastructure and long-term investment are counted.",
        ),
        lead(cgtn),
        quotation(cgtn, "DeepSeek reached similar results for under $6 million, the commentary says."),
    ]
    disagreement = Disagreement(
        "what training cost",
        (
            Claim("$6 million", "DeepSeek, and a commentary relayed by CGTN", (1, 3)),
            Claim("$1.3 billion", "SemiAnalysis", (2,)),
        ),
    )
    passages = tuple(whole_passage(article) for article in (blog, cgtn))
    return script_of(drafts, disagreement=disagreement, passages=passages, pause_seconds=pause_seconds)


def refusal_script() -> Script:
    """Nothing answers; the nearest articles are named."""
    near = builtin_articles()[:2]
    drafts = [
        DraftSentence("The articles do not answer this."),
        DraftSentence("Searched: 5 articles, dated 2025-01-01 to 2025-12-31 as far as known.", " "),
        DraftSentence("Nothing in them speaks of “Mars”.", " "),
        DraftSentence("Nearest to the question:", "\n\n"),
        *(DraftSentence(f"{article.title} ({article.publisher})", "\n- ") for article in near),
    ]
    nearest = tuple(
        Nearest(
            article.id,
            article.title,
            article.publisher,
            str(article.published) if article.published else None,
            SERVER + article_path(article.id),
        )
        for article in near
    )
    return script_of(drafts, nearest=nearest, uncovered=("Mars",))


def demo_byline(pause_seconds: float = 0.0) -> FakeByline:
    """Refuses questions about Mars, fails on "fail", answers everything else with the cost dispute."""

    def script(question: Question) -> Iterable[AnswerEvent | BaseException | float]:
        if "Mars" in question.text:
            return refusal_script()(question)
        if "fail" in question.text:
            return [QuestionError("The question is too long.")]
        return cost_script(pause_seconds)(question)

    return FakeByline(ListLibrary(builtin_articles()), ScriptedAssistant(script))


def released(events: Iterable[AnswerEvent]) -> list[SentenceReleased]:
    return [event for event in events if isinstance(event, SentenceReleased)]
