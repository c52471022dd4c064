"""Nothing of ours speaks to the outside: every attempt is noted, refused, and there must be none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent.parent
QUESTION = "How much did it cost to train DeepSeek's model?"
# Python runs a `sitecustomize` of PYTHONPATH before anything else; a hook sees whatever uses its sockets.
GUARD = """
import os, sys

_NAMES = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0}
_INSIDE = ("127.", "::1", "localhost", "0.0.0.0", "/", "\\\\0")


def _watch(event, arguments):
    if event not in _NAMES:
        return
    address = arguments[_NAMES[event]]
    host = address[0] if isinstance(address, tuple) else address
    host = host.decode(errors="replace") if isinstance(host, bytes) else host
    if host and not str(host).startswith(_INSIDE):
        with open(os.environ["ATTEMPTS"], "a") as log:
            log.write(f"{event} {address!r}\\\\n")
        raise OSError(f"the outside is closed: {address!r}")


sys.addaudithook(_watch)
""".replace("\\\\", "\\")


class Offline:
    """Runs Python with the outside closed and a home without anything in it."""

    def __init__(self, folder: Path) -> None:
        (folder / "guard").mkdir()
        (folder / "guard" / "sitecustomize.py").write_text(GUARD)
        (folder / "home").mkdir()
        self._folder = folder
        self._log = folder / "attempts.txt"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BYLINE_")}
        self._environment = kept | {
            "ATTEMPTS": str(self._log),
            "PYTHONPATH": os.pathsep.join([str(folder / "guard"), str(REPOSITORY)]),
            "HOME": str(folder / "home"),
            "BYLINE_DATA_DIR": str(folder / "data"),
        }

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def attempts(self) -> list[str]:
        return self._log.read_text().splitlines() if self._log.exists() else []


@pytest.fixture
def offline(tmp_path: Path) -> Offline:
    return Offline(tmp_path)


def test_the_guard_notices_and_refuses_the_outside_and_lets_loopback_pass(offline: Offline) -> None:
    said = offline.run(
        "-c",
        "import socket\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "socket.create_connection(server.getsockname()).close()\n"
        "for reach in (lambda: socket.create_connection(('192.0.2.1', 80), 1),\n"
        "              lambda: socket.getaddrinfo('example.org', 80),\n"
        "              lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))):\n"
        "    try:\n"
        "        reach()\n"
        "    except OSError as error:\n"
        "        print(error)\n",
    )
    assert said.count("the outside is closed") == 3
    assert len(offline.attempts()) == 3


def test_articles_are_ingested_and_a_question_answered_without_reaching_outside(offline: Offline) -> None:
    offline.run("-m", "ui", "ingest", str(REPOSITORY / "corpus" / "articles"), "--collection", "demo")
    answer = json.loads(offline.run("-m", "ui", "ask", QUESTION, "--json"))
    assert not answer["abstained"]
    assert answer["citations"]
    assert "$6 million" in answer["text"]
    assert offline.attempts() == []


@pytest.mark.parametrize(
    "module", ["chromadb", "gradio", "llama_index.core", "ui.web.chat.blocks", "ui.api.app"]
)
def test_an_import_reaches_nothing_outside(offline: Offline, module: str) -> None:
    offline.run("-c", f"import {module}")
    assert offline.attempts() == []
