"""The life of a question, as one stream of events that page, API and command line render."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

import anyio.to_thread

from rag.answering.coverage import coverage_of
from rag.answering.drafts import DraftSentence
from rag.answering.extractive import NAME as EXTRACTIVE
from rag.answering.extractive import ExtractiveWriter, write
from rag.answering.questions import check_question, is_question
from rag.answering.refusal import Refusal, nearest_articles
from rag.answering.release import NO_CLAIM, Judgement, Permalink, Release
from rag.constraints import as_filter, understand
from rag.conversation import standalone_question
from rag.domain import Answer, AnswerId, Constraints, Disagreement, Provenance, Question
from rag.errors import BylineError, UnknownNameError
from rag.events import AnswerEvent, DisagreementFound, Failed, Finished, Retrieved, Started
from rag.interfaces import Library
from rag.reading.matching import WordWeights
from rag.reading.retrieved_reading import EmbedSentences, ReadPassages, read_passages, word_weights
from rag.retrieval.retriever import Retrieval
from rag.retrieval.retriever import Retrieved as Found
from rag.trust.disagreements import Side, as_disagreement
from rag.trust.gate import GateDecision, decide

VERBATIM_VERIFIER = "verbatim"
_T = TypeVar("_T")

MODEL_NAMES = ("byline", "byline/extractive", "extractive")


@dataclass(frozen=True, slots=True)
class Tuning:
    """What may be set about an answer."""

    passages: int = 12
    gate_threshold: float = 0.55


@dataclass(slots=True)
class _Course:
    """One question on its way to an answer."""

    question: Question
    id: AnswerId
    created_at: str
    standalone: str
    constraints: Constraints
    generation: int
    release: Release
    sides: tuple[Side, ...] = ()
    refusal: Refusal | None = None
    timings: dict[str, int] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)

    def elapsed(self) -> int:
        """Milliseconds since the question arrived."""
        return round((time.perf_counter() - self.began) * 1000)


class Assistant:
    """Answers questions from a library. Built by rag/assembly.py; safe to share between tasks."""

    def __init__(
        self,
        library: Library,
        retrieval: Retrieval,
        embed: EmbedSentences,
        writer: ExtractiveWriter,
        permalink: Permalink,
        now: Callable[[], datetime],
        tuning: Tuning | None = None,
    ) -> None:
        """Take the parts.

        Args:
            library: Where articles are, and where answers are kept.
            retrieval: Finds passages for a question.
            embed: Vectors of sentences.
            writer: Makes the answer.
            permalink: Link to an article and a span in it.
            now: The clock.
            tuning: What may be set about an answer.
        """
        self._library = library
        self._retrieval = retrieval
        self._embed = embed
        self._writer = writer
        self._permalink = permalink
        self._now = now
        self._tuning = tuning or Tuning()

    async def stream(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """Answer, event by event. An error of ours ends the stream with `Failed`."""
        try:
            async for event in self._events(question):
                yield event
        except BylineError as error:
            yield Failed(error.code, error.message, error.hint)

    async def answer(self, question: Question) -> Answer:
        """The whole answer.

        Raises:
            BylineError: where the stream would end with `Failed`.
        """
        async for event in self._events(question):
            if isinstance(event, Finished):
                return event.answer
        raise BylineError("The answer ended before it was finished.", "Ask again.")

    async def _events(self, question: Question) -> AsyncIterator[AnswerEvent]:
        course = await _in_thread(lambda: self._begin(question))
        yield Started(course.id, course.standalone, course.constraints)
        found = None if course.refusal else await _in_thread(lambda: self._retrieve(course))
        if found:
            yield Retrieved(found.hits)
        drafts = await _in_thread(lambda: self._write(course, found))
        for draft, judgement in drafts:
            event = course.release.add(draft, judgement)
            course.timings.setdefault("first_sentence", course.elapsed())
            yield event
        disagreements = _disagreements(course)
        for disagreement in disagreements:
            yield DisagreementFound(disagreement)
        yield Finished(await _in_thread(lambda: self._finish(course, disagreements)))

    def _begin(self, question: Question) -> _Course:
        text = check_question(question.text)
        if question.model and question.model not in MODEL_NAMES:
            raise UnknownNameError(
                f"There is no model {question.model!r}.", f"There is {', '.join(MODEL_NAMES[:2])}."
            )
        began = time.perf_counter()
        standalone = standalone_question(text, question.history)
        condensed = round((time.perf_counter() - began) * 1000)
        constraints = understand(question, standalone, self._library)
        course = _Course(
            question=replace(question, text=text),
            id=AnswerId(uuid.uuid4().hex),
            created_at=self._now().isoformat(timespec="seconds"),
            standalone=standalone,
            constraints=constraints,
            generation=self._library.generation(),
            release=Release(self._permalink),
            timings={"condense": condensed},
            began=began,
        )
        course.refusal = self._refuse_early(standalone, constraints)
        return course

    def _refuse_early(self, standalone: str, constraints: Constraints) -> Refusal | None:
        """Refusals that need no search."""
        if not self._library.collections():
            return Refusal("empty_library")
        if not is_question(standalone):
            return Refusal("not_a_question")
        if not self._library.span(as_filter(constraints)).articles:
            return Refusal("out_of_range")
        return None

    def _retrieve(self, course: _Course) -> Found:
        began = time.perf_counter()
        found = self._retrieval.find_passages(
            course.standalone, as_filter(course.constraints), course.question.top_k or self._tuning.passages
        )
        course.timings["retrieve"] = round((time.perf_counter() - began) * 1000)
        return found

    def _write(self, course: _Course, found: Found | None) -> Iterable[tuple[DraftSentence, Judgement]]:
        """Gate, then writer, then nothing is left to decide but the numbers."""
        began = time.perf_counter()
        if found:
            read = self.read(course.standalone, found)
            decision = decide(read, found.hits, self._tuning.gate_threshold)
            if decision.is_answerable:
                plan = self._writer.plan(read)
                course.sides = plan.sides
                written = list(write(plan))
                course.timings["generate"] = round((time.perf_counter() - began) * 1000)
                return written
            course.refusal = self._refusal(course, found, decision)
        assert course.refusal
        return list(_no_claims(course.refusal.write()))

    def read(self, standalone: str, found: Found) -> ReadPassages:
        """The retrieved sentences, scored for the question."""
        return read_passages(standalone, found.hits, found.query_vector, self._embed, self._weigh)

    def _weigh(self, words: Sequence[str]) -> WordWeights:
        return word_weights(self._library.document_frequencies(words), self._library.passage_count())

    def _refusal(self, course: _Course, found: Found, decision: GateDecision) -> Refusal:
        return Refusal(
            "no_evidence",
            uncovered=decision.uncovered,
            nearest=nearest_articles(found.hits, lambda article: self._permalink(article.id, 0, 0)),
            searched=self._library.span(as_filter(course.constraints)),
        )

    def _finish(self, course: _Course, disagreements: tuple[Disagreement, ...]) -> Answer:
        release, refusal = course.release, course.refusal
        answer = Answer(
            schema=1,
            id=course.id,
            created_at=course.created_at,
            question=course.question.text,
            standalone_question=course.standalone,
            constraints=course.constraints,
            text=release.text,
            abstained=refusal is not None,
            reason=refusal.reason if refusal else None,
            uncovered=refusal.uncovered if refusal else (),
            fallback=None,
            stale=False,
            sentences=tuple(release.sentences),
            citations=tuple(release.citations),
            disagreements=disagreements,
            coverage=coverage_of(self._library.span(as_filter(course.constraints)), release.citations),
            nearest=refusal.nearest if refusal else (),
            thinking=None,
            model=EXTRACTIVE,
            usage=None,
            provenance=Provenance(
                writer=EXTRACTIVE,
                prompt=None,
                verifier=VERBATIM_VERIFIER,
                threshold=self._tuning.gate_threshold,
                library_generation=course.generation,
            ),
            timings_ms={**_NO_TIMINGS, **course.timings, "total": course.elapsed()},
        )
        if course.question.keep:
            self._library.save_answer(answer)
        return answer


_NO_TIMINGS = {"condense": 0, "retrieve": 0, "first_sentence": 0, "generate": 0, "verify": 0, "total": 0}


def _no_claims(drafts: Iterable[DraftSentence]) -> Iterator[tuple[DraftSentence, Judgement]]:
    for draft in drafts:
        yield draft, NO_CLAIM


def _disagreements(course: _Course) -> tuple[Disagreement, ...]:
    if len(course.sides) < 2:
        return ()
    numbers = {(c.article_id, c.start, c.end): c.n for c in course.release.citations}
    return (as_disagreement(course.standalone, course.sides, numbers),)


async def _in_thread(work: Callable[[], _T]) -> _T:
    """Blocking work leaves the event loop free."""
    return await anyio.to_thread.run_sync(work, abandon_on_cancel=True)
