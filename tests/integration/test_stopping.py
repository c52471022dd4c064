"""Stopping the server: answers finish, what only waits ends, and nothing that was kept is lost."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.adapters.sqlite.library import SqliteLibrary
from tests.mcp_greeting import ACCEPTED, GREETING
from tests.scripted_endpoint import DONE, MODEL, Reply, ScriptedEndpoint, chunk, scripted, usage
from tests.served_process import ServedProcess, ready

QUESTION = "What did DeepSeek claim that training R1 cost?"
FIRST = "DeepSeek claims that it trained R1 for just $6 million [1]."
LAST = "Others doubt the figure [1]."
PAUSE = 2.0


def slowly() -> Reply:
    begun = [chunk(role="assistant", content=""), chunk(content=f"{FIRST} ")]
    return Reply([*begun, PAUSE, chunk(content=LAST), chunk(finish="stop"), usage(), DONE])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    with scripted(slowly()) as server:
        yield server


@pytest.fixture
def served(tmp_path: Path, data: Path, endpoint: ScriptedEndpoint) -> Iterator[ServedProcess]:
    settings = {"BYLINE_LLM_BASE_URL": endpoint.url, "BYLINE_LLM_MODEL": MODEL}
    with ready(tmp_path, data, **settings) as process:
        yield process


def events(response: httpx.Response) -> Iterator[dict[str, Any]]:
    for line in response.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def holding_a_stream_of_announcements(address: str, is_held: threading.Event) -> threading.Thread:
    """A client of the tools that waits for what the server may announce."""

    def wait() -> None:
        with httpx.Client(base_url=address, timeout=60) as client:
            begun = client.post("/mcp", json=GREETING, headers=ACCEPTED)
            session = {"mcp-session-id": begun.headers["mcp-session-id"], "Accept": "text/event-stream"}
            with client.stream("GET", "/mcp", headers=session) as response:
                assert response.status_code == 200
                is_held.set()
                response.read()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def holding_a_page_open(address: str, is_held: threading.Event) -> threading.Thread:
    """A browser that looks at the page and asks nothing."""

    def wait() -> None:
        with httpx.stream("GET", f"{address}/gradio_api/heartbeat/a-session", timeout=60) as response:
            assert response.status_code == 200
            is_held.set()
            response.read()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_an_answer_that_has_begun_arrives_whole_and_waiting_streams_end(
    served: ServedProcess, data: Path
) -> None:
    held = threading.Event(), threading.Event()
    waiting = (
        holding_a_stream_of_announcements(served.address, held[0]),
        holding_a_page_open(served.address, held[1]),
    )
    assert all(is_held.wait(timeout=30) for is_held in held)
    asked = {"question": QUESTION, "stream": True}
    with httpx.stream("POST", f"{served.address}/api/ask", json=asked, timeout=60) as response:
        coming = events(response)
        begun = next(coming)
        served.stop()
        assert served.refuses_connections()
        for thread in waiting:
            thread.join(timeout=30)
            assert not thread.is_alive()
        rest = list(coming)
    finished = rest[-1]
    assert begun["type"] == "started"
    assert finished["type"] == "finished"
    assert LAST.removesuffix(" [1].") in finished["answer"]["text"]
    assert served.exit_code() == 0
    assert not (data / "owner.json").exists()
    with SqliteLibrary.open(data / "library.db") as library:
        assert library.answer(finished["answer"]["id"])


def test_a_second_signal_does_not_wait(served: ServedProcess) -> None:
    asked = {"question": QUESTION, "stream": True}
    with httpx.stream("POST", f"{served.address}/api/ask", json=asked, timeout=60) as response:
        coming = events(response)
        next(coming)
        served.stop(signal.SIGINT)
        assert served.refuses_connections()
        served.stop(signal.SIGINT)
        with pytest.raises(httpx.RemoteProtocolError):
            list(coming)
    assert served.exit_code() == 130


def test_a_server_that_is_killed_in_an_answer_leaves_the_library_whole(
    served: ServedProcess, data: Path
) -> None:
    asked = {"question": QUESTION, "stream": True}
    with httpx.stream("POST", f"{served.address}/api/ask", json=asked, timeout=60) as response:
        next(events(response))
        served.stop(signal.SIGKILL)
        assert served.exit_code() == -signal.SIGKILL
    with SqliteLibrary.open(data / "library.db") as library:
        assert library.problems() == []
        assert library.collections() == {"demo": 5}
