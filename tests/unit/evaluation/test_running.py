"""Questions put to an assistant: turns, drafts, failures, retrieval, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.domain import Question
from rag.errors import EndpointBusyError, UnsupportedAnswerError
from rag.evaluation.metrics.measuring import measure
from rag.evaluation.runs.answer_cache import AnswerCache
from rag.evaluation.runs.asking import Wish, put_question
from rag.evaluation.runs.question_set import GoldenQuestion
from rag.evaluation.runs.records import Record, read_records
from rag.evaluation.runs.running import Keeping, Keyed, ask_all
from rag.events import AnswerEvent
from rag.trust.verifier import WeighedCheck
from tests.fakes_ui import ScriptedAssistant, cost_script, demo_byline, refusal_script

COST = "What did training cost?"


def golden(text: str = COST, name: str = "q1", turns: tuple[str, ...] = (), **row: Any) -> GoldenQuestion:
    whole = {"id": name, "question": text, **row}
    return GoldenQuestion(name, 1, "single", Question(text), (), (), True, False, turns, whole)


def put(assistant: ScriptedAssistant, question: GoldenQuestion, wish: Wish = Wish()) -> Record:  # noqa: B008
    return asyncio.run(put_question(assistant, question, wish, "a", "key"))


def test_an_answer_comes_with_what_was_retrieved_and_is_not_saved() -> None:
    assistant = demo_byline().assistant
    record = put(assistant, golden())
    assert record.answer
    assert record.answer["text"].startswith("Sources differ")
    assert [one["article_id"] for one in record.contexts] == [
        "techblog-deepseek-cost-dispute",
        "cgtn-deepseek-three-reasons",
    ]
    assert len(record.retrieved) == 2
    (asked,) = assistant.questions
    assert not asked.keep
    assert not asked.allow_fallback


def test_turns_are_asked_in_order_and_become_the_history() -> None:
    assistant = demo_byline().assistant
    put(assistant, golden("And why?", turns=("What is it?", "Who says so?")))
    assert [one.text for one in assistant.questions] == ["What is it?", "Who says so?", "And why?"]
    assert [turn.question for turn in assistant.questions[2].history] == ["What is it?", "Who says so?"]
    assert assistant.questions[2].history[0].answer.startswith("Sources differ")


def test_the_draft_is_asked_for_only_where_sentences_may_be_withheld() -> None:
    assistant = demo_byline().assistant
    assert put(assistant, golden()).draft is None
    assert put(assistant, golden(), Wish("byline", has_draft=True)).draft
    assert [one.on_unsupported for one in assistant.questions] == [None, None, "mark"]
    assert assistant.questions[1].model == "byline"


def test_a_refusal_is_its_own_draft() -> None:
    assistant = ScriptedAssistant(refusal_script())
    record = put(assistant, golden(facts=[["$6 million"]]), Wish(has_draft=True))
    assert record.draft == record.answer
    assert len(assistant.questions) == 1
    assert measure(record, WeighedCheck())["draft_answered_correct_supported"] == 0.0


def test_where_nothing_is_left_of_an_answer_its_draft_is_scored() -> None:
    def script(question: Question) -> Iterable[AnswerEvent | BaseException | float]:
        if question.on_unsupported == "mark":
            return cost_script()(question)
        return [UnsupportedAnswerError("No sentence is supported.")]

    record = put(ScriptedAssistant(script), golden(), Wish(has_draft=True))
    assert record.is_failed
    assert record.draft
    assert measure(record, WeighedCheck())["draft_sentences"] == 3


def test_a_failure_is_a_record_with_its_reason() -> None:
    record = put(ScriptedAssistant(lambda _: [EndpointBusyError("It is overloaded.")]), golden())
    assert record.is_failed
    assert record.failed == {"code": "endpoint_busy", "sentence": "It is overloaded."}
    assert put(ScriptedAssistant(lambda _: []), golden()).is_failed


def test_another_writers_answer_counts_as_failed() -> None:
    record = put(demo_byline().assistant, golden())
    assert record.answer
    record = replace(record, question={**record.question, "facts": [["$6 million"]]})
    fallen = replace(record, fallback=True, answer={**record.answer, "fallback": {"reason": "down"}})
    counted = measure(fallen, WeighedCheck())
    assert counted["answered"] == counted["answered_correct_supported"] == 0.0
    assert "sentences" not in counted


@pytest.mark.parametrize(
    ("gold", "hit", "mrr"),
    [
        ("techblog-deepseek-cost-dispute", 1.0, 1.0),
        ("cgtn-deepseek-three-reasons", 1.0, 0.5),
        ("elsewhere", 0.0, 0.0),
    ],
)
def test_retrieval_is_ranked_by_article(gold: str, hit: float, mrr: float) -> None:
    record = put(demo_byline().assistant, golden(articles=[gold]))
    counted = measure(record, WeighedCheck())
    assert (counted["hit_at_k"], counted["recall_at_k"], counted["mrr"]) == (hit, hit, mrr)


def test_a_disagreement_is_shown_by_its_section_or_by_all_its_sides() -> None:
    asked = golden(disagreement=True, facts=[["$6 million"], ["$1.3 billion"]])
    record = put(demo_byline().assistant, asked)
    assert record.answer
    assert measure(record, WeighedCheck())["disagreement_shown"] == 1.0
    told = replace(record, answer={**record.answer, "disagreements": []})
    assert measure(told, WeighedCheck())["disagreement_shown"] == 1.0
    silent = replace(told, answer={**told.answer, "text": "It cost $6 million."} if told.answer else None)
    assert measure(silent, WeighedCheck())["disagreement_shown"] == 0.0


class Busy:
    """An assistant that notes how many questions are on their way."""

    def __init__(self) -> None:
        self.now = self.most = 0

    async def stream(self, question: Question) -> AsyncIterator[AnswerEvent]:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        try:
            for event in cost_script()(question):
                if not isinstance(event, float):
                    yield event
        finally:
            self.now -= 1


@pytest.mark.parametrize("concurrency", [1, 3, 50])
def test_no_more_questions_are_on_their_way_than_allowed(concurrency: int) -> None:
    busy = Busy()
    done: list[Record] = []
    questions = [Keyed(golden(name=f"q{n}"), f"key{n}") for n in range(9)]
    asyncio.run(ask_all(busy, questions, Wish(), "a", concurrency, done.append))
    assert sorted(record.id for record in done) == [f"q{n}" for n in range(9)]
    assert busy.most <= concurrency


def test_records_are_on_disk_as_soon_as_they_are_there(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path, WeighedCheck())
    keeping.add(put(demo_byline().assistant, golden(name="q2")))
    keeping.add(put(demo_byline().assistant, golden(name="q1")))
    assert [record.id for record in read_records(tmp_path)] == ["q2", "q1"]
    assert next(read_records(tmp_path)).measures["sentences"] == 3
    assert [record.id for record in keeping.in_order(["a"], ["q1", "q2"])] == ["q1", "q2"]


def test_the_cache_gives_back_answers_and_keeps_no_failures(tmp_path: Path) -> None:
    cache, asked = AnswerCache(tmp_path / "answers"), golden()
    record = put(demo_byline().assistant, asked)
    assert cache.find("a", asked.row, "key") is None
    cache.keep(record)
    found = cache.find("b", asked.row, "key")
    assert found
    assert (found.configuration, found.retrieved) == ("b", record.retrieved)
    assert measure(found, WeighedCheck()) == measure(record, WeighedCheck())
    cache.keep(replace(record, key="other", answer=None))
    assert cache.find("a", asked.row, "other") is None
    (tmp_path / "answers" / "key.json").write_text("{", "utf-8")
    assert cache.find("a", asked.row, "key") is None
