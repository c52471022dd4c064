"""`byline serve` in a process of its own, as a person starts and stops it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
READY_SECONDS = 90.0
_ENDS_SECONDS = 40.0


@dataclass(frozen=True)
class ServedProcess:
    """A process that has been started, and where it says what."""

    address: str
    process: subprocess.Popen[bytes]
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while "Byline is ready" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(how)

    def exit_code(self) -> int:
        return self.process.wait(timeout=_ENDS_SECONDS)

    def refuses_connections(self) -> bool:
        """Whether it stops listening before long."""
        host, port = self.address.removeprefix("http://").split(":")
        for _ in range(100):
            try:
                socket.create_connection((host, int(port)), timeout=1).close()
            except OSError:
                return True
            time.sleep(0.1)
        return False


def environment(data: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BYLINE_")}
    return kept | {"BYLINE_DATA_DIR": str(data), "PYTHONPATH": str(REPOSITORY)} | settings


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def started(
    folder: Path, data: Path, *flags: str, command: Sequence[str] = (), **settings: str
) -> Iterator[ServedProcess]:
    """The process, begun; ended at the end of the block if it has not ended by then."""
    port = free_port()
    output = folder / f"output-{port}.txt"
    given: Mapping[str, str] = environment(data, BYLINE_PORT=str(port), **settings)
    with output.open("wb") as written:
        process = subprocess.Popen(
            [*(command or (sys.executable, "-m", "ui", "serve")), *flags],
            cwd=folder,
            env=given,
            stdout=written,
            stderr=written,
        )
    try:
        yield ServedProcess(f"http://127.0.0.1:{port}", process, output)
    finally:
        process.kill()
        process.wait()


@contextmanager
def ready(folder: Path, data: Path, *flags: str, **settings: str) -> Iterator[ServedProcess]:
    """The process, once it answers."""
    with started(folder, data, *flags, **settings) as served:
        served.wait_until_ready()
        yield served
