"""The tools, called by the protocol's own client within this process; it checks each result's schema."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from mcp import Client, MCPError
from mcp.types import CallToolResult, Tool

from rag.domain import Question
from rag.errors import EndpointError
from rag.events import AnswerEvent
from tests.fakes_ui import FakeByline, ListLibrary, ScriptedAssistant, builtin_articles, demo_byline
from ui.mcp.server import build_server
from ui.saved_answers import read_answer

COST = "What did it cost?"
CGTN = "cgtn-deepseek-three-reasons"


def connected(byline: FakeByline, use: Callable[[Client], Awaitable[Any]]) -> Any:
    async def within() -> Any:
        async with Client(build_server(byline)) as client:
            return await use(client)

    return anyio.run(within)


def called(name: str, arguments: dict[str, Any], byline: FakeByline | None = None) -> CallToolResult:
    return connected(byline or demo_byline(), lambda client: client.call_tool(name, arguments))


def words(result: CallToolResult) -> str:
    return result.content[0].text


def error(result: CallToolResult) -> dict[str, str]:
    assert result.is_error
    assert result.structured_content["error"]["message"] in words(result)
    return result.structured_content["error"]


def failing(problem: BaseException) -> FakeByline:
    def script(_: Question) -> list[AnswerEvent | BaseException | float]:
        return [problem]

    return FakeByline(ListLibrary([]), ScriptedAssistant(script))


def tools() -> dict[str, Tool]:
    async def listed(client: Client) -> dict[str, Tool]:
        return {tool.name: tool for tool in (await client.list_tools()).tools}

    return connected(demo_byline(), listed)


def test_there_are_five_tools_and_all_say_that_they_only_read() -> None:
    listed = tools()
    assert list(listed) == ["ask", "search", "find_all", "get_article", "verify"]
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed.values())


def test_every_tool_describes_itself_its_fields_and_its_result() -> None:
    for tool in tools().values():
        assert tool.title
        assert tool.description
        assert tool.output_schema
        assert tool.output_schema["type"] == "object"
        assert tool.input_schema["type"] == "object"
        assert all("description" in field for field in tool.input_schema["properties"].values())


def test_ask_gives_the_answer_object_and_the_sources_in_words() -> None:
    result = called("ask", {"question": COST})
    answer = result.structured_content
    assert read_answer(answer).id == answer["id"]
    assert answer["text"] in words(result)
    for cited in answer["citations"]:
        assert f"[{cited['n']}] {cited['title']}" in words(result)
    assert "Sources differ on what training cost" in words(result)


def test_ask_takes_the_limits_of_the_http_interface_and_saves_nothing() -> None:
    byline = demo_byline()
    arguments = {
        "question": COST,
        "history": [{"question": "q", "answer": "a"}],
        "as_of": "2025-02-01",
        "since": "2024-01-01",
        "publisher": ["CGTN"],
        "collection": "demo",
        "top_k": 4,
        "model": "byline/extractive",
    }
    assert not called("ask", arguments, byline).is_error
    asked = byline.assistant.questions[-1]
    assert (asked.as_of, asked.since, asked.top_k, asked.model) == (
        "2025-02-01",
        "2024-01-01",
        4,
        "extractive",
    )
    assert (asked.publishers, asked.collections) == (("CGTN",), ("demo",))
    assert asked.history[0].question == "q"
    assert not asked.keep


def test_a_refusal_names_the_nearest_articles() -> None:
    result = called("ask", {"question": "Who lives on Mars?"})
    assert result.structured_content["abstained"]
    assert f"(article_id {result.structured_content['nearest'][0]['article_id']})" in words(result)


def test_ask_tells_sentence_by_sentence_how_far_it_is() -> None:
    told: list[tuple[float, str | None]] = []

    async def hear(progress: float, _: float | None, message: str | None) -> None:
        told.append((progress, message))

    result = connected(
        demo_byline(), lambda client: client.call_tool("ask", {"question": COST}, progress_callback=hear)
    )
    assert [step for step, _ in told] == list(range(1, len(told) + 1))
    assert told[0][1] == f"Searching: {COST}"
    sentences = [sentence["text"] for sentence in result.structured_content["sentences"]]
    assert [message for _, message in told[2:]] == sentences


def test_search_gives_passages_with_their_articles() -> None:
    byline = demo_byline()
    result = called("search", {"query": "training cost", "since": "2025-01", "top_k": 3}, byline)
    passage = result.structured_content["passages"][0]
    assert passage["text"] in words(result)
    assert passage["article_id"] in words(result)
    assert (byline.searched[-1].since, byline.searched[-1].top_k) == ("2025-01", 3)


def test_find_all_counts_everything_and_gives_a_page() -> None:
    result = called("find_all", {"query": "DeepSeek", "limit": 2, "offset": 1})
    found = result.structured_content
    assert found["total"] == len(builtin_articles())
    assert len(found["articles"]) == 2
    assert "More with offset 3." in words(result)


def test_a_long_article_comes_in_pieces_that_join() -> None:
    first = called("get_article", {"article_id": CGTN, "length": 2000})
    rest = called("get_article", {"article_id": CGTN, "start": 2000})
    whole = next(article for article in builtin_articles() if article.id == CGTN).text
    assert first.structured_content["text"] + rest.structured_content["text"] == whole
    assert "more with start 2000." in words(first)
    assert "more with" not in words(rest)


def test_an_article_tells_nothing_of_this_machine() -> None:
    assert "source" not in called("get_article", {"article_id": CGTN}).structured_content


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("ask", {}, "usage"),
        ("ask", {"question": 3}, "usage"),
        ("ask", {"question": "x", "top_k": 51}, "usage"),
        ("ask", {"question": "x", "as_of": "soon"}, "usage"),
        ("ask", {"question": "x", "keep": True}, "usage"),
        ("ask", {"question": "fail"}, "question"),
        ("search", {"query": " "}, "question"),
        ("search", {"query": "x" * 4001}, "question"),
        ("find_all", {"query": "…"}, "question"),
        ("find_all", {"query": "x", "collection": ["nowhere"]}, "unknown_name"),
        ("get_article", {"article_id": "nowhere"}, "unknown_name"),
        ("get_article", {"article_id": CGTN, "start": 10_000_000}, "usage"),
        ("verify", {}, "usage"),
        ("verify", {"text": "x", "answer_id": "y"}, "usage"),
        ("verify", {"answer": {"text": "x"}}, "usage"),
        ("verify", {"answer_id": "nowhere"}, "unknown_name"),
    ],
)
def test_what_cannot_be_is_said_with_a_way_out(name: str, arguments: dict[str, Any], code: str) -> None:
    said = error(called(name, arguments))
    assert said["code"] == code
    assert said["hint"]


def test_the_value_that_is_wrong_is_not_repeated() -> None:
    assert "secret" not in words(called("ask", {"question": "x", "top_k": "secret"}))


def test_a_failed_answer_is_an_error_and_not_an_answer() -> None:
    said = error(called("ask", {"question": COST}, failing(EndpointError("The endpoint is gone."))))
    assert said["code"] == "endpoint"


def test_the_unexpected_gives_no_details(caplog: pytest.LogCaptureFixture) -> None:
    result = called("ask", {"question": COST}, failing(ZeroDivisionError("secret detail")))
    assert error(result)["code"] == "internal"
    assert "secret" not in words(result)
    assert "secret detail" in caplog.text


def test_an_unknown_tool_is_answered_with_those_there_are() -> None:
    async def use(client: Client) -> None:
        with pytest.raises(MCPError, match="There are ask, search, find_all, get_article, verify"):
            await client.call_tool("delete", {})

    connected(demo_byline(), use)
