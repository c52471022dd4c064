"""What a real server does with bodies that are too much, too slow or no JSON, and with too many questions."""

from __future__ import annotations

import gzip
import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from rag.settings import Settings
from rag.settings.tree import ApiSettings
from tests.fakes_ui import FakeByline, demo_byline
from tests.served import running
from ui.limits import bodies

POSTS = ["/api/ask", "/api/search", "/api/verify", "/v1/chat/completions", "/mcp"]
JSON = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
Raw = Callable[[bytes], tuple[int, dict[str, str], bytes]]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running(demo_byline()) as address:
        yield address


@pytest.fixture
def raw(server: str) -> Raw:
    """Sends bytes as they are and reads until the server hangs up."""

    def exchange(sent: bytes) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(server)
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as connection:
            connection.sendall(sent.replace(b"HOST", parts.netloc.encode()))
            received = b""
            while piece := connection.recv(65536):
                received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        return int(status.split()[1]), headers, body

    return exchange


def error_of(path: str, body: bytes) -> dict[str, str | None]:
    """The error in the shape that belongs to the path."""
    error: dict[str, str | None] = json.loads(body)["error"]
    wanted = {"message", "type", "param", "code"} if path.startswith("/v1/") else {"code", "message", "hint"}
    assert set(error) == wanted
    return error


