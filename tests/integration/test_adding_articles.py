"""Articles handed in over HTTP: files, JSON, addresses; into a real library, rubbish included."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes_ui import FakeByline
from tests.library_served import ended, served

FLOOD = "The river rose by three metres on Monday. Forty families left their houses in Passau."
BRIDGE = "The harbour bridge opened in March after six years of work. It cost 40 million euros."


@pytest.fixture
def api(tmp_path: Path) -> Iterator[tuple[httpx.Client, FakeByline]]:
    with served(tmp_path / "data") as found:
        yield found


@pytest.fixture
def http(api: tuple[httpx.Client, FakeByline]) -> httpx.Client:
    return api[0]


def send(http: httpx.Client, *files: tuple[str, bytes], **data: str) -> dict[str, Any]:
    sent = [("files", (name, io.BytesIO(content))) for name, content in files]
    return ended(http, http.post("/api/articles", files=sent, data=data))


def send_json(http: httpx.Client, *articles: dict[str, Any], **more: Any) -> dict[str, Any]:
    return ended(http, http.post("/api/articles", json={"articles": list(articles), **more}))


def titles(http: httpx.Client, **asked: Any) -> list[str]:
    return [one["title"] for one in http.get("/api/articles", params=asked).json()["articles"]]


def test_a_file_is_accepted_at_once_and_then_found(http: httpx.Client) -> None:
    job = send(http, ("bridge.md", f"# Bridge opens\n\n{BRIDGE}".encode()), collection="local")
    assert (job["state"], job["counts"]["new"], job["rejected"]) == ("done", 1, [])
    assert job["progress"]["files_done"] == 1
    listed = http.get("/api/articles", params={"query": "BRIDGE", "collection": "local"}).json()
    assert listed["total"] == 1
    article = http.get(f"/api/articles/{listed['articles'][0]['id']}", params={"include": "passages"}).json()
    assert BRIDGE in article["text"]
    for passage in article["passages"]:
        assert article["text"][passage["start"] : passage["end"]] == passage["text"]


def test_nothing_of_a_job_that_is_done_lies_around_but_its_record(http: httpx.Client, tmp_path: Path) -> None:
    job = send(http, ("bridge.txt", BRIDGE.encode()))
    folder = tmp_path / "data" / "jobs" / job["id"]
    assert [path.name for path in folder.iterdir()] == ["job.json"]


def test_json_articles_keep_their_fields_and_what_is_bad_is_named(http: httpx.Client) -> None:
    given = {
        "title": "Flood",
        "text": FLOOD,
        "url": "https://paper.example/flood",
        "publisher": "The Paper",
        "author": "A. Writer",
        "published": "2025-03",
        "language": "en",
    }
    job = send_json(http, given, {"text": " \n "}, {"title": "Odd date", "text": BRIDGE, "published": "soon"})
    assert (job["counts"]["new"], job["counts"]["quarantined"]) == (2, 1)
    assert job["rejected"] == [{"source": f"articles of job {job['id']}:2", "reason": "no text"}]
    assert "publication date" in job["warnings"][0]["reason"]
    flood = next(one for one in http.get("/api/articles").json()["articles"] if one["title"] == "Flood")
    assert flood | given == flood | {name: given[name] for name in given if name != "text"} | {"text": FLOOD}
    assert flood["published_precision"] == "month"
    quarantine = http.get("/api/quarantine").json()["quarantined"]
    assert [one["reason"] for one in quarantine] == ["no text"]


def test_the_same_address_is_the_same_article_and_so_is_the_same_id(http: httpx.Client) -> None:
    url = "https://paper.example/flood?utm_source=x"
    send_json(
        http, {"text": FLOOD, "title": "Flood", "url": url}, {"text": BRIDGE, "id": "b-1", "title": "B"}
    )
    job = send_json(
        http,
        {"text": FLOOD.replace("three", "four"), "title": "Flood", "url": "http://paper.example/flood/"},
        {"text": BRIDGE.replace("40", "41"), "id": "b-1", "title": "B"},
    )
    assert (job["counts"]["new"], job["counts"]["changed"]) == (0, 2)
    assert http.get("/api/articles").json()["total"] == 2


def test_two_files_of_one_name_stand_beside_each_other_and_one_sent_twice_is_one(http: httpx.Client) -> None:
    job = send(http, ("report.md", f"# Flood\n\n{FLOOD}".encode()), ("report.md", BRIDGE.encode()))
    assert job["sources"] == ["upload: report.md", "upload: report.md (2)"]
    assert job["counts"]["new"] == 2
    again = send(http, ("report.md", f"# Flood\n\n{FLOOD}".encode()))
    assert (again["counts"]["new"], again["counts"]["unchanged"]) == (0, 1)
    assert http.get("/api/articles").json()["total"] == 2


def test_an_untitled_article_is_the_same_wherever_it_stands_in_the_request(http: httpx.Client) -> None:
    send_json(http, {"text": FLOOD}, {"text": BRIDGE})
    job = send_json(http, {"text": BRIDGE})
    assert job["counts"]["unchanged"] == 1
    assert set(titles(http)) == {FLOOD[:80].rsplit(" ", 1)[0] + "…", BRIDGE[:80].rsplit(" ", 1)[0] + "…"}


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.md",
        "..\\..\\evil.md",
        "/abs/olute.md",
        "日本語の記事.md",
        "a" * 400 + ".md",
        "n\x00ul.md",
    ],
)
def test_no_name_leads_out_of_the_spool_or_stops_the_article(
    http: httpx.Client, tmp_path: Path, name: str
) -> None:
    before = {path for path in tmp_path.rglob("*") if "data" not in path.parts}
    job = send(http, (name, BRIDGE.encode()))
    assert job["counts"]["new"] == 1
    assert "/" not in job["sources"][0].removeprefix("upload: ")
    assert {path for path in tmp_path.rglob("*") if "data" not in path.parts} == before


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    return packed.getvalue()


def test_rubbish_is_quarantined_with_its_reason_and_the_rest_comes_in(
    http: httpx.Client, tmp_path: Path
) -> None:
    job = send(
        http,
        ("empty.txt", b""),
        ("program.pdf", b"MZ\x90\x00\x03" + bytes(range(256)) * 40),
        ("bomb.docx", bomb()),
        ("noise", bytes(range(256)) * 10),
        ("bridge.txt", BRIDGE.encode()),
    )
    assert job["state"] == "done"
    assert job["counts"]["new"] == 1
    refused = {one["source"] for one in job["rejected"]}
    assert refused == {f"upload: {name}" for name in ("empty.txt", "program.pdf", "bomb.docx", "noise")}
    said = json.dumps(job) + http.get("/api/quarantine").text
    assert str(tmp_path) not in said


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x", "http://localhost/x", "http://169.254.169.254/latest"]
)
def test_addresses_of_this_machine_and_its_network_are_not_fetched(http: httpx.Client, url: str) -> None:
    job = ended(http, http.post("/api/articles", json={"url": url}))
    assert job["counts"]["new"] == 0
    assert "is not a public address" in job["rejected"][0]["reason"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"articles": []},
        {"articles": [{"title": "no text"}]},
        {"articles": [{"text": "x", "titel": "y"}]},
        {"articles": [{"text": "x"}], "url": "https://a.example/"},
        {"url": "file:///etc/passwd"},
        {"articles": [{"text": "x"}], "collection": " "},
        {"articles": [{"text": "x"}], "collection": "a\nb"},
        [],
    ],
)
def test_a_wrong_shape_is_refused_and_nothing_of_it_accepted(http: httpx.Client, body: Any) -> None:
    response = http.post("/api/articles", json=body)
    assert response.status_code == 400, response.text
    assert response.json()["error"]["code"] == "usage"
    assert http.get("/api/jobs").json() == {"jobs": []}


def test_what_is_neither_json_nor_a_form_is_refused(http: httpx.Client) -> None:
    response = http.post("/api/articles", content=b"x", headers={"content-type": "text/plain"})
    assert response.status_code == 415
    unknown = {"files": ("a.txt", b"text")}
    assert http.post("/api/articles", files=unknown, data={"colection": "x"}).status_code == 400


# The parser of forms leaves the file of a part without an end to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_form_that_breaks_off_is_refused(http: httpx.Client) -> None:
    half = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf'
    kind = {"content-type": "multipart/form-data; boundary=b"}
    assert http.post("/api/articles", content=half, headers=kind).status_code == 400
    assert http.get("/api/jobs").json() == {"jobs": []}


def test_two_clients_at_once_get_a_job_each_and_nothing_is_lost(http: httpx.Client) -> None:
    accepted: list[httpx.Response] = []

    def send_one(number: int) -> None:
        text = f"Report {number}. {BRIDGE} Figure {number * 7}."
        accepted.append(http.post("/api/articles", json={"articles": [{"text": text, "id": f"r{number}"}]}))

    threads = [threading.Thread(target=send_one, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {ended(http, one)["state"] for one in accepted} == {"done"}
    assert len({one.headers["location"] for one in accepted}) == 6
    assert http.get("/api/articles").json()["total"] == 6


def test_a_process_that_only_reads_refuses_every_change_and_tells_of_jobs(tmp_path: Path) -> None:
    with served(tmp_path / "data") as (owner, _):
        job = send_json(owner, {"text": FLOOD})
        article = owner.get("/api/articles").json()["articles"][0]["id"]
        with served(tmp_path / "data", read_only=True) as (reader, _):
            assert reader.get(f"/api/jobs/{job['id']}").json() == job
            refused = [
                reader.post("/api/articles", json={"articles": [{"text": BRIDGE}]}),
                reader.delete(f"/api/articles/{article}"),
                reader.delete("/api/answers/answer-1"),
                reader.post("/api/answers/answer-1/feedback", json={"verdict": "up"}),
                reader.delete("/api/answers/answer-1/feedback"),
                reader.delete(f"/api/jobs/{job['id']}"),
            ]
            assert {(one.status_code, one.json()["error"]["code"]) for one in refused} == {(403, "read_only")}
            assert reader.get("/api/articles").json()["total"] == 1
