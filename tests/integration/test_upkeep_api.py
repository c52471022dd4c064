"""The library kept in order over HTTP: collections removed, articles marked, everything examined."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ingest.lock import writer_lock
from tests.library_served import ended, served
from ui.access.keys import KeyFile


@pytest.fixture
def http(tmp_path: Path) -> Iterator[httpx.Client]:
    """Two articles, each in a collection of its own."""
    with served(tmp_path / "data") as (client, _):
        for name in ("local", "demo"):
            article = {"title": f"The bridge, {name}", "text": f"The bridge of {name} opened on Monday."}
            ended(client, client.post("/api/articles", json={"articles": [article], "collection": name}))
        yield client


def only(http: httpx.Client, collection: str) -> dict[str, str]:
    found: dict[str, str]
    (found,) = http.get("/api/articles", params={"collection": collection}).json()["articles"]
    return found


def test_a_collection_is_removed_whole_and_the_others_stay(http: httpx.Client) -> None:
    removed = http.delete("/api/articles", params={"collection": "demo"})
    assert removed.json() == {"collection": "demo", "removed": 1}
    assert http.get("/api/articles").json()["total"] == 1
    again = http.delete("/api/articles", params={"collection": "demo"})
    assert (again.status_code, again.json()["error"]["code"]) == (404, "unknown_name")


@pytest.mark.parametrize("params", [{}, {"collection": ""}])
def test_without_a_collection_nothing_is_removed(http: httpx.Client, params: dict[str, str]) -> None:
    assert http.delete("/api/articles", params=params).status_code == 400
    assert http.get("/api/articles").json()["total"] == 2


def test_a_mark_is_set_with_a_note_and_taken_away(http: httpx.Client) -> None:
    path = f"/api/articles/{only(http, 'local')['id']}/mark"
    assert http.post(path, json={"status": "corrected", "note": " A day later. "}).status_code == 204
    marked = only(http, "local")
    assert (marked["status"], marked["status_note"]) == ("corrected", "A day later.")
    assert http.delete(path).status_code == 204
    assert only(http, "local")["status"] is None
    assert http.post(path, json={"status": "odd"}).status_code == 400
    assert http.delete("/api/articles/nowhere/mark").status_code == 404


def test_while_articles_are_added_nothing_is_changed(http: httpx.Client, tmp_path: Path) -> None:
    path = f"/api/articles/{only(http, 'local')['id']}/mark"
    with writer_lock(tmp_path / "data"):
        for busy in (http.delete("/api/articles?collection=demo"), http.delete(path)):
            assert (busy.status_code, busy.json()["error"]["code"]) == (503, "library_locked")


def test_the_examination_says_what_it_found(http: httpx.Client) -> None:
    found = http.post("/api/doctor").json()
    assert {"settings", "library", "index"} <= {one["name"] for one in found["findings"]}


def test_with_keys_changes_need_write_and_the_examination_admin(http: httpx.Client, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "data")
    path = f"/api/articles/{only(http, 'local')['id']}/mark"
    reader, writer = keys.add("reader", ("read", "ask")), keys.add("writer", ("write",))
    for key, method, where, status in (
        (reader, "DELETE", "/api/articles?collection=demo", 403),
        (reader, "DELETE", path, 403),
        (writer, "DELETE", path, 204),
        (writer, "POST", "/api/doctor", 403),
    ):
        assert http.request(method, where, headers={"X-API-Key": key}).status_code == status
