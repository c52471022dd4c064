from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from rag.adapters.endpoint_embedder import MAX_RETRIES, EndpointEmbedding, build_endpoint_embedder
from rag.errors import EmbedderError

KEY = "sk-secret-123"
Reply = Callable[[dict[str, Any]], tuple[int, str]]


class Server(ThreadingHTTPServer):
    """An `/embeddings` endpoint on the loopback that answers as it is told."""

    daemon_threads = True

    def __init__(self, reply: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply = reply
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(request)
        self.server.keys.append(self.headers["Authorization"])
        status, body = self.server.reply(request)
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if body.startswith("{") else "text/html")
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serving(reply: Reply) -> Iterator[tuple[Server, EndpointEmbedding]]:
    server = Server(reply)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server, build_endpoint_embedder(server.url, "model-x", KEY, timeout_seconds=0.5)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def vectors(*rows: list[Any]) -> tuple[int, str]:
    data = [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(rows)]
    return 200, json.dumps({"object": "list", "model": "model-x", "data": data, "usage": {}})


def counting(request: dict[str, Any]) -> tuple[int, str]:
    return vectors(*([float(len(text)), 0.0, 4.0] for text in request["input"]))


def test_vectors_come_in_order_with_length_one() -> None:
    with serving(counting) as (server, embedder):
        batch = embedder.embed(["abc", ""])

        assert batch == pytest.approx(np.array([[0.6, 0.0, 0.8], [0.0, 0.0, 1.0]]))
        assert batch.dtype == np.float32
        assert embedder.get_query_embedding("abc") == pytest.approx([0.6, 0.0, 0.8])
        assert embedder.get_text_embedding_batch(["abc"]) == [pytest.approx([0.6, 0.0, 0.8])]
        assert embedder.dimension == 3
        assert server.requests[0]["model"] == embedder.model_name == "model-x"
        assert set(server.keys) == {f"Bearer {KEY}"}


def test_the_dimension_is_asked_for_once() -> None:
    with serving(counting) as (server, embedder):
        assert (embedder.dimension, embedder.dimension) == (3, 3)
        assert len(server.requests) == 1
        assert embedder.embed([]).shape == (0, 3)


def test_many_texts_go_in_several_requests() -> None:
    with serving(counting) as (server, embedder):
        assert embedder.embed(["a" * n for n in range(1, 151)]).shape == (150, 3)
        assert [len(request["input"]) for request in server.requests] == [64, 64, 22]


def test_without_a_key_none_of_the_environments_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-someone-else")
    with serving(counting) as (server, _):
        build_endpoint_embedder(server.url, "m", None, timeout_seconds=1).embed(["a"])
        assert server.keys == ["Bearer none"]


def test_a_short_failure_is_retried() -> None:
    replies = iter([(503, "{}"), (429, "{}")])
    with serving(lambda request: next(replies, None) or counting(request)) as (server, embedder):
        assert embedder.embed(["abc"]).shape == (1, 3)
        assert len(server.requests) == 3


@pytest.mark.parametrize("status", [429, 500])
def test_a_lasting_failure_is_retried_a_few_times_only(status: int) -> None:
    with serving(lambda request: (status, "{}")) as (server, embedder):
        with pytest.raises(EmbedderError, match=str(status)):
            embedder.get_query_embedding("abc")
        assert len(server.requests) == MAX_RETRIES + 1


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (401, json.dumps({"error": {"message": f"bad key {KEY}"}}), "key"),
        (403, "{}", "key"),
        (404, "{}", "model-x"),
        (400, f"<html>{KEY}</html>", "400"),
        (200, "<html>It works!</html>", "no list"),
        (200, '{"error": {"message": "no"}}', "no list"),
        (200, '{"data": [', "no list"),
        (200, '{"data": []}', "no list"),
        (200, '{"data": [{"embedding": []}]}', "shape"),
        (200, '{"data": [{"embedding": [1, "x"]}]}', "no list"),
        (200, '{"data": [{"embedding": [1, null]}]}', "no list"),
        (200, '{"data": [{"embedding": [0, 0]}]}', "without a direction"),
        (200, '{"data": [{"embedding": [1, NaN]}]}', "without a direction"),
        (200, '{"data": [{"embedding": [1]}, {"embedding": [1]}]}', "for 1 texts"),
        (200, '{"data": [{"embedding": [1]}, {"embedding": [1, 2]}]}', "one dimension"),
    ],
)
def test_whatever_else_it_sends_is_told_without_the_key(status: int, body: str, told: str) -> None:
    with serving(lambda request: (status, body)) as (_, embedder):
        with pytest.raises(EmbedderError, match=told) as failed:
            embedder.embed(["abc"])
        assert failed.value.hint
        assert KEY not in failed.value.message + failed.value.hint
        assert KEY not in repr(embedder)


def test_a_dimension_that_changes_is_refused() -> None:
    replies = iter([vectors([1.0, 2.0]), vectors([1.0, 2.0, 3.0])])
    with serving(lambda request: next(replies)) as (_, embedder):
        embedder.embed(["one"])
        with pytest.raises(EmbedderError, match="dimension 3 after 2"):
            embedder.get_query_embedding("two")


def test_a_slow_endpoint_is_given_up() -> None:
    hold = threading.Event()

    def slowly(request: dict[str, Any]) -> tuple[int, str]:
        hold.wait(3)
        return counting(request)

    with serving(slowly) as (_, embedder):
        with pytest.raises(EmbedderError, match=r"within 0\.5 seconds"):
            embedder.embed(["abc"])
        hold.set()


def test_an_endpoint_that_is_not_there_is_told_without_the_password_in_its_address() -> None:
    embedder = build_endpoint_embedder("http://me:secret@127.0.0.1:9/v1", "model-x", None, timeout_seconds=1)

    with pytest.raises(EmbedderError, match=r"http://127\.0\.0\.1:9/v1 cannot be reached") as failed:
        embedder.embed(["abc"])
    assert "BYLINE_EMBED_BASE_URL" in failed.value.hint
