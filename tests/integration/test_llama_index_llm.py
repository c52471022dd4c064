"""Our language model as LlamaIndex's own parts use it, against a scripted endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from llama_index.core import SummaryIndex
from llama_index.core.base.llms.types import ChatMessage, MessageRole
from llama_index.core.evaluation import FaithfulnessEvaluator
from llama_index.core.schema import TextNode

from rag.adapters.endpoint_access import Access
from rag.adapters.endpoint_model import EndpointModel, Patience
from rag.errors import EmptyAnswerError, EndpointBusyError, EndpointError, EndpointKeyError
from rag.llama_index_llm import EndpointLLM
from tests.scripted_endpoint import KEY, MODEL, Reply, ScriptedEndpoint, chunk, failing, saying, scripted

HASTE = Patience(deadline=10, silence=0.5, first_pause=0.01)
THOUGHT = "Okay, the context says so, therefore the answer is clear."
TALK = [ChatMessage(role="system", content="Be brief."), ChatMessage(role="user", content="Why?")]
MORE = "and more words than fit into the pipe. " * 200


def llm(server: ScriptedEndpoint, *, context: int = 4096, thinks: bool = False) -> EndpointLLM:
    access = Access(server.url, KEY)
    model = EndpointModel(access, MODEL, context_tokens=context, patience=HASTE)
    return EndpointLLM(model, is_thinking_off=not thinks)


async def whole_stream(asked: EndpointLLM) -> str:
    return [one async for one in await asked.astream_complete("Why?")][-1].text


async def whole_chat_stream(asked: EndpointLLM) -> str | None:
    return [one async for one in await asked.astream_chat(TALK)][-1].message.content


ASK: dict[str, Callable[[EndpointLLM], Any]] = {
    "complete": lambda asked: asked.complete("Why?").text,
    "stream_complete": lambda asked: list(asked.stream_complete("Why?"))[-1].text,
    "chat": lambda asked: asked.chat(TALK).message.content,
    "stream_chat": lambda asked: list(asked.stream_chat(TALK))[-1].message.content,
    "acomplete": lambda asked: asyncio.run(asked.acomplete("Why?")).text,
    "astream_complete": lambda asked: asyncio.run(whole_stream(asked)),
    "achat": lambda asked: asyncio.run(asked.achat(TALK)).message.content,
    "astream_chat": lambda asked: asyncio.run(whole_chat_stream(asked)),
}


@pytest.mark.parametrize("way", ASK)
def test_every_way_of_asking_gives_the_answer_without_its_reasoning(way: str) -> None:
    with scripted(saying("Because ", "it is.", thought=THOUGHT)) as server:
        assert ASK[way](llm(server)) == "Because it is."
        assert "Why?" in server.prompts[0]
        assert len(server.requests) == 1


@pytest.mark.parametrize("way", ASK)
def test_every_way_of_asking_fails_with_our_error(way: str) -> None:
    with scripted(failing(401)) as server, pytest.raises(EndpointKeyError) as caught:
        ASK[way](llm(server))
    assert caught.value.hint
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [
        saying("Yes.", thought=THOUGHT),
        saying("Yes.", thought=THOUGHT, field_name="reasoning"),
        saying(f"<think>{THOUGHT}</think>Yes."),
        saying(THOUGHT, "</think>", "Yes."),
    ],
)
def test_reasoning_is_kept_beside_the_text(reply: Reply) -> None:
    with scripted(reply) as server:
        answer = llm(server, thinks=True).complete("Why?")
    assert answer.text == "Yes."
    assert answer.additional_kwargs["reasoning"] == THOUGHT
    assert answer.additional_kwargs["finish_reason"] == "stop"
    assert answer.additional_kwargs["completion_tokens"] == 20


def test_reasoning_that_is_recognised_late_leaves_the_text() -> None:
    with scripted(
        saying("A sentence that looks like an answer for a long while. ", "</think>", "Yes.")
    ) as server:
        responses = list(llm(server).stream_complete("Why?"))
    assert responses[-1].text == "Yes."
    assert responses[-1].additional_kwargs["reasoning"].startswith("A sentence")


def test_pieces_come_as_they_are_written() -> None:
    with scripted(saying("The first piece is long enough to be certain of. ", "Then ", "more.")) as server:
        responses = list(llm(server).stream_complete("Why?"))
    assert "".join(one.delta or "" for one in responses) == responses[-1].text
    assert sum(bool(one.delta) for one in responses) == 3


def test_a_whole_answer_can_be_asked_for_where_an_event_loop_runs() -> None:
    async def inside() -> str:
        return llm(server).complete("Why?").text

    with scripted(saying("Because.")) as server:
        assert asyncio.run(inside()) == "Because."


def test_leaving_a_stream_early_ends_the_request() -> None:
    with scripted(Reply([chunk(content=MORE), 5.0])) as server:
        responses = llm(server).stream_complete("Why?")
        assert next(responses).text
        responses.close()
        assert server.hung_up.wait(3)


def test_nothing_is_retried_on_top_of_our_own_retries() -> None:
    with scripted(failing(503)) as server, pytest.raises(EndpointBusyError):
        llm(server).complete("Why?")
    assert len(server.requests) == HASTE.attempts


@pytest.mark.parametrize("reply", [saying(" \n"), saying(thought=THOUGHT)])
def test_an_answer_of_nothing_is_an_error(reply: Reply) -> None:
    with scripted(reply) as server, pytest.raises(EmptyAnswerError):
        llm(server).complete("Why?")


@pytest.mark.parametrize(("thinks", "is_sent"), [(False, True), (True, False)])
def test_reasoning_is_asked_for_as_it_is_set(thinks: bool, is_sent: bool) -> None:
    with scripted(saying("Yes.")) as server:
        llm(server, thinks=thinks).complete("Why?")
    assert ("thinking" in server.requests[0]) is is_sent


def test_lengths_and_name_are_told() -> None:
    with scripted(saying("x")) as server:
        told = llm(server, context=2048).metadata
    assert (told.context_window, told.num_output, told.model_name) == (2048, 512, MODEL)
    assert not told.is_function_calling_model


def test_a_conversation_is_told_who_said_what() -> None:
    with scripted(saying("Because.")) as server:
        answer = llm(server).chat(TALK)
    assert answer.message.role is MessageRole.ASSISTANT
    assert server.prompts[0].splitlines()[:2] == ["system: Be brief.", "user: Why?"]


@pytest.mark.parametrize(("verdict", "passing"), [("YES", True), ("NO", False)])
def test_llama_indexs_faithfulness_evaluator_judges_with_it(verdict: str, passing: bool) -> None:
    with scripted(saying(verdict, thought="It may be yes or no.")) as server:
        judge = FaithfulnessEvaluator(llm=llm(server, thinks=True))
        found = asyncio.run(
            judge.aevaluate(response="Liang founded it.", contexts=["Liang Wenfeng founded DeepSeek."])
        )
    assert found.passing is passing
    assert "Liang Wenfeng founded DeepSeek." in server.prompts[0]


def test_an_evaluation_that_cannot_be_made_fails_with_our_error() -> None:
    with scripted(failing(402)) as server, pytest.raises(EndpointError, match="balance"):
        asyncio.run(FaithfulnessEvaluator(llm=llm(server)).aevaluate(response="x", contexts=["y"]))


def test_a_query_engine_of_llama_index_answers_with_it() -> None:
    with scripted(saying("In Hangzhou.")) as server:
        index = SummaryIndex(nodes=[TextNode(text="DeepSeek sits in Hangzhou.")])
        answer = index.as_query_engine(llm=llm(server)).query("Where is it?")
    assert str(answer) == "In Hangzhou."
    assert "DeepSeek sits in Hangzhou." in server.prompts[0]
