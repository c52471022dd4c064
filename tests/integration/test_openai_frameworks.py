"""Frameworks that speak OpenAI's protocol, unchanged."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import openai
import pytest
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike
from pydantic import BaseModel, SecretStr

from tests.fakes_ui import FakeByline, demo_byline
from tests.served import running

COST = "What did it cost?"


class Cost(BaseModel):
    """What somebody may want to read out of an answer."""

    dollars: int


@pytest.fixture(scope="module")
def byline() -> FakeByline:
    return demo_byline()


@pytest.fixture(scope="module")
def base_url(byline: FakeByline) -> Iterator[str]:
    with running(byline) as address:
        yield f"{address}/v1"


def test_llama_index_chats_and_streams(base_url: str) -> None:
    model = OpenAILike(api_base=base_url, api_key="none", model="byline", is_chat_model=True)
    question = [ChatMessage(role="user", content=COST)]
    whole = model.chat(question).message.content
    assert whole
    assert "\n\nSources:\n- [1] " in whole
    *_, last = model.stream_chat(question)
    assert last.message.content == whole


def test_langchain_chats_and_streams(base_url: str, byline: FakeByline) -> None:
    model = ChatOpenAI(base_url=base_url, api_key=SecretStr("none"), model="byline/extractive")
    first = model.invoke([SystemMessage("Be brief."), HumanMessage(COST)])
    assert "\n\nSources:\n- [1] " in str(first.content)
    assert first.response_metadata["finish_reason"] == "stop"
    assert byline.assistant.questions[-1].style == "Be brief."
    assert "".join(str(chunk.content) for chunk in model.stream(COST)) == first.content
    model.invoke([HumanMessage(COST), first, HumanMessage("And then?")])
    (turn,) = byline.assistant.questions[-1].history
    assert "Sources:" not in turn.answer


def test_frameworks_ask_without_blocking(base_url: str) -> None:
    async def asking() -> None:
        async with httpx.AsyncClient() as http:  # theirs to close, else nobody does
            theirs = OpenAILike(
                api_base=base_url, api_key="none", model="byline", is_chat_model=True, async_http_client=http
            )
            whole = (await theirs.achat([ChatMessage(role="user", content=COST)])).message.content
            model = ChatOpenAI(
                base_url=base_url, api_key=SecretStr("none"), model="byline", http_async_client=http
            )
            assert (await model.ainvoke(COST)).content == whole
            assert "".join([str(chunk.content) async for chunk in model.astream(COST)]) == whole

    asyncio.run(asking())


def test_llama_index_is_told_what_to_set_where_it_asks_for_mere_completion(base_url: str) -> None:
    model = OpenAILike(api_base=base_url, api_key="none", model="byline", max_retries=0)
    with pytest.raises(openai.NotFoundError, match="set the client to use a chat model"):
        model.complete(COST)


def test_errors_are_those_that_frameworks_know(base_url: str) -> None:
    theirs = OpenAILike(api_base=base_url, api_key="none", model="gpt-4", is_chat_model=True, max_retries=0)
    with pytest.raises(openai.NotFoundError, match="There is no model"):
        theirs.chat([ChatMessage(role="user", content=COST)])
    model = ChatOpenAI(base_url=base_url, api_key=SecretStr("none"), model="byline")
    with pytest.raises(openai.BadRequestError, match="not JSON of a given form"):
        model.with_structured_output(Cost, method="json_schema").invoke(COST)
    with pytest.raises(openai.BadRequestError, match="No tool can be called"):
        model.with_structured_output(Cost, method="function_calling").invoke(COST)


def test_tools_that_may_be_left_alone_are(base_url: str) -> None:
    model = ChatOpenAI(base_url=base_url, api_key=SecretStr("none"), model="byline")
    reply = model.bind_tools([Cost]).invoke(COST)
    assert "Sources:" in str(reply.content)
