"""Answers are counted and noted, whatever becomes of them; their questions are not, unless asked for."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator

import pytest

from rag.domain import Answer, Question
from rag.errors import BusyError
from rag.events import AnswerEvent, Failed, FellBack
from tests.fakes_ui import ScriptedAssistant, cost_script, refusal_script
from ui.observing.answers import ObservedAnswers
from ui.observing.metrics import Metrics
from ui.observing.request_log import _log
from ui.parts import collect

SECRET = "Who is Marta Velden?"
MODELS = ("byline", "byline/extractive")


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    noted: list[dict[str, object]] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            noted.append(json.loads(record.getMessage()))

    handler = Collect()
    _log.addHandler(handler)
    yield noted
    _log.removeHandler(handler)


class Busy:
    """Sends everybody away."""

    async def stream(self, question: Question) -> AsyncIterator[AnswerEvent]:
        raise BusyError("Too many wait.", 3)
        yield  # makes it a generator

    async def answer(self, question: Question) -> Answer:
        raise BusyError("Too many wait.", 3)


def observed(assistant: object, *, notes_questions: bool = False) -> tuple[ObservedAnswers, Metrics]:
    metrics = Metrics()
    return ObservedAnswers(assistant, metrics, MODELS, notes_questions=notes_questions), metrics  # type: ignore[arg-type]


def drained(answers: ObservedAnswers, question: Question | None = None) -> list[AnswerEvent]:
    async def drain() -> list[AnswerEvent]:
        return [event async for event in answers.stream(question or Question(SECRET))]

    return asyncio.run(drain())


def counted(metrics: Metrics) -> set[str]:
    text = metrics.text().decode()
    return {line for line in text.splitlines() if "_total" in line and not line.startswith("#")}


def test_an_answer_passes_through_unchanged_and_is_counted(lines: list[dict[str, object]]) -> None:
    answers, metrics = observed(ScriptedAssistant(cost_script()))
    assert drained(answers) == drained(observed(ScriptedAssistant(cost_script()))[0])
    assert {
        'byline_answers_total{model="extractive",outcome="answered",reason=""} 1.0',
        'byline_sentences_total{verdict="supported"} 3.0',
        "byline_disagreements_total 1.0",
    } <= counted(metrics)
    assert lines[0]["outcome"] == "answered"
    assert lines[0]["answer"] == "answer-1"
    assert lines[0]["sentences"] == {"none": 3, "supported": 3}


def test_a_refusal_is_counted_with_its_reason() -> None:
    answers, metrics = observed(ScriptedAssistant(refusal_script()))
    drained(answers)
    assert 'byline_answers_total{model="extractive",outcome="refused",reason="no_evidence"} 1.0' in counted(
        metrics
    )


def test_a_failure_of_the_endpoint_is_counted_by_its_code_and_remembered() -> None:
    failed = Failed("endpoint_busy", f"It says: {SECRET}", "Wait.")
    answers, metrics = observed(ScriptedAssistant(lambda _: [failed]))
    drained(answers)
    assert 'byline_answers_total{model="other",outcome="failed",reason="endpoint_busy"} 1.0' in counted(
        metrics
    )
    assert answers.endpoint_failure is not None
    assert answers.endpoint_failure.reason == "endpoint_busy"


def test_what_the_endpoint_says_is_not_remembered_for_it_may_repeat_the_question() -> None:
    answers, metrics = observed(ScriptedAssistant(lambda _: [FellBack(f"It says: {SECRET}")]))
    drained(answers)
    assert answers.endpoint_failure is not None
    assert SECRET not in str(answers.endpoint_failure)
    assert SECRET not in metrics.text().decode()


def test_a_reader_who_leaves_is_counted_as_cancelled() -> None:
    assistant = ScriptedAssistant(cost_script())
    answers, metrics = observed(assistant)

    async def leave() -> None:
        events = answers.stream(Question(SECRET))
        await anext(events)
        await events.aclose()

    asyncio.run(leave())
    assert 'byline_answers_total{model="other",outcome="cancelled",reason=""} 1.0' in counted(metrics)
    assert assistant.closed_early == 1


def test_an_answer_that_breaks_is_not_taken_for_a_reader_who_left() -> None:
    answers, metrics = observed(ScriptedAssistant(lambda _: [RuntimeError("secret")]))
    with pytest.raises(RuntimeError):
        drained(answers)
    assert 'byline_answers_total{model="other",outcome="failed",reason="internal"} 1.0' in counted(metrics)


def test_a_reader_who_leaves_after_the_end_has_been_answered() -> None:
    answers, metrics = observed(ScriptedAssistant(cost_script()))
    asyncio.run(collect(answers, Question(SECRET)))
    assert 'byline_answers_total{model="extractive",outcome="answered",reason=""} 1.0' in counted(metrics)


@pytest.mark.parametrize("way", ["stream", "answer"])
def test_an_error_that_is_raised_is_counted_and_raised(way: str) -> None:
    answers, metrics = observed(Busy())
    ask = drained if way == "stream" else lambda watched: asyncio.run(watched.answer(Question(SECRET)))
    with pytest.raises(BusyError):
        ask(answers)
    assert 'byline_answers_total{model="other",outcome="failed",reason="busy"} 1.0' in counted(metrics)


def test_a_model_that_a_client_makes_up_is_no_label() -> None:
    answers, metrics = observed(ScriptedAssistant(lambda _: [Failed("usage", "No.", "")]))
    drained(answers, Question(SECRET, model="no such model"))
    assert "no such model" not in metrics.text().decode()


def test_questions_are_noted_only_when_asked_for(lines: list[dict[str, object]]) -> None:
    drained(observed(ScriptedAssistant(cost_script()))[0])
    assert SECRET not in str(lines)
    drained(observed(ScriptedAssistant(cost_script()), notes_questions=True)[0])
    assert lines[-1]["question"] == SECRET
