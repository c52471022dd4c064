"""Whole answers through a scripted endpoint: what is released, what is cited, and what happens on failure."""

from __future__ import annotations

import asyncio

import pytest

from rag.answering.briefing import NO_ANSWER
from rag.domain import Question, Turn
from rag.errors import EndpointError, UnknownNameError
from rag.events import (
    DisagreementFound,
    Failed,
    FellBack,
    Finished,
    Retrieved,
    SentenceReleased,
    Started,
)
from tests.builders import article
from tests.scripted_assistant import (
    ABOUT,
    FOUNDER,
    SHARES,
    THOUGHT,
    TRUE,
    answered,
    assistant,
    finished,
    streamed,
)
from tests.scripted_endpoint import (
    MODEL,
    Reply,
    chunk,
    failing,
    saying,
    scripted,
)

COST = "How much did it cost to train DeepSeek's model?"
DEAR = article(
    "It cost $1.3 billion to train DeepSeek's model, SemiAnalysis wrote.", key="dear", publisher="Reuters"
)


def test_a_sentence_is_shown_with_the_exact_source_that_supports_it() -> None:
    answer, server = answered(saying(f"{TRUE} ", "[1]. It cost $6 mil", "lion to train the model [1]."))
    assert answer.text == f"{TRUE}. [1] It cost $6 million to train the model. [2]"
    assert [s.verdict for s in answer.sentences] == ["supported", "supported"]
    assert [s.basis for s in answer.sentences] == ["verified", "verified"]
    assert [c.quote for c in answer.citations] == [
        "Liang Wenfeng founded DeepSeek in Hangzhou.",
        "It cost $6 million to train DeepSeek's model.",
    ]
    assert (answer.model, answer.fallback, answer.abstained) == (MODEL, None, False)
    assert answer.usage is not None
    assert answer.usage["total_tokens"] == 120
    assert answer.provenance.verifier == "weighed-1"
    assert answer.provenance.prompt is not None
    assert answer.provenance.prompt.startswith("answer-")
    assert FOUNDER in server.prompts[0]


@pytest.mark.parametrize("marker", [" [2].", ".", " [9].", "【2】.", ". (Source 2)", " [citation:2]."])
def test_a_wrong_missing_or_invented_marker_is_mended(marker: str) -> None:
    answer, _ = answered(saying(f"{TRUE}{marker}"))
    assert answer.text == f"{TRUE}. [1]"
    assert answer.citations[0].article_id == "about"


def test_what_the_sources_do_not_say_is_marked_and_not_cited() -> None:
    answer, _ = answered(saying("Its 600 robots dance for the Queen of Spain [1]."))
    (sentence,) = answer.sentences
    assert (sentence.verdict, sentence.citations) == ("unsupported", ())


def test_what_a_source_says_otherwise_is_marked_with_what_it_says() -> None:
    answer, _ = answered(saying("It cost $600 million to train DeepSeek's model [1]."))
    (sentence,) = answer.sentences
    assert sentence.verdict == "contradicted"
    assert sentence.issues == ("says $600 million; the source says $6 million",)
    assert [(one.relation, one.quote) for one in sentence.evidence] == [
        ("contradicts", "It cost $6 million to train DeepSeek's model.")
    ]


def test_an_announcement_has_no_verdict() -> None:
    answer, _ = answered(saying(f"Here is what the sources say:\n\n{TRUE} [1]."))
    assert [s.verdict for s in answer.sentences] == [None, "supported"]


def test_reasoning_is_a_part_of_the_answer_object_and_not_of_the_answer() -> None:
    answer, _ = answered(saying(f"{TRUE} [1].", thought=THOUGHT))
    assert (answer.text, answer.thinking) == (f"{TRUE}. [1]", THOUGHT)


def test_when_the_endpoint_fails_that_is_told_before_the_quotations_that_answer() -> None:
    with scripted(failing(401)) as server:
        events = streamed(assistant(server))
    assert [type(e) for e in events[:4]] == [Started, Retrieved, FellBack, SentenceReleased]
    answer = finished(events, (ABOUT, SHARES))
    assert (answer.provenance.writer, answer.provenance.verifier) == ("extractive", "verbatim")
    assert answer.thinking is None


@pytest.mark.parametrize("reply", [failing(401), saying(" ")])
def test_a_request_may_forbid_the_fallback_and_gets_an_error(reply: Reply) -> None:
    with scripted(reply) as server:
        events = streamed(assistant(server), Question(FOUNDER, allow_fallback=False))
        assert isinstance(events[-1], Failed)
        assert not any(isinstance(event, SentenceReleased | FellBack) for event in events)
        with pytest.raises(EndpointError):
            asyncio.run(assistant(server).answer(Question(FOUNDER, allow_fallback=False)))


