"""Watches answers, whichever way in asked for them: counted, timed and noted; nothing about them changes."""

from __future__ import annotations

import time
from asyncio import CancelledError
from collections import Counter
from collections.abc import AsyncGenerator, Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from rag.domain import Answer, Question
from rag.errors import BylineError
from rag.events import AnswerEvent, Failed, FellBack, Finished
from ui.failures import failure
from ui.observing.metrics import OTHER, Metrics
from ui.observing.request_ids import request_id
from ui.observing.request_log import note
from ui.parts import Answering, following

_EXTRACTIVE = "extractive"
_FALLBACK = "fallback"
_NO_CLAIM = "none"
_NO_REASON = ""


@dataclass(frozen=True, slots=True)
class EndpointFailure:
    """What the endpoint did wrong last."""

    at: str
    reason: str  # an error's code, or "fallback"; never its words, which may repeat the question


@dataclass(frozen=True, slots=True)
class _Outcome:
    name: str  # answered, fallback, refused, failed, cancelled
    reason: str = _NO_REASON
    answer: Answer | None = None


_CANCELLED = _Outcome("cancelled")
_BROKEN = _Outcome("failed", "internal")  # it ended without saying how


class ObservedAnswers:
    """The same answers, watched."""

    def __init__(
        self,
        answering: Answering,
        metrics: Metrics,
        models: Collection[str],
        *,
        notes_questions: bool = False,
    ) -> None:
        """Watch what answers.

        Args:
            answering: What answers.
            metrics: Where answers are counted.
            models: The names that may become labels; any other is counted as "other".
            notes_questions: Whether the request log holds the questions.
        """
        self._answering = answering
        self._metrics = metrics
        self._models = frozenset({_EXTRACTIVE, *(name.removeprefix("byline/") for name in models)})
        self._notes_questions = notes_questions
        self.endpoint_failure: EndpointFailure | None = None  # None again once it has answered

    async def stream(self, question: Question) -> AsyncGenerator[AnswerEvent, None]:
        """The events of one answer; ends with `Finished` or `Failed`, or raises as what is watched does."""
        began, outcome = time.perf_counter(), _BROKEN
        try:
            async with following(self._answering, question) as events:
                async for event in events:
                    outcome = self._seen(event) or outcome
                    yield event
        except BylineError as error:
            outcome = self._failed(failure(error).code)
            raise
        except (GeneratorExit, CancelledError):
            outcome = _CANCELLED if outcome is _BROKEN else outcome  # many leave once it has finished
            raise
        finally:
            self._note(question, outcome, time.perf_counter() - began)

    async def answer(self, question: Question) -> Answer:
        """The whole answer; raises `BylineError` where the stream would end with `Failed`."""
        began, outcome = time.perf_counter(), _BROKEN
        try:
            answer = await self._answering.answer(question)
            outcome = self._finished(answer)
        except BylineError as error:
            outcome = self._failed(failure(error).code)
            raise
        except CancelledError:
            outcome = _CANCELLED
            raise
        finally:
            self._note(question, outcome, time.perf_counter() - began)
        return answer

    def _seen(self, event: AnswerEvent) -> _Outcome | None:
        match event:
            case Finished():
                return self._finished(event.answer)
            case Failed():
                return self._failed(event.code)
            case FellBack():
                self.endpoint_failure = EndpointFailure(_now(), _FALLBACK)
        return None

    def _failed(self, code: str) -> _Outcome:
        if "endpoint" in code:
            self.endpoint_failure = EndpointFailure(_now(), code)
        return _Outcome("failed", code)

    def _finished(self, answer: Answer) -> _Outcome:
        if answer.fallback:
            return _Outcome(_FALLBACK, answer=answer)
        if answer.abstained:
            return _Outcome("refused", answer.reason or _NO_REASON, answer)
        if answer.model != _EXTRACTIVE:
            self.endpoint_failure = None
        return _Outcome("answered", answer=answer)

    def _note(self, question: Question, outcome: _Outcome, seconds: float) -> None:
        answer = outcome.answer
        model = (answer.model if answer else question.model) or OTHER
        model = model if model in self._models else OTHER
        self._metrics.answers.labels(model, outcome.name, outcome.reason).inc()
        verdicts = self._count(answer) if answer else None
        note(
            "answer",
            id=request_id(),
            answer=answer.id if answer else None,
            outcome=outcome.name,
            reason=outcome.reason or None,
            model=model,
            abstained=answer.abstained if answer else None,
            sentences=verdicts,
            usage=answer.usage if answer else None,
            ms=round(seconds * 1000),
            question=question.text if self._notes_questions else None,
        )

    def _count(self, answer: Answer) -> dict[str, int]:
        verdicts = Counter(sentence.verdict or _NO_CLAIM for sentence in answer.sentences)
        for verdict, count in verdicts.items():
            self._metrics.sentences.labels(verdict).inc(count)
        for stage, milliseconds in answer.timings_ms.items():
            self._metrics.stages.labels(stage).observe(milliseconds / 1000)
        self._metrics.disagreements.inc(len(answer.disagreements))
        for direction, name in (("in", "prompt_tokens"), ("out", "completion_tokens")):
            tokens = (answer.usage or {}).get(name)
            if isinstance(tokens, int) and tokens > 0:
                self._metrics.tokens.labels(direction).inc(tokens)
        return dict(verdicts)


def told(failed: EndpointFailure | None) -> dict[str, str] | None:
    """A failure as JSON."""
    return asdict(failed) if failed else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
