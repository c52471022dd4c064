"""An endpoint that sends a given answer at a given pace, in a process of its own, and notes when it did.

python -m benchmarks.paced_endpoint    prints its port and serves until standard input ends

The model's name chooses what is sent (`MODELS`); ``GET /v1/times`` tells when each piece of the last
answer was sent, by the clock that all processes of the machine share.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

TOKENS_A_SECOND = 200
SENTENCES = (
    "DeepSeek said that training its V3 model cost less than $6 million in computing [1].",
    "The analysts of SemiAnalysis put the company's spending on servers at $1.3 billion [2].",
    "Nvidia lost $589 billion of its market value on January 27 [3].",
    "Low prices made the R1 model popular with developers [1].",
    "Some experts doubt the figure, since it leaves out research and earlier experiments [2].",
    "The company was founded by Liang Wenfeng in Hangzhou [4].",
)
THOUGHT = "The reader asks about the cost; passage one names a figure, passage two doubts it. " * 4


def tokens_of(text: str) -> list[str]:
    """Pieces of about the size of a model's tokens."""
    return re.findall(r"\s*\w{1,5}|\s*[^\w\s]|\s+", text)


@dataclass(frozen=True)
class Script:
    """What one model sends."""

    thought: tuple[str, ...]
    text: tuple[str, ...]
    has_keep_alives: bool = False

    def lines(self) -> Iterator[str]:
        """The pieces as they go over the wire."""
        for name, pieces in (("reasoning_content", self.thought), ("content", self.text)):
            for piece in pieces:
                alive = ": keep-alive\n\n" if self.has_keep_alives else ""
                yield alive + _chunk({name: piece}, None)


ANSWER = tuple(tokens_of(" ".join(SENTENCES)))
MODELS = {
    "plain": Script((), ANSWER),
    "thinking": Script(tuple(tokens_of(THOUGHT)), ANSWER, has_keep_alives=True),
}


@contextmanager
def paced_endpoint() -> Iterator[str]:
    """The endpoint in a process of its own; gives its base URL."""
    command = [sys.executable, "-m", "benchmarks.paced_endpoint"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdin
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        process.stdin.close()
        process.wait(timeout=10)


def _chunk(delta: dict[str, str], finish: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "x", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n"


class _Endpoint:
    def __init__(self) -> None:
        self.times: list[float] = []

    async def serve(self) -> None:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.to_thread(sys.stdin.read)
        server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        found = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        body = json.loads(await reader.readexactly(int(found.group(1)))) if found else {}
        with suppress(ConnectionError):
            if head.startswith("POST"):
                await self._stream(writer, MODELS[body["model"]])
            else:
                told = json.dumps(self.times).encode()
                writer.write(_head("application/json") + told)
                await writer.drain()
            writer.close()

    async def _stream(self, writer: asyncio.StreamWriter, script: Script) -> None:
        writer.write(_head("text/event-stream"))
        began = time.monotonic()
        times: list[float] = []
        for n, line in enumerate(script.lines(), 1):
            await asyncio.sleep(max(0.0, began + n / TOKENS_A_SECOND - time.monotonic()))
            times.append(time.monotonic())
            writer.write(line.encode())
            await writer.drain()
        self.times = times
        writer.write((_chunk({}, "stop") + "data: [DONE]\n\n").encode())
        await writer.drain()


def _head(kind: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n".encode()


if __name__ == "__main__":
    asyncio.run(_Endpoint().serve())
