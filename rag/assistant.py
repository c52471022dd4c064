"""The life of a question, as one stream of events that page, API and command line render."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import anyio.to_thread

from rag.answering.by_endpoint import missing_sides, written_by_endpoint
from rag.answering.condensing import condense
from rag.answering.course import Course
from rag.answering.endpoint import EndpointWriter
from rag.answering.extractive import NAME as EXTRACTIVE
from rag.answering.extractive import ExtractivePlan, ExtractiveWriter, write
from rag.answering.judging import Task
from rag.answering.parts import PartedQuestion, weigh_parts
from rag.answering.questions import check_question, is_question
from rag.answering.refusal import Refusal, nearest_articles
from rag.answering.release import NO_CLAIM, Permalink, Release
from rag.conversation import standalone_question
from rag.domain import Answer, AnswerId, Disagreement, Nearest, Question
from rag.errors import BylineError, UnknownNameError
from rag.events import AnswerEvent, DisagreementFound, Failed, Finished, Retrieved, Started
from rag.interfaces import Library
from rag.retrieval.retrieval import Retrieved as Found
from rag.searching import Search
from rag.text.words import content_stems
from rag.trust.gate import GateDecision, decide

DEFAULT_MODEL = "byline"
CONDENSING_SECONDS = 10.0  # that a language model has to make a follow-up stand alone
EXTRACTIVE_NAMES = frozenset({EXTRACTIVE, f"byline/{EXTRACTIVE}"})
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Tuning:
    """What may be set about an answer."""

    passages: int = 12
    gate_threshold: float = 0.37
    keeps_answers: bool = True


@dataclass(frozen=True, slots=True)
class _Ground:
    """What an answer is written from, once the gate is open."""

    task: Task
    quotations: ExtractivePlan
    parts: PartedQuestion
    found: Found
    decision: GateDecision


class Assistant:
    """Answers questions from a library. Built by rag/assembly.py; safe to share between tasks."""

    def __init__(
        self,
        library: Library,
        search: Search,
        writer: ExtractiveWriter,
        permalink: Permalink,
        now: Callable[[], datetime],
        tuning: Tuning | None = None,
        endpoint: EndpointWriter | None = None,
    ) -> None:
        """Take the parts.

        Args:
            library: Where articles are, and where answers are kept.
            search: Understands questions and finds what to answer from.
            writer: Makes the answer of quotations.
            permalink: Link to an article and a span in it.
            now: The clock.
            tuning: What may be set about an answer.
            endpoint: Makes the answer with a language model; None: nothing but quotations.
        """
        self._library = library
        self._search = search
        self._writer = writer
        self._permalink = permalink
        self._now = now
        self._tuning = tuning or Tuning()
        self._endpoint = endpoint

    @property
    def model_names(self) -> tuple[str, ...]:
        """The names under which it can be asked, the default first."""
        model = self._endpoint.model_name if self._endpoint else None
        return (DEFAULT_MODEL, f"byline/{EXTRACTIVE}", *([f"byline/{model}"] if model else []))

    async def stream(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """Answer, event by event. An error of ours ends the stream with `Failed`."""
        try:
            async with aclosing(self._events(question)) as events:
                async for event in events:
                    yield event
        except BylineError as error:
            yield Failed(error.code, error.message, error.hint)

    async def answer(self, question: Question) -> Answer:
        """The whole answer.

        Raises:
            BylineError: where the stream would end with `Failed`.
        """
        async with aclosing(self._events(question)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.answer
        raise BylineError("The answer ended before it was finished.", "Ask again.")

    async def _events(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        began = time.perf_counter()
        standalone = await self._standalone(question)
        course = await _in_thread(lambda: self._begin(question, standalone, began))
        yield Started(course.id, course.standalone, course.understood.constraints)
        found = None if course.refusal else await _in_thread(lambda: self._retrieve(course))
        if found:
            yield Retrieved(found.hits)
        ground = await _in_thread(lambda: self._weigh_evidence(course, found))
        if ground and self._endpoint and question.model not in EXTRACTIVE_NAMES:
            writing = written_by_endpoint(self._endpoint, ground.task, course)
            async with aclosing(writing) as events:
                async for event in events:
                    yield event
        for event in await _in_thread(lambda: list(self._rest(course, ground))):
            yield event
        disagreements = course.disagreements()
        for disagreement in disagreements:
            yield DisagreementFound(disagreement)
        yield Finished(await _in_thread(lambda: self._finish(course, disagreements)))

    async def _standalone(self, question: Question) -> str:
        """The question as it stands alone: the language model's rewriting where that is sound, else ours."""
        text = check_question(question.text)
        names = self.model_names
        if question.model and question.model not in {*names, *(n.removeprefix("byline/") for n in names)}:
            raise UnknownNameError(f"There is no model {question.model!r}.", f"There is {', '.join(names)}.")
        rewritten = None
        if self._endpoint and question.model not in EXTRACTIVE_NAMES:
            rewritten = await condense(self._endpoint.model, text, question.history, CONDENSING_SECONDS)
        return rewritten or standalone_question(text, question.history)

    def _begin(self, question: Question, standalone: str, began: float) -> Course:
        condensed = round((time.perf_counter() - began) * 1000)
        understood = self._search.understand(question, standalone)
        course = Course(
            question=replace(question, text=check_question(question.text)),
            id=AnswerId(uuid.uuid4().hex),
            created_at=self._now().isoformat(timespec="seconds"),
            standalone=standalone,
            understood=understood,
            notes=understood.notes,
            generation=self._library.generation(),
            release=Release(self._permalink),
            timings={"condense": condensed},
            began=began,
        )
        course.refusal = self._refuse_early(course)
        return course

    def _refuse_early(self, course: Course) -> Refusal | None:
        """Refusals that need no evidence weighed."""
        if not self._library.collections():
            return Refusal("empty_library")
        # As asked: "thanks" after an answer asks nothing again. Standing alone: "why?" after one does.
        if not (is_question(course.question.text) and content_stems(course.standalone)):
            return Refusal("not_a_question")
        if not self._library.span(course.understood.where).articles:
            near = self._search.find_near(course.standalone, course.understood, self._tuning.passages)
            return Refusal("out_of_range", nearest=self._nearest(near))
        return None

    def _retrieve(self, course: Course) -> Found:
        began = time.perf_counter()
        limit = course.question.top_k or self._tuning.passages
        found = self._search.find(course.standalone, course.understood, limit)
        course.notes += found.notes
        course.timings["retrieve"] = round((time.perf_counter() - began) * 1000)
        return found

    def _weigh_evidence(self, course: Course, found: Found | None) -> _Ground | None:
        """The gate: what to write from; or None, and the course has its refusal."""
        if not found:
            return None
        read = self._search.read(course.standalone, found)
        threshold = self._tuning.gate_threshold
        decision = decide(read, found.hits, threshold)
        parts = weigh_parts(
            course.standalone, lambda part: self._search.read_part(part, found), found.hits, threshold
        )
        if not (decision.is_answerable or parts.answered):
            course.refusal = self._refusal(course, found, decision)
            return None
        plan = self._writer.plan_parts([one.read for one in parts.answered] or [read])
        course.sides = plan.sides
        task = Task(course.standalone, found.hits, read, plan.sides, course.question.style)
        return _Ground(task, plan, parts, found, decision)

    def _rest(self, course: Course, ground: _Ground | None) -> Iterator[AnswerEvent]:
        """What is still to be said: all of it, or the sides that a model left out."""
        if course.release.sentences and ground:
            yield from missing_sides(course, self._writer.sentences_of, ground.task)
            yield from course.add_notes()
            return
        began = time.perf_counter()
        if ground and course.author.found_no_answer:
            course.refusal = self._refusal(course, ground.found, ground.decision)
        if course.refusal:
            for draft in course.refusal.write(course.notes):
                yield course.add(draft, NO_CLAIM)
        else:
            written = _given(ground)
            for draft, judgement in write(written.quotations):
                yield course.add(draft, judgement)
            course.uncovered = written.parts.uncovered
            course.notes += written.parts.notes
            yield from course.add_notes()
        course.timings.setdefault("generate", round((time.perf_counter() - began) * 1000))

    def _refusal(self, course: Course, found: Found, decision: GateDecision) -> Refusal:
        return Refusal(
            "no_evidence",
            uncovered=decision.uncovered,
            nearest=self._nearest(found),
            searched=self._library.span(course.understood.where),
        )

    def _nearest(self, found: Found) -> tuple[Nearest, ...]:
        return nearest_articles(found.hits, lambda article: self._permalink(article.id, 0, 0))

    def _finish(self, course: Course, disagreements: tuple[Disagreement, ...]) -> Answer:
        searched = self._library.span(course.understood.where)
        answer = course.as_answer(searched, self._tuning.gate_threshold, disagreements)
        if course.question.keep and self._tuning.keeps_answers:
            self._library.save_answer(answer)
        return answer


def _given(ground: _Ground | None) -> _Ground:
    assert ground, "an answer has ground or is refused"
    return ground


async def _in_thread(work: Callable[[], _T]) -> _T:
    """Blocking work leaves the event loop free."""
    return await anyio.to_thread.run_sync(work, abandon_on_cancel=True)
