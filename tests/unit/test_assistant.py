from __future__ import annotations

import asyncio
import dataclasses
import json
import re
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.answering.extractive import ExtractiveWriter
from rag.assistant import Assistant, Tuning
from rag.domain import Answer, Article, Question, Turn
from rag.errors import QuestionError, UnknownNameError
from rag.events import (
    AnswerEvent,
    DisagreementFound,
    Failed,
    Finished,
    Retrieved,
    SentenceReleased,
    Started,
)
from rag.interfaces import Vectors
from rag.reading.retrieved_reading import EmbedSentences
from rag.reading.sentence_vectors import SentenceVectors
from rag.retrieval.retrieval import Retrieval
from rag.searching import Search
from rag.text.sentences import split_sentences
from tests.builders import article, passage, permalink
from tests.fakes import DictLibrary, HashEmbedder, ListIndex

COST = "How much did it cost to train DeepSeek's model?"
CHEAP = article(
    "DeepSeek is a Chinese company that Liang Wenfeng founded. It cost $6 million to train DeepSeek's model.",
    key="cheap",
    publisher="CGTN",
    published="2025-01-28",
)
DEAR = article(
    "DeepSeek's model was praised. It cost $1.3 billion to train DeepSeek's model, SemiAnalysis wrote.",
    key="dear",
    publisher="Reuters",
    published="2025-02",
)
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)

# Every key of the contract; docs/api.md explains them.
CONTRACT: dict[str, Any] = {
    "answer": "schema id created_at question standalone_question constraints text abstained reason uncovered "
    "fallback stale sentences citations disagreements coverage nearest thinking model usage provenance "
    "timings_ms",
    "constraints": "as_of since until publishers collections",
    "sentences": "text start end verdict score basis citations evidence issues",
    "evidence": "article_id passage_id start end quote relation",
    "citations": "n article_id passage_id article_hash collection kind title publisher author published "
    "published_precision url link page quote start end reprints",
    "disagreements": "about claims",
    "claims": "value by citations",
    "coverage": "articles corpus_from corpus_to newest_source independent_sources outlets",
    "provenance": "writer prompt verifier threshold library_generation",
    "timings_ms": "condense retrieve first_sentence generate verify total",
}


class SavingLibrary(DictLibrary):
    """Remembers which answers were saved."""

    def __init__(self, *articles: Article) -> None:
        super().__init__()
        self.saved: list[Answer] = []
        for one in articles:
            self.replace_article(one, [passage(one)])

    def save_answer(self, answer: Answer) -> None:
        self.saved.append(answer)
        super().save_answer(answer)


def assistant(
    library: DictLibrary, embed: EmbedSentences | None = None, gate_threshold: float = 0.0
) -> Assistant:
    """The real assistant and writer on parts in memory; a gate that lets everything pass."""
    embedder, index = HashEmbedder(), ListIndex()
    for one in library.articles():
        for part in library.passages_of(one.id):
            vectors: Vectors = np.asarray(embedder.get_text_embedding_batch([part.text]), dtype=np.float32)
            index.add([part.id], vectors, [one.id])
    retrieval = Retrieval(library, index, embedder)
    return Assistant(
        library=library,
        search=Search(library, retrieval, embed or SentenceVectors(embedder), now=lambda: NOW),
        writer=ExtractiveWriter(lambda source: split_sentences(source.text)),
        permalink=permalink,
        now=lambda: NOW,
        tuning=Tuning(passages=4, gate_threshold=gate_threshold),
    )


def streamed(asked: Assistant, question: Question | str) -> list[AnswerEvent]:
    async def collect() -> list[AnswerEvent]:
        wanted = Question(question) if isinstance(question, str) else question
        return [event async for event in asked.stream(wanted)]

    return asyncio.run(collect())


def answered(library: DictLibrary, question: Question | str) -> Answer:
    wanted = Question(question) if isinstance(question, str) else question
    return asyncio.run(assistant(library).answer(wanted))


def test_events_come_in_order_and_what_they_say_is_the_answer() -> None:
    events = streamed(assistant(SavingLibrary(CHEAP, DEAR)), COST)
    kinds = [type(event) for event in events]
    released = [event for event in events if isinstance(event, SentenceReleased)]
    assert kinds[:2] == [Started, Retrieved]
    assert kinds[2 : 2 + len(released)] == [SentenceReleased] * len(released)
    assert kinds[2 + len(released) :] == [DisagreementFound, Finished]
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.answer.sentences == tuple(event.sentence for event in released)
    assert finished.answer.citations == tuple(c for event in released for c in event.new_citations)


