"""The tools over both transports, with the protocol's own client: a real server, and a real `byline mcp`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult

from benchmarks.golden import open_demo
from rag.domain import Question
from rag.events import AnswerEvent
from tests.fakes_ui import FakeByline, ListLibrary, ScriptedAssistant, builtin_articles, cost_script
from tests.mcp_greeting import ACCEPTED, GREETING
from tests.served import running
from ui.limits.body_rules import USUAL_BYTES

ROOT = Path(__file__).parents[2]
FOUNDER = "Who founded DeepSeek?"
SLOW = "slow"
LONG_SECONDS = 60.0
MODES = ["legacy", "auto"]  # sessions with a handshake, and requests that stand alone


class WatchedAssistant(ScriptedAssistant):
    """Tells when an answer has ended, whole or not."""

    def __init__(self) -> None:
        super().__init__(script)
        self.stopped = threading.Event()

    async def stream(self, question: Question) -> AsyncIterator[AnswerEvent]:
        try:
            async with aclosing(super().stream(question)) as events:
                async for event in events:
                    yield event
        finally:
            self.stopped.set()


def script(question: Question) -> Iterable[AnswerEvent | BaseException | float]:
    return cost_script(10 * LONG_SECONDS if question.text == SLOW else 0.0)(question)


@pytest.fixture(scope="module")
def fake() -> FakeByline:
    return FakeByline(ListLibrary(builtin_articles()), WatchedAssistant())


@pytest.fixture(scope="module")
def server(fake: FakeByline) -> Iterator[str]:
    with running(fake) as address:
        yield f"{address}/mcp"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mcp")


@pytest.fixture(scope="module")
def real_server(data_dir: Path) -> Iterator[str]:
    """The built-in articles, with nothing faked."""
    byline = open_demo(data_dir)
    try:
        with running(byline) as address:
            yield f"{address}/mcp"
    finally:
        byline.close()


def used(where: str | StdioServerParameters, mode: str, use: Callable[[Client], Awaitable[Any]]) -> Any:
    async def within() -> Any:
        async with Client(where, mode=mode) as client:
            return await use(client)

    return anyio.run(within)


def command(data_dir: Path) -> StdioServerParameters:
    environment = os.environ | {"BYLINE_DATA_DIR": str(data_dir)}
    return StdioServerParameters(
        command=sys.executable, args=["-m", "ui", "mcp"], env=environment, cwd=str(ROOT)
    )


async def every_tool(client: Client) -> dict[str, CallToolResult]:
    """Each tool's result, the later ones asked for what the earlier ones named."""
    answer = await client.call_tool("ask", {"question": FOUNDER})
    cited = answer.structured_content["citations"][0]
    span = {"start": cited["start"], "length": cited["end"] - cited["start"]}
    return {
        "ask": answer,
        "search": await client.call_tool("search", {"query": FOUNDER, "top_k": 3}),
        "find_all": await client.call_tool("find_all", {"query": "Liang Wenfeng"}),
        "get_article": await client.call_tool("get_article", {"article_id": cited["article_id"], **span}),
        "verify": await client.call_tool("verify", {"answer": answer.structured_content}),
        "verify text": await client.call_tool("verify", {"text": cited["quote"]}),
    }


def check_every_tool(results: dict[str, CallToolResult]) -> None:
    assert not any(result.is_error for result in results.values())
    given = {name: result.structured_content for name, result in results.items()}
    assert not given["ask"]["abstained"]
    assert len(given["search"]["passages"]) == 3
    assert given["find_all"]["total"] > 0
    assert given["get_article"]["text"] == given["ask"]["citations"][0]["quote"]
    assert given["verify"]["status"] == "intact"
    assert given["verify text"]["is_supported"]


@pytest.mark.parametrize("mode", MODES)
def test_every_tool_answers_over_http(real_server: str, mode: str) -> None:
    check_every_tool(used(real_server, mode, every_tool))


@pytest.mark.usefixtures("real_server")
def test_every_tool_answers_over_standard_input_and_output(data_dir: Path) -> None:
    check_every_tool(used(command(data_dir), "auto", every_tool))


