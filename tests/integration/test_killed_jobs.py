"""A server that is killed in the middle of a job: after the next start nothing of it is missing or double."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ARTICLES = 600
ROOT = Path(__file__).parents[2]


@contextmanager
def serving(data_dir: Path) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    """`byline serve` in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BYLINE_")}
    environment |= {"BYLINE_DATA_DIR": str(data_dir), "BYLINE_PORT": str(port)}
    command = [sys.executable, "-m", "ui", "serve"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            assert b"ready" in server.stdout.readline()
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
                yield server, client
        finally:
            server.kill()


def until(client: httpx.Client, place: str, is_so: Any) -> dict[str, Any]:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        job: dict[str, Any] = client.get(place).json()
        if is_so(job):
            return job
        time.sleep(0.02)
    raise AssertionError(job)


def test_a_job_that_was_accepted_is_done_although_the_server_is_killed_in_between(tmp_path: Path) -> None:
    articles = [
        {"id": f"n{n}", "text": f"Report {n}. The plant in Town{n} made {n * 13} tonnes of steel in May."}
        for n in range(ARTICLES)
    ]
    with serving(tmp_path / "data") as (server, client):
        accepted = client.post("/api/articles", json={"articles": articles, "collection": "steel"})
        place = accepted.headers["location"]
        until(client, place, lambda job: job["progress"]["passages"] > 0)
        server.kill()
        server.wait()
    with serving(tmp_path / "data") as (_, client):
        job = until(client, place, lambda job: job["finished_at"])
        assert job["state"] == "done"
        assert job["counts"]["quarantined"] == 0
        assert job["counts"]["new"] + job["counts"]["unchanged"] == ARTICLES
        assert client.get("/api/articles", params={"collection": "steel"}).json()["total"] == ARTICLES
        found = client.post("/api/search", json={"query": "steel in Town597", "collection": ["steel"]}).json()
        assert any("Town597" in passage["text"] for passage in found["passages"])
