"""The real assistant and the real adapter on a scripted endpoint, and what holds of each of its answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from rag.adapters.endpoint_access import Access
from rag.adapters.endpoint_model import EndpointModel, Patience
from rag.answering.endpoint import EndpointWriter
from rag.answering.extractive import ExtractiveWriter
from rag.assistant import Assistant, Tuning
from rag.domain import Answer, Article, Question
from rag.events import AnswerEvent, Failed, FellBack, Finished, SentenceReleased, Thinking
from rag.interfaces import Vectors
from rag.reading.sentence_vectors import SentenceVectors
from rag.retrieval.retrieval import Retrieval
from rag.searching import Search
from rag.text.sentences import split_sentences
from rag.trust.verifier import WeighedCheck
from tests.builders import article, passage, permalink
from tests.fakes import DictLibrary, HashEmbedder, ListIndex
from tests.scripted_endpoint import KEY, MODEL, Reply, ScriptedEndpoint, scripted

FOUNDER = "Who founded DeepSeek?"
ABOUT = article(
    "Liang Wenfeng founded DeepSeek in Hangzhou. It cost $6 million to train DeepSeek's model.",
    key="about",
    publisher="CGTN",
)
SHARES = article("Nvidia shares sank 17 percent on January 27.", key="shares", publisher="The Daily")
TRUE = "Liang Wenfeng founded DeepSeek in Hangzhou"
THOUGHT = "Okay, passage 1 names the founder of DeepSeek, so I can say who it was."
_HANGS_AFTER = 20.0  # seconds; no deadline in the tests is near it
HASTE = Patience(deadline=2.0, silence=0.3, first_pause=0.01)


def assistant(
    server: ScriptedEndpoint,
    *articles: Article,
    gate: float = 0.0,
    patience: Patience = HASTE,
    model: str = MODEL,
    key: str = KEY,
    context: int | None = None,
) -> Assistant:
    """The real assistant on parts in memory, with the real adapter on a scripted server."""
    library, embedder, index = DictLibrary(), HashEmbedder(), ListIndex()
    for one in articles or (ABOUT, SHARES):
        library.replace_article(one, [passage(one)])
        for part in library.passages_of(one.id):
            vectors: Vectors = np.asarray(embedder.get_text_embedding_batch([part.text]), dtype=np.float32)
            index.add([part.id], vectors, [one.id])
    return Assistant(
        library=library,
        search=Search(
            library,
            Retrieval(library, index, embedder),
            SentenceVectors(embedder),
            now=lambda: datetime(2025, 3, 1, tzinfo=UTC),
        ),
        writer=ExtractiveWriter(lambda source: split_sentences(source.text)),
        permalink=permalink,
        now=lambda: datetime(2025, 3, 1, tzinfo=UTC),
        tuning=Tuning(passages=4, gate_threshold=gate),
        endpoint=EndpointWriter(
            EndpointModel(Access(server.url, key), model, context_tokens=context, patience=patience),
            WeighedCheck(),
            is_thinking_off=False,
        ),
    )


def streamed(asked: Assistant, question: Question | str = FOUNDER) -> list[AnswerEvent]:
    """All events of one answer; whatever happens, it ends."""

    async def collect() -> list[AnswerEvent]:
        wanted = Question(question) if isinstance(question, str) else question
        return [event async for event in asked.stream(wanted)]

    return asyncio.run(asyncio.wait_for(collect(), _HANGS_AFTER))


def answered(*replies: Reply, question: Question | str = FOUNDER) -> tuple[Answer, ScriptedEndpoint]:
    """The answer that comes of these replies, checked for what holds of every answer."""
    with scripted(*replies) as server:
        events = streamed(assistant(server), question)
    return finished(events, (ABOUT, SHARES)), server


def finished(events: list[AnswerEvent], articles: Iterable[Article]) -> Answer:
    """The whole answer: quotations are exact, markers and citations belong to one another."""
    assert isinstance(events[-1], Finished), events[-1]
    answer = events[-1].answer
    texts = {one.id: one.text for one in articles}
    assert {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)} == {c.n for c in answer.citations}
    for cited in answer.citations:
        assert cited.quote == texts[cited.article_id][cited.start : cited.end]
    assert answer.sentences == tuple(e.sentence for e in events if isinstance(e, SentenceReleased))
    for sentence in answer.sentences:
        assert answer.text[sentence.start : sentence.end] == sentence.text
    return answer


@dataclass(frozen=True)
class Outcome:
    """How one question ended."""

    events: list[AnswerEvent]
    server: ScriptedEndpoint

    @property
    def answer(self) -> Answer:
        return finished(self.events, (ABOUT, SHARES))

    @property
    def fallback(self) -> str:
        (fallen,) = [event for event in self.events if isinstance(event, FellBack)]
        return fallen.reason

    @property
    def failure(self) -> Failed:
        assert isinstance(self.events[-1], Failed), self.events[-1]
        assert not any(isinstance(event, SentenceReleased | FellBack) for event in self.events)
        return self.events[-1]

    @property
    def thinking(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, Thinking))
