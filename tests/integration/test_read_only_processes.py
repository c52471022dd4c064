"""One process owns the library; others read beside it, follow it, and write no article."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.served_process import ServedProcess, environment, ready, started

NEWS = "Marta Velden founded the harbour museum of Ostrava in 1987. It shows forty ships."
QUESTION = "Who founded the harbour museum of Ostrava?"
FOLLOWS_WITHIN_SECONDS = 30.0


@dataclass(frozen=True)
class Group:
    """An owner, and two readers beside it."""

    folder: Path
    data: Path
    owner: ServedProcess
    readers: tuple[ServedProcess, ServedProcess]


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Group]:
    folder = tmp_path_factory.mktemp("group")
    data = folder / "data"
    with (
        ready(folder, data) as owner,
        started(folder, data, "--read-only") as one,
        started(folder, data, BYLINE_API_READ_ONLY="true") as other,
    ):
        one.wait_until_ready()
        other.wait_until_ready()
        yield Group(folder, data, owner, (one, other))


def ask(address: str, question: str) -> dict[str, Any]:
    response = httpx.post(f"{address}/api/ask", json={"question": question}, timeout=60)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def followed(reader: ServedProcess) -> dict[str, Any]:
    """The reader's answer once it has seen the news; it looks for them at most once a second."""
    deadline = time.monotonic() + FOLLOWS_WITHIN_SECONDS
    while (answer := ask(reader.address, QUESTION))["abstained"]:
        assert time.monotonic() < deadline, answer["text"]
        time.sleep(0.5)
    return answer


@pytest.fixture(scope="module")
def informed(group: Group) -> Group:
    """The same processes after an article was ingested beside them, which none could answer from before."""
    for process in (group.owner, *group.readers):
        assert ask(process.address, QUESTION)["abstained"]
    article = group.folder / "museum.md"
    article.write_text(f"# The harbour museum\n\n{NEWS}\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ui", "ingest", str(article)],
        cwd=group.folder,
        env=environment(group.data),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return group


def test_what_is_ingested_beside_the_owner_is_answered_from_by_every_process(informed: Group) -> None:
    answers = [followed(process) for process in (informed.owner, *informed.readers)]
    assert all("Marta Velden" in answer["text"] for answer in answers)


def test_an_answer_of_one_process_is_kept_for_all(group: Group) -> None:
    one, other = group.readers
    answer = ask(one.address, "What did DeepSeek claim that training R1 cost?")
    for process in (other, group.owner):
        assert httpx.get(f"{process.address}/api/answers/{answer['id']}").json()["text"] == answer["text"]


def test_a_reader_serves_the_api_and_what_it_links_to_but_no_page(informed: Group) -> None:
    reader = informed.readers[0].address
    assert httpx.get(f"{informed.owner.address}/").status_code == 200
    assert httpx.get(f"{reader}/").status_code == 404
    link = followed(informed.readers[0])["citations"][0]["link"]
    assert "<mark" in httpx.get(link).text
    assert httpx.get(f"{reader}/byline/article.css").status_code == 200


def test_a_reader_refuses_what_is_to_be_written_and_names_the_owner(informed: Group) -> None:
    reader = informed.readers[0].address
    article = {"articles": [{"title": "Another", "text": NEWS}]}
    for response in (
        httpx.post(f"{reader}/api/articles", json=article),
        httpx.delete(f"{reader}/api/articles/{followed(informed.readers[0])['citations'][0]['article_id']}"),
    ):
        assert response.status_code == 403
        error = response.json()["error"]
        assert error["code"] == "read_only"
        assert informed.owner.address in error["hint"]


def test_a_reader_is_ready_and_says_so(group: Group) -> None:
    for process in group.readers:
        assert httpx.get(f"{process.address}/readyz").json()["parts"] == {
            "library": "ok",
            "embedder": "ok",
            "index": "ok",
        }


def test_each_process_keeps_a_request_log_of_its_own(group: Group) -> None:
    ask(group.readers[0].address, QUESTION)
    port = group.readers[0].address.rpartition(":")[2]
    text = (group.data / f"requests-{port}.log").read_text(encoding="utf-8")
    assert '"event": "answer"' in text
    assert "museum" not in text
    assert (group.data / "requests.log").exists()


def test_a_second_owner_is_refused_and_told_of_the_first(group: Group) -> None:
    with started(group.folder, group.data) as second:
        assert second.exit_code() == 1
        assert group.owner.address in second.said
        assert "--read-only" in second.said


def test_without_a_library_there_is_nothing_to_read(tmp_path: Path) -> None:
    with started(tmp_path, tmp_path / "nothing", "--read-only") as reader:
        assert reader.exit_code() == 1
        assert "Start the process that owns it first" in reader.said
    assert not (tmp_path / "nothing").exists()
