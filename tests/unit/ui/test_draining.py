"""When the server stops, streams that only wait end; the others are left alone."""

from __future__ import annotations

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from ui.draining import Draining, EndIdleStreams

EVENTS = [(b"content-type", b"text/event-stream; charset=utf-8")]


async def endless(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": EVENTS})
    await send({"type": "http.response.body", "body": b": wait\n\n", "more_body": True})
    await anyio.sleep_forever()


def served(path: str, method: str = "GET", *, stops_first: bool = False) -> tuple[list[Message], bool]:
    """What was sent, and whether the response ended by itself when the server stopped."""

    async def serve() -> tuple[list[Message], bool]:
        sent: list[Message] = []
        draining, has_ended = Draining(), False

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        async def respond() -> None:
            nonlocal has_ended
            scope = {"type": "http", "method": method, "path": path}
            await EndIdleStreams(endless, draining)(scope, receive, send)
            has_ended = True

        async with anyio.create_task_group() as tasks:
            if stops_first:
                draining.begin()
            tasks.start_soon(respond)
            await anyio.wait_all_tasks_blocked()
            draining.begin()
            await anyio.wait_all_tasks_blocked()
            tasks.cancel_scope.cancel()
        return sent, has_ended

    return anyio.run(serve)


@pytest.mark.parametrize("path", ["/mcp", "/api/jobs/7", "/gradio_api/heartbeat/abc"])
def test_a_waiting_stream_ends_whole(path: str) -> None:
    sent, has_ended = served(path)
    assert has_ended
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


def test_one_that_begins_while_the_server_stops_ends_too() -> None:
    assert served("/mcp", stops_first=True)[1]


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/ask"), ("POST", "/mcp"), ("GET", "/gradio_api/queue/data")]
)
def test_an_answer_goes_on(method: str, path: str) -> None:
    assert not served(path, method)[1]
