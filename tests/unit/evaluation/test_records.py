from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.evaluation.runs.records import RECORDS_FILE, RUN_FILE, Record, read_run, record_line
from tests.runs import write_run

ABOUT = {"name": "one", "configurations": [{"name": "b"}, {"name": "a"}]}


def record(configuration: str = "a", name: str = "q1", **others: object) -> Record:
    return Record(configuration, {"id": name, "question": "Who?"}, "key", **others)  # type: ignore[arg-type]


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    kept = [
        record(answer={"text": "He – 习近平"}, measures={"correct": 1.0}),
        record("b", contexts=({"text": "x"},)),
    ]
    write_run(tmp_path, ABOUT, kept)
    run = read_run(tmp_path)
    assert run.name == "one"
    assert run.configurations() == ("b", "a")  # in the order of the run
    assert run.of("a") == (kept[0],)
    assert run.of("b")[0].contexts == ({"text": "x"},)


def test_an_unknown_configuration_is_named_with_those_there_are(tmp_path: Path) -> None:
    write_run(tmp_path, ABOUT, [record()])
    with pytest.raises(UsageError, match="'c'") as raised:
        read_run(tmp_path).of("c")
    assert "a" in raised.value.hint


def test_a_line_that_was_cut_off_when_the_run_was_killed_is_passed_over(tmp_path: Path) -> None:
    write_run(tmp_path, ABOUT, [record()])
    with (tmp_path / RECORDS_FILE).open("a", encoding="utf-8") as file:
        file.write(record_line(record(name="q2"))[:40])
    assert [one.id for one in read_run(tmp_path).records] == ["q1"]


def test_a_damaged_line_elsewhere_is_named(tmp_path: Path) -> None:
    write_run(tmp_path, ABOUT, [record()])
    path = tmp_path / RECORDS_FILE
    path.write_text("{}\n" + path.read_text("utf-8"), "utf-8")
    with pytest.raises(UsageError, match="Line 1 of"):
        read_run(tmp_path)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(None, "no run"), ("{", "no JSON"), ("[]", "no JSON object"), ('{"schema": 9}', "schema 9")],
)
def test_what_is_no_run_is_refused(tmp_path: Path, content: str | None, complaint: str) -> None:
    if content:
        (tmp_path / RUN_FILE).write_text(content, "utf-8")
    with pytest.raises(UsageError, match=complaint):
        read_run(tmp_path)


def test_a_record_knows_whether_it_failed_or_refused() -> None:
    assert record().is_failed
    assert record(answer={"abstained": False}, fallback=True).is_failed
    refused = record(answer={"abstained": True})
    assert (refused.is_failed, refused.is_abstained) == (False, True)


def test_a_record_is_one_line_of_json() -> None:
    line = record_line(record(answer={"text": "two\nlines"}))
    assert line.count("\n") == 1
    assert json.loads(line)["schema"] == 1
