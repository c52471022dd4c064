"""An OpenAI-compatible chat endpoint on the loopback that behaves as a test tells it, and keeps count."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

KEY = "sk-secret-123"
MODEL = "scripted"

KILL = "kill"  # the connection ends in the middle
KEEP_ALIVE = ": keep-alive\n\n"
DONE = "data: [DONE]\n\n"
Step = str | float  # what is sent as it stands, or seconds to wait


@dataclass(frozen=True)
class Reply:
    """What one request gets."""

    steps: Sequence[Step] = ()
    status: int = 200
    kind: str = "text/event-stream"
    headers: dict[str, str] = field(default_factory=dict)


def chunk(finish: str | None = None, **delta: Any) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _data(
        {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": [choice]}
    )


def usage(prompt: int = 100, completion: int = 20) -> str:
    counts = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return _data({"id": "x", "object": "chat.completion.chunk", "choices": [], "usage": counts})


def stream_error(message: str) -> str:
    return _data({"error": {"message": message, "type": "server_error"}})


def _data(content: dict[str, Any]) -> str:
    return f"data: {json.dumps(content)}\n\n"


def saying(
    *pieces: str, thought: str = "", field_name: str = "reasoning_content", finish: str | None = "stop"
) -> Reply:
    """A whole answer, in these pieces, after reasoning in a field of its own."""
    thinking = [chunk(**{field_name: part}) for part in thought.split("|") if part]
    said = [chunk(content=piece) for piece in pieces]
    end = [chunk(finish=finish)] if finish else []
    return Reply([chunk(role="assistant", content=""), *thinking, *said, *end, usage(), DONE])


def failing(status: int, message: str = "no", code: str | None = None, **headers: str) -> Reply:
    error = {"error": {"message": message, "type": "error", "code": code}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply([json.dumps(error)], status, "application/json", named)


class ScriptedEndpoint(ThreadingHTTPServer):
    """Answers the n-th chat request with the n-th reply, and further ones with the last."""

    daemon_threads = True

    def __init__(self, replies: Sequence[Reply], models: Sequence[str | dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = list(replies)
        self.models = models
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.headers_seen: list[dict[str, str]] = []
        self.listings = 0
        self.listing_headers: list[dict[str, str]] = []
        self.root = "/v1"  # where the chat is
        self.listing: Callable[[str], Reply] | None = None  # by path, in place of the models
        self.respond: Callable[[dict[str, Any]], Reply] | None = None  # by request, in place of the replies
        self.hung_up = threading.Event()  # the client left before the end
        self.released = threading.Event()  # the test is over

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def prompts(self) -> list[str]:
        return [request["messages"][-1]["content"] for request in self.requests]

    def next_reply(self) -> Reply:
        if self.respond:
            return self.respond(self.requests[-1])
        return self.replies[min(len(self.requests), len(self.replies)) - 1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: ScriptedEndpoint
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.listings += 1
        self.server.listing_headers.append(dict(self.headers.items()))
        if self.server.listing:
            return self._send(self.server.listing(self.path))
        data = [
            model if isinstance(model, dict) else {"id": model, "object": "model"}
            for model in self.server.models
        ]
        return self._send(Reply([json.dumps({"object": "list", "data": data})], kind="application/json"))

    def do_POST(self) -> None:
        self.server.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.server.keys.append(self.headers["Authorization"])
        self.server.headers_seen.append(dict(self.headers.items()))
        if self.path != f"{self.server.root}/chat/completions":
            return self._send(failing(404, "not found"))
        return self._send(self.server.next_reply())

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Connection", "close")  # said, lest a client reuses what is about to end
        self.send_header("Content-Type", reply.kind)
        self.send_header("Transfer-Encoding", "chunked")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for step in reply.steps:
                if step == KILL:
                    return
                if isinstance(step, float):
                    self._wait(step)
                elif step:
                    self._chunk(step)
            self._chunk("")
        except (BrokenPipeError, ConnectionResetError):
            self.server.hung_up.set()

    def _wait(self, seconds: float) -> None:
        """Wait, and notice when the client leaves meanwhile."""
        self.connection.settimeout(seconds)
        with suppress(TimeoutError):
            if self.connection.recv(1) == b"":
                self.server.hung_up.set()
                raise BrokenPipeError
        self.connection.settimeout(None)

    def _chunk(self, text: str) -> None:
        raw = text.encode()
        self.wfile.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
        self.wfile.flush()

    def log_message(self, *args: Any) -> None:
        pass


_Server = TypeVar("_Server", bound=ThreadingHTTPServer)


@contextmanager
def running(server: _Server) -> Iterator[_Server]:
    """A server, answering in a thread of its own."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def scripted(
    *replies: Reply, models: Sequence[str | dict[str, Any]] = (MODEL,)
) -> Iterator[ScriptedEndpoint]:
    """The endpoint, for as long as a test needs it."""
    with running(ScriptedEndpoint(replies, models)) as server:
        yield server
