"""A Byline over a real library and an index in memory, served on the loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from rag.adapters.sqlite.library import SqliteLibrary
from rag.domain import Question
from rag.settings import Settings
from tests.fakes import HashEmbedder, ListIndex
from tests.fakes_ui import FakeByline, ScriptedAssistant, cost_script, script_of
from tests.served import running

__all__ = ["byline_over", "ended", "served", "settings_for"]


def settings_for(data_dir: Path, **api: Any) -> Settings:
    return Settings.model_validate({"data_dir": data_dir, "api": api, "fetch": {"delay": 0}})


def byline_over(library: SqliteLibrary, settings: Settings) -> FakeByline:
    def script(question: Question) -> Any:
        return script_of([])(question) if "Mars" in question.text else cost_script()(question)

    return FakeByline(
        library, ScriptedAssistant(script), settings=settings, index=ListIndex(), embedder=HashEmbedder()
    )


@contextmanager
def served(data_dir: Path, **api: Any) -> Iterator[tuple[httpx.Client, FakeByline]]:
    """The API over the library in this folder, and its parts."""
    with SqliteLibrary.open(data_dir / "library.db") as library:
        byline = byline_over(library, settings_for(data_dir, **api))
        with running(byline) as address, httpx.Client(base_url=address, timeout=30) as client:
            yield client, byline


def ended(client: httpx.Client, accepted: httpx.Response) -> dict[str, Any]:
    """The job that was accepted, once it has ended."""
    assert accepted.status_code == 202, accepted.text
    for _ in range(600):
        job: dict[str, Any] = client.get(accepted.headers["location"]).json()
        if job["finished_at"]:
            return job
        time.sleep(0.05)
    raise AssertionError(f"the job does not end: {job}")