def test_an_empty_library_is_said_so(tmp_path: Path) -> None:
    async def use(client: Client) -> tuple[CallToolResult, ...]:
        return (
            await client.call_tool("ask", {"question": FOUNDER}),
            await client.call_tool("search", {"query": FOUNDER}),
            await client.call_tool("get_article", {"article_id": "any"}),
        )

    asked, searched, article = used(command(tmp_path), "legacy", use)
    assert asked.structured_content["reason"] == "empty_library"
    assert searched.structured_content["passages"] == []
    assert article.structured_content["error"]["code"] == "unknown_name"


@contextmanager
def conversing(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """A `byline mcp` that has said hello."""
    started = command(data_dir)
    with subprocess.Popen(
        [started.command, *started.args],
        env=started.env,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert told(process, GREETING)["result"]["serverInfo"]["name"] == "byline"
        yield process


def told(process: subprocess.Popen[str], *messages: object) -> dict[str, Any]:
    """What it replies first to lines on its standard input; text is sent as it stands."""
    assert process.stdin
    assert process.stdout
    for message in messages:
        process.stdin.write((message if isinstance(message, str) else json.dumps(message)) + "\n")
    process.stdin.flush()
    reply: dict[str, Any] = json.loads(process.stdout.readline())
    return reply


def test_only_the_protocol_goes_to_standard_output_and_a_closed_input_ends_it(tmp_path: Path) -> None:
    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    with conversing(tmp_path) as process:
        listed = told(process, ready, "no JSON", {"jsonrpc": "2.0", "id": 2, "method": "tools/list"})
        assert len(listed["result"]["tools"]) == 5
        out, err = process.communicate(timeout=LONG_SECONDS)
    assert process.returncode == 0
    assert out == ""
    assert "Traceback" not in err


def test_ctrl_c_ends_it_while_it_waits(tmp_path: Path) -> None:
    with conversing(tmp_path) as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=LONG_SECONDS) == -signal.SIGINT


@pytest.mark.parametrize("mode", MODES)
def test_who_cancels_stops_the_answer(server: str, fake: FakeByline, mode: str) -> None:
    stopped = fake.assistant.stopped
    stopped.clear()

    async def use(client: Client) -> None:
        async with anyio.create_task_group() as calls:

            async def hear(*_: object) -> None:  # the answer has begun
                assert not stopped.is_set()
                calls.cancel_scope.cancel()

            async def ask() -> None:
                await client.call_tool("ask", {"question": SLOW}, progress_callback=hear)

            calls.start_soon(ask)
        assert await anyio.to_thread.run_sync(stopped.wait, LONG_SECONDS)
        assert not (await client.call_tool("ask", {"question": "quick"})).is_error

    used(server, mode, use)


def posted(server: str, **given: Any) -> httpx.Response:
    sent = {"json": GREETING, "headers": ACCEPTED} | given
    return httpx.post(server, **sent)


def test_a_name_that_was_bound_to_this_machine_is_refused(server: str) -> None:
    refused = posted(server, headers=ACCEPTED | {"Host": "evil.example"})
    assert refused.status_code == 421
    assert "BYLINE_PUBLIC_URL" in refused.json()["error"]["hint"]


def test_a_page_from_elsewhere_is_refused(server: str) -> None:
    refused = posted(server, headers=ACCEPTED | {"Origin": "https://evil.example"})
    assert refused.status_code == 403
    assert refused.json()["error"]["hint"]


def test_a_body_that_is_no_json_is_refused(server: str) -> None:
    refused = posted(server, json=None, content=b"{}", headers=ACCEPTED | {"Content-Type": "text/plain"})
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "usage"


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b'{"jsonrpc": "2.0"}'])
def test_rubbish_is_an_error_without_a_traceback(server: str, content: bytes) -> None:
    headers = ACCEPTED | {"Content-Type": "application/json"}
    refused = posted(server, json=None, content=content, headers=headers)
    assert 400 <= refused.status_code < 500
    assert "Traceback" not in refused.text


def test_a_body_beyond_the_limit_is_refused(server: str) -> None:
    headers = ACCEPTED | {"Content-Type": "application/json"}
    refused = posted(server, json=None, content=b" " * (USUAL_BYTES + 1), headers=headers)
    assert refused.status_code == 413


def test_an_unknown_session_is_refused(server: str) -> None:
    assert posted(server, headers=ACCEPTED | {"Mcp-Session-Id": "guessed"}).status_code == 404


def test_the_other_routes_are_still_there(server: str) -> None:
    assert httpx.get(server.removesuffix("/mcp") + "/healthz").json()["ok"]