def test_without_evidence_it_refuses_and_never_calls_the_model() -> None:
    with scripted(saying("anything")) as server:
        events = streamed(assistant(server, gate=1.1), "Who won the race?")
    assert isinstance(events[-1], Finished)
    assert events[-1].answer.abstained
    assert events[-1].answer.model == "extractive"
    assert server.requests == []


def test_a_model_that_finds_no_answer_leads_to_a_refusal_that_helps() -> None:
    answer, _ = answered(saying(NO_ANSWER))
    assert (answer.abstained, answer.reason, answer.model) == (True, "no_evidence", MODEL)
    assert answer.nearest
    assert answer.citations == ()


@pytest.mark.parametrize("name", ["extractive", "byline/extractive"])
def test_the_extractive_writer_can_be_asked_for(name: str) -> None:
    answer, server = answered(saying("anything"), question=Question(FOUNDER, model=name))
    assert (answer.model, answer.fallback, server.requests) == ("extractive", None, [])


@pytest.mark.parametrize("name", [None, "byline", MODEL, f"byline/{MODEL}"])
def test_the_model_can_be_asked_for_by_its_names(name: str | None) -> None:
    answer, _ = answered(saying(f"{TRUE} [1]."), question=Question(FOUNDER, model=name))
    assert answer.model == MODEL


def test_an_unknown_model_is_refused_with_the_names_there_are() -> None:
    with scripted(saying("x")) as server, pytest.raises(UnknownNameError) as caught:
        asyncio.run(assistant(server).answer(Question(FOUNDER, model="other")))
    assert f"byline/{MODEL}" in caught.value.hint


def test_a_side_that_the_model_leaves_out_is_quoted_after_its_answer() -> None:
    with scripted(saying("It cost $6 million to train DeepSeek's model [1].")) as server:
        events = streamed(assistant(server, ABOUT, DEAR), COST)
    answer = finished(events, (ABOUT, DEAR))
    assert "$6 million" in server.prompts[0].split("These passages differ")[1]
    assert "\n\nSources differ on this." in answer.text
    assert "$1.3 billion" in answer.text
    assert isinstance(events[-2], DisagreementFound)
    assert {claim.value for claim in events[-2].disagreement.claims} == {"$6 million", "$1.3 billion"}


def test_an_answer_stops_at_the_most_sentences_and_ends_the_request() -> None:
    said = [chunk(content=f"{TRUE}, source {n} says [1]. ") for n in range(12)]
    with scripted(Reply([*said, 5.0])) as server:
        events = streamed(assistant(server))
        assert server.hung_up.wait(3)
    assert sum(isinstance(event, SentenceReleased) for event in events) == 6


def test_an_answer_of_headings_stops_too() -> None:
    said = [chunk(content=f"Here is what they say, part {n}:\n\n") for n in range(60)]
    with scripted(Reply([*said, 5.0])) as server:
        events = streamed(assistant(server))
        assert server.hung_up.wait(3)
    assert isinstance(events[-1], Finished)
    *headings, last = events[-1].answer.sentences
    assert len(headings) == 24
    assert last.text.startswith("The answer breaks off here")


def test_a_model_that_goes_round_in_circles_is_stopped() -> None:
    with scripted(Reply([chunk(content=f"{TRUE} [1]. " * 12), 5.0])) as server:
        events = streamed(assistant(server))
        assert server.hung_up.wait(3)
    assert [event.sentence.text for event in events if isinstance(event, SentenceReleased)] == [f"{TRUE}."]


def test_a_reader_who_leaves_ends_the_request() -> None:
    async def leave() -> None:
        stream = assistant(server).stream(Question(FOUNDER))
        async for event in stream:
            if isinstance(event, SentenceReleased):
                break
        await stream.aclose()  # type: ignore[attr-defined]

    with scripted(Reply([chunk(content=f"{TRUE} [1]. It cost a lot "), 5.0])) as server:
        asyncio.run(leave())
        assert server.hung_up.wait(3)


FOLLOW_UP = Question("And where?", history=(Turn(FOUNDER, TRUE),))


def test_a_follow_up_is_rewritten_by_the_model_and_shown_as_understood() -> None:
    answer, server = answered(
        saying("Where did Liang Wenfeng found DeepSeek?"), saying(f"{TRUE}. [1]"), question=FOLLOW_UP
    )
    assert answer.standalone_question == "Where did Liang Wenfeng found DeepSeek?"
    assert "Where did Liang Wenfeng found DeepSeek?" in server.requests[1]["messages"][0]["content"]


@pytest.mark.parametrize("reply", [failing(500), saying("It was in Paris, France.")])
def test_a_rewriting_that_fails_or_says_more_than_was_said_is_not_believed(reply: Reply) -> None:
    replies = [reply] * (3 if reply.status == 500 else 1)
    answer, _ = answered(*replies, saying(f"{TRUE}. [1]"), question=FOLLOW_UP)
    assert "Paris" not in answer.standalone_question
    assert answer.standalone_question != FOLLOW_UP.text
    assert answer.model == MODEL