def test_started_says_how_the_question_was_understood() -> None:
    history = (Turn("What is DeepSeek?", "A company."),)
    events = streamed(assistant(SavingLibrary(CHEAP)), Question("Who founded it?", history, since="2025-01"))
    started, finished = events[0], events[-1]
    assert isinstance(started, Started)
    assert isinstance(finished, Finished)
    assert started.standalone_question == "Who founded DeepSeek?"
    assert started.constraints.since == "2025-01-01"
    assert started.constraints.collections == ("default",)
    assert started.answer_id == finished.answer.id
    assert finished.answer.question == "Who founded it?"


def test_the_answer_is_the_drained_stream() -> None:
    answer = answered(SavingLibrary(CHEAP), COST)
    assert not answer.abstained
    assert "It cost $6 million to train DeepSeek's model." in answer.text
    assert answer.created_at == "2025-03-01T12:00:00+00:00"


def test_every_quotation_is_verbatim_and_every_marker_has_its_citation() -> None:
    answer = answered(SavingLibrary(CHEAP, DEAR), COST)
    texts = {CHEAP.id: CHEAP.text, DEAR.id: DEAR.text}
    assert answer.citations
    assert all(texts[c.article_id][c.start : c.end] == c.quote for c in answer.citations)
    assert all(answer.text[s.start : s.end] == s.text for s in answer.sentences)
    shown = {int(number) for number in re.findall(r"\[(\d+)\]", answer.text)}
    assert shown == {citation.n for citation in answer.citations}


def test_sources_that_differ_are_shown_with_their_citations() -> None:
    answer = answered(SavingLibrary(CHEAP, DEAR), COST)
    (disagreement,) = answer.disagreements
    assert {claim.value for claim in disagreement.claims} == {"$6 million", "$1.3 billion"}
    assert {n for claim in disagreement.claims for n in claim.citations} <= {c.n for c in answer.citations}
    assert answer.text.startswith("Sources differ")


def test_the_answer_object_has_the_keys_of_the_contract_and_no_others() -> None:
    raw = dataclasses.asdict(answered(SavingLibrary(CHEAP, DEAR), COST))
    parts = {
        "answer": raw,
        "evidence": next(s for s in raw["sentences"] if s["evidence"])["evidence"][0],
        "claims": raw["disagreements"][0]["claims"][0],
    }
    for name, keys in CONTRACT.items():
        part = parts.get(name) or raw[name]
        part = part[0] if isinstance(part, tuple) else part
        assert set(part) == set(keys.split()), name


@pytest.mark.parametrize("question", [COST, "hello"])
def test_the_answer_object_survives_json(question: str) -> None:
    raw = dataclasses.asdict(answered(SavingLibrary(CHEAP, DEAR), question))
    assert json.loads(json.dumps(raw))["text"] == raw["text"]


def test_an_answer_is_saved_as_it_was_sent() -> None:
    library = SavingLibrary(CHEAP)
    answer = answered(library, COST)
    assert library.saved == [answer]
    assert library.answer(answer.id) == json.loads(json.dumps(dataclasses.asdict(answer)))


def test_an_answer_that_is_not_to_be_kept_is_not_saved() -> None:
    library = SavingLibrary(CHEAP)
    answered(library, Question(COST, keep=False))
    assert library.saved == []


def test_without_an_article_that_answers_it_names_what_is_missing_and_what_is_near() -> None:
    strict = assistant(SavingLibrary(CHEAP), gate_threshold=1.0)
    answer = asyncio.run(strict.answer(Question("Who won the lasagne contest of Palermo?")))
    assert (answer.abstained, answer.reason) == (True, "no_evidence")
    assert "Palermo" in answer.uncovered
    assert [near.article_id for near in answer.nearest] == [CHEAP.id]
    assert answer.citations == ()
    assert all(sentence.verdict is None and sentence.score is None for sentence in answer.sentences)


@pytest.mark.parametrize(
    ("library", "question", "reason"),
    [
        (SavingLibrary(), Question(COST), "empty_library"),
        (SavingLibrary(CHEAP), Question(COST, since="2026"), "out_of_range"),
        (SavingLibrary(CHEAP), Question("Hello!"), "not_a_question"),
        (SavingLibrary(CHEAP), Question("thanks", (Turn(COST, "$6 million."),)), "not_a_question"),
    ],
)
def test_some_refusals_need_no_search(library: SavingLibrary, question: Question, reason: str) -> None:
    events = streamed(assistant(library), question)
    assert not any(isinstance(event, Retrieved) for event in events)
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert (finished.answer.abstained, finished.answer.reason) == (True, reason)
    assert finished.answer.text
    assert library.saved[-1] == finished.answer