@pytest.mark.parametrize("path", POSTS)
def test_a_length_that_is_too_large_is_refused_before_anything_is_read(raw: Raw, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\n"
    expecting = f"{head}Content-Length: 900000000\r\nExpect: 100-continue\r\n\r\n"
    status, headers, body = raw(expecting.encode())
    assert (status, headers["connection"]) == (413, "close")
    assert error_of(path, body)["code"] == "too_large"


@pytest.mark.parametrize("path", POSTS)
def test_a_body_of_chunks_is_counted(server: str, path: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield from [b" " * 100_000] * 11

    refused = httpx.post(server + path, content=pieces(), headers=JSON)
    assert refused.status_code == 413
    assert error_of(path, refused.content)["code"] == "too_large"


@pytest.mark.parametrize("length", [b"-1", b"abc", b"1e3", b"99999999999999999999999"])
def test_a_length_that_is_none_is_refused(raw: Raw, length: bytes) -> None:
    request = b"POST /api/ask HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nContent-Length: %b\r\n\r\n{}"
    assert raw(request % length)[0] in {400, 413}


def test_a_body_that_stops_coming_is_408_and_the_connection_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "USUAL_PACE", bodies.Pace(patience_seconds=0.2, slowest_bytes=10_000))
    monkeypatch.setattr(bodies, "LINGER_SECONDS", 0.1)
    with running(demo_byline()) as address:
        parts = urlsplit(address)
        for path in ("/api/ask", "/v1/chat/completions"):
            with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as connection:
                head = f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 90\r\n"
                connection.sendall(f'{head}Content-Type: application/json\r\n\r\n{{"que'.encode())
                received = b""
                while piece := connection.recv(65536):
                    received += piece
            assert received.startswith(b"HTTP/1.1 408")
            assert error_of(path, received.partition(b"\r\n\r\n")[2])["code"] == "too_slow"
        assert httpx.post(address + "/api/ask", json={"question": "What did it cost?"}).status_code == 200


HARMFUL = {
    "deep": b'{"question": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"a":' * 100_000,
    "half a character": b'{"question": "\\ud800", "query": "\\ud800", "text": "\\ud800"}',
    "half a character in a name": b'{"\\udfff": 1}',
    "not a number": b'{"question": NaN, "top_k": NaN, "answer": {"schema": NaN}}',
    "infinite": b'{"question": "x", "top_k": 1e999}',
    "a huge number": b'{"question": "x", "top_k": ' + b"9" * 5000 + b"}",
    "a large number": b'{"question": "x", "query": "x", "text": "x", "top_k": ' + b"9" * 400 + b"}",
    "no UTF-8": b'{"question": "\xff\xfe"}',
    "UTF-16": '{"question": "What?"}'.encode("utf-16-le"),
    "zeros": b"\0" * 100,
    "cut": b'{"question": "x"',
    "a list": b"[1, 2]",
    "a word": b'"question"',
    "nothing": b"null",
    "an empty name": b'{"": ""}',
    "names twice": b'{"question": 1, "question": 2, "query": 1, "query": 2, "text": 1, "text": 2}',
    "a deep answer": b'{"answer": ' + b'{"a": ' * 60 + b"1" + b"}" * 60 + b"}",
    "zero in names": b'{"question": "x", "query": "x", "collection": "a\\u0000b", "answer_id": "a\\u0000"}',
}


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("name", HARMFUL)
def test_rubbish_is_a_clear_4xx_everywhere(server: str, path: str, name: str) -> None:
    refused = httpx.post(server + path, content=HARMFUL[name], headers=JSON)
    is_question = name == "zero in names" and path in {"/api/ask", "/api/search"}
    assert refused.status_code < 500
    assert is_question or refused.status_code >= 400
    if path != "/mcp" and not is_question:
        error_of(path, refused.content)


@pytest.mark.parametrize("path", ["/api/ask", "/api/search", "/api/verify", "/v1/chat/completions"])
def test_bodies_of_another_kind_are_415(server: str, path: str) -> None:
    body = b'{"question": "What did it cost?"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/octet-stream"):
        refused = httpx.post(server + path, content=body, headers={"Content-Type": kind})
        assert refused.status_code == 415
        assert error_of(path, refused.content)["code"] == "unsupported_media_type"
    assert httpx.post(server + path, content=body).status_code == 415
    packed = httpx.post(
        server + path, content=gzip.compress(body), headers=JSON | {"Content-Encoding": "gzip"}
    )
    assert packed.status_code == 415
    files = httpx.post(server + path, files={"file": b"x"})
    assert 400 <= files.status_code < 500


def test_a_body_that_is_missing_is_400(server: str) -> None:
    for path in POSTS[:4]:
        assert httpx.post(server + path).status_code == 400


def test_earlier_turns_have_an_end(server: str) -> None:
    turns = [{"question": "x" * 50_000, "answer": "y" * 60_000}] * 2
    refused = httpx.post(server + "/api/ask", json={"question": "Why?", "history": turns})
    assert refused.status_code == 400
    assert "200,000 are allowed" in refused.json()["error"]["message"]
    assert refused.json()["error"]["hint"]


def busy(**api: int) -> FakeByline:
    byline = demo_byline(pause_seconds=0.15)
    byline.settings = Settings(api=ApiSettings(**api))
    return byline


def ask(server: str, **more: object) -> httpx.Response:
    return httpx.post(server + "/api/ask", json={"question": "What did it cost?", **more}, timeout=30)


def test_questions_wait_for_their_turn_and_one_too_many_is_told_when_to_come_back() -> None:
    with running(busy(answers_at_once=1, queue=2, queue_per_caller=2)) as server:
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: ask(server), range(6)))
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [200, 200, 200, 429, 429, 429]
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert refused.json()["error"]["code"] == "too_many_questions"
        assert int(refused.headers["Retry-After"]) >= 1


def test_a_full_queue_is_503_for_streams_too_and_in_openais_shape() -> None:
    with running(busy(answers_at_once=1, queue=0)) as server, ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask, server)
        deadline = time.monotonic() + 10
        while "byline_answers_running 1.0" not in httpx.get(server + "/metrics").text:
            assert time.monotonic() < deadline
        streamed = ask(server, stream=True)
        body = {"model": "byline", "messages": [{"role": "user", "content": "What did it cost?"}]}
        chat = httpx.post(server + "/v1/chat/completions", json=body | {"stream": True})
        for refused in (streamed, chat):
            assert refused.status_code == 503
            assert int(refused.headers["Retry-After"]) >= 1
            assert error_of(urlsplit(str(refused.url)).path, refused.content)["code"] == "busy"
        assert first.result().status_code == 200


def test_clients_that_hang_up_leave_the_queue() -> None:
    with running(busy(answers_at_once=1, queue=5)) as server:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(server + "/api/ask", json={"question": "What did it cost?"}, timeout=0.1)
        assert ask(server).status_code == 200
        told = httpx.get(server + "/metrics").text
        assert "byline_answers_running 0.0" in told
        assert "byline_answers_waiting 0.0" in told
