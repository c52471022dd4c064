"""`byline eval compare` and `byline eval report` as a person calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.evaluation.runs.records import Record
from rag.settings import Settings
from tests.runs import answer, record, refusal, sentence, write_run
from ui.cli import run
from ui.wiring import Wiring


@dataclass
class Ran:
    code: int
    out: str
    err: str


Byline = Callable[..., Ran]
ESCAPE = "\x1b]0;stolen\x07"


@pytest.fixture
def byline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Byline:
    """The command, with eight questions answered before and all of them refused after."""
    rows = [
        {"id": f"q{n}", "question": f"Who won race {n}?{ESCAPE}", "facts": [["Ann"]], "kind": "single"}
        for n in range(8)
    ]
    runs = {
        "before": [record(row, answer(sentence("Ann won."))) for row in rows],
        "after": [record(row, refusal()) for row in rows],
    }
    for name, records in runs.items():
        write_run(tmp_path / "evaluations" / name, {"name": name}, records)

    def call(*arguments: str | Path) -> Ran:
        wiring = Wiring(settings=lambda _: Settings(data_dir=tmp_path))
        code = run(["eval", *map(str, arguments)], wiring)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


def test_without_gates_a_loss_is_shown_and_nothing_fails(byline: Byline) -> None:
    ran = byline("compare", "before", "after")
    assert ran.code == 0
    assert "answered_correct_supported *" in ran.out
    assert "worse  q0  Who won race 0?" in ran.out
    assert "  A right: Ann won." in ran.out
    assert "  B refused: The articles do not answer this." in ran.out


def test_what_strangers_wrote_does_not_steer_the_terminal(byline: Byline) -> None:
    assert "\x1b" not in byline("compare", "before", "after").out


def test_a_failing_gate_is_named_and_ends_with_1(byline: Byline) -> None:
    ran = byline("compare", "before", "after", "--fail-if", "answered_correct_supported worse")
    assert ran.code == 1
    assert "failed  answered_correct_supported worse" in ran.out
    assert "answered_correct_supported went from 1.000 to 0.000" in ran.out


def test_gates_that_hold_end_with_0(byline: Byline) -> None:
    ran = byline("compare", "before", "before", "--fail-if", "answered < 0.5", "--fail-if", "answered worse")
    assert ran.code == 0
    assert "\nfailed  " not in ran.out


def test_programs_get_one_object_with_everything(byline: Byline) -> None:
    ran = byline("compare", "before", "after", "--fail-if", "answered < 0.5", "--json")
    told = json.loads(ran.out)
    assert ran.code == 1
    assert told["passed"] is False
    assert told["metrics"]["answered"]["difference"] == -1.0
    assert told["metrics"]["answered"]["significant"] is True
    assert [change["direction"] for change in told["changes"]] == ["worse"] * 8
    assert [gate["failed"] for gate in told["gates"]] == [False, False, True]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("before", "before", "--fail-if", "better please"), "'better please' is no gate."),
        (("before", "before", "--fail-if", "answerd < 0.5"), "Did you mean 'answered'?"),
        (("before", "tuesday"), "There is no run or report called 'tuesday'."),
    ],
)
def test_wrong_usage_is_told_with_a_hint_and_ends_with_2(
    byline: Byline, arguments: tuple[str, ...], said: str
) -> None:
    ran = byline("compare", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_a_page_is_written_beside_the_run(byline: Byline, tmp_path: Path) -> None:
    ran = byline("report", "before")
    path = tmp_path / "evaluations" / "before" / "report.html"
    assert ran.code == 0
    assert str(path) in ran.out
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_markdown_goes_to_standard_output_and_json_becomes_a_baseline(byline: Byline, tmp_path: Path) -> None:
    assert byline("report", "before", "--format", "markdown").out.startswith("# before\n")
    baseline = tmp_path / "baseline.json"
    assert byline("report", "before", "--format", "json", "--out", baseline).code == 0
    ran = byline("compare", baseline, "after", "--fail-if", "answered worse")
    assert ran.code == 1


def test_a_report_of_one_configuration_leaves_the_others_out(byline: Byline, tmp_path: Path) -> None:
    row = {"id": "q", "question": "Who won?"}
    both: list[Record] = [record(row, refusal()), record(row, refusal(), configuration="other")]
    write_run(tmp_path / "evaluations" / "both", {"name": "both"}, both)
    told = json.loads(byline("report", "both:other", "--format", "json").out)
    assert [entry["name"] for entry in told["configurations"]] == ["other"]


def test_a_report_that_cannot_be_written_or_made_says_why(byline: Byline, tmp_path: Path) -> None:
    ran = byline("report", "before", "--out", tmp_path / "nowhere" / "report.html")
    assert (ran.code, "cannot be written: No such file or directory" in ran.err) == (2, True)
    baseline = tmp_path / "baseline.json"
    byline("report", "before", "--format", "json", "--out", baseline)
    ran = byline("report", baseline)
    assert (ran.code, "There is no run in" in ran.err) == (2, True)


def test_runs_of_other_questions_are_not_compared(byline: Byline, tmp_path: Path) -> None:
    row = {"id": "other", "question": "Who?", "facts": [["Ann"]], "kind": "single"}
    write_run(tmp_path / "evaluations" / "other", {"name": "other"}, [record(row, answer(sentence("Ann.")))])
    ran = byline("compare", "before", "other")
    assert ran.code == 2
    assert "have no question in common" in ran.err


def test_a_report_of_an_unfinished_run_says_so(byline: Byline, tmp_path: Path) -> None:
    row = {"id": "q0", "question": "Who?", "facts": [["Ann"]], "kind": "single"}
    about = {"name": "half", "questions": {"path": "set.jsonl", "count": 5}}
    write_run(tmp_path / "evaluations" / "half", about, [record(row, answer(sentence("Ann.")))])
    ran = byline("report", "half", "--format", "markdown")
    assert "1 of 5 questions have been put to sound" in ran.err
    assert "Unfinished: 1 of 5" in ran.out