def test_limits_are_kept_to() -> None:
    answer = answered(SavingLibrary(CHEAP, DEAR), Question(COST, publishers=("reuters",)))
    assert {citation.publisher for citation in answer.citations} == {"Reuters"}
    assert answer.coverage.articles == 1


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Question("   "), "question"),
        (Question("a" * 100_000), "question"),
        (Question(COST, collections=("nowhere",)), "unknown_name"),
        (Question(COST, publishers=("nobody",)), "unknown_name"),
        (Question(COST, model="gpt-99"), "unknown_name"),
        (Question(COST, as_of="soon"), "usage"),
    ],
)
def test_bad_input_ends_the_stream_with_one_sentence_and_a_hint(question: Question, code: str) -> None:
    library = SavingLibrary(CHEAP)
    (failed,) = streamed(assistant(library), question)
    assert isinstance(failed, Failed)
    assert failed.code == code
    assert failed.message.endswith(".")
    assert failed.hint
    assert library.saved == []


def test_asked_for_the_answer_alone_bad_input_is_an_error() -> None:
    with pytest.raises(QuestionError):
        answered(SavingLibrary(CHEAP), "")
    with pytest.raises(UnknownNameError, match="gpt-99"):
        answered(SavingLibrary(CHEAP), Question(COST, model="gpt-99"))


@pytest.mark.parametrize("last", [Started, Retrieved, SentenceReleased])
def test_a_reader_who_leaves_in_the_middle_leaves_nothing_behind(last: type[AnswerEvent]) -> None:
    library = SavingLibrary(CHEAP)

    async def leave() -> None:
        stream = assistant(library).stream(Question(COST))
        async for event in stream:
            if isinstance(event, last):
                break
        await stream.aclose()  # type: ignore[attr-defined]

    asyncio.run(leave())
    assert library.saved == []


def test_cancelling_while_the_answer_is_worked_out_saves_nothing() -> None:
    library, may_go_on = SavingLibrary(CHEAP), threading.Event()

    async def cancel() -> None:
        loop, reached = asyncio.get_running_loop(), asyncio.Event()

        def embed_slowly(sentences: Sequence[str]) -> NDArray[np.float32]:
            loop.call_soon_threadsafe(reached.set)
            may_go_on.wait(10)
            return SentenceVectors(HashEmbedder())(sentences)

        task = asyncio.create_task(assistant(library, embed_slowly).answer(Question(COST)))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        may_go_on.set()

    asyncio.run(cancel())
    assert library.saved == []


def test_many_may_ask_at_once() -> None:
    library = SavingLibrary(CHEAP, DEAR)
    asked = assistant(library)

    async def ask_all() -> list[Answer]:
        return await asyncio.gather(*(asked.answer(Question(COST)) for _ in range(8)))

    answers = asyncio.run(ask_all())
    assert len({answer.id for answer in answers}) == 8
    assert len({answer.text for answer in answers}) == 1


def test_when_nothing_lies_in_range_the_nearest_articles_outside_it_are_named() -> None:
    answer = answered(SavingLibrary(CHEAP, DEAR), Question(COST, as_of="2001-01-01"))
    assert (answer.abstained, answer.reason) == (True, "out_of_range")
    assert {near.article_id for near in answer.nearest} == {CHEAP.id, DEAR.id}


def test_what_was_made_of_the_question_is_told_after_the_answer_and_claims_nothing() -> None:
    undated = article("Training cost of DeepSeek's model: unknown.", published=None)
    answer = answered(SavingLibrary(CHEAP, DEAR, undated), Question(COST, since="2001-01-01"))
    last = answer.sentences[-1]
    assert answer.text.endswith("One article without a date was left out.")
    assert (last.text, last.verdict, last.citations) == ("One article without a date was left out.", None, ())


def test_a_question_that_is_covered_in_part_is_answered_in_part_and_says_so() -> None:
    found = answered(SavingLibrary(CHEAP), f"{COST.rstrip('?')} and where was he born?")
    assert not found.abstained
    assert found.uncovered == ("born",)
    assert found.sentences[-1].text == "The articles do not answer “where was he born”."
    assert found.sentences[-1].verdict is None


def test_a_question_of_two_parts_gets_a_sentence_for_each() -> None:
    found = answered(SavingLibrary(CHEAP), "What did training R1 cost and what did training R1 cost?")
    assert len({c.start for c in found.citations}) == len(found.citations)
    assert found.uncovered == ()
