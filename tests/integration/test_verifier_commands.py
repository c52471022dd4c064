"""`byline eval verifier`, `label` and `judge` from the command line; the judge is a scripted endpoint."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from rag.evaluation.runs.records import Record
from rag.evaluation.tables import read_table, table_text
from rag.settings import load_settings
from tests.runs import write_run
from tests.scripted_endpoint import MODEL, Reply, failing, saying, scripted
from ui.cli import run
from ui.wiring import Wiring

Ran = Callable[..., tuple[int, str, str]]
CITIES = ("Hangzhou", "Lagos", "Lima", "Oslo", "Quito", "Turin", "Perth", "Kyoto", "Leeds", "Porto")


@pytest.fixture
def ran(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ran:
    def settings(flags: Mapping[str, Any]) -> Any:
        base = {"data_dir": str(tmp_path / "data"), "judge.deadline": 10}
        return load_settings(base | dict(flags), cwd=tmp_path, environ={})

    def call(*arguments: object) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments], Wiring(settings=settings))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    rows = []
    for n, city in enumerate(CITIES):
        evidence = f"The company opened its office in {city} with {40 + n} engineers in March 2021."
        rows.append({"sentence": f"The office in {city} has {40 + n} engineers.", "label": "supported"})
        rows.append({"sentence": f"The office in {city} sells {70 + n} rubber boats.", "label": "not"})
        for row in rows[-2:]:
            row |= {"evidence": evidence, "source": city}
    path.write_text(table_text(["sentence", "evidence", "label", "source"], rows), "utf-8")
    return path


@pytest.fixture
def golden(tmp_path: Path) -> str:
    """A run of ten answers with two sentences each."""
    records = [
        Record(
            "extractive",
            {"id": f"q{n}", "question": f"How many engineers are in {city}?"},
            f"key{n}",
            answer={
                "abstained": False,
                "sentences": [
                    {"text": f"It has {40 + n} engineers in {city}.", "verdict": "supported", "score": 0.9},
                    {"text": f"It sells boats in {city}.", "verdict": "unsupported", "score": 0.2},
                ],
            },
            contexts=[{"title": city, "text": f"The office in {city} has {40 + n} engineers."}],
        )
        for n, city in enumerate(CITIES)
    ]
    write_run(tmp_path / "data" / "evaluations" / "golden", {"name": "golden"}, records)
    return "golden"


def test_the_verifier_is_measured_on_an_own_table(ran: Ran, data: Path) -> None:
    code, out, err = ran("eval", "verifier", "--data", data, "--json")
    told = json.loads(out)
    assert code == 0
    assert "flatter" not in err
    assert told["balanced_accuracy"] == told["auroc"] == told["f1"] == 1.0
    assert (told["unit"], told["n"], told["sources"], told["seen_in_training"]) == ("sentence", 20, 10, 0)
    assert told["cost"]["median_ms"] > 0


def test_the_figures_are_shown_to_people_with_a_chosen_threshold(ran: Ran, data: Path) -> None:
    code, out, _ = ran("eval", "verifier", "--data", data, "--precision", "0.8")
    assert code == 0
    assert all(words in out for words in ("balanced accuracy", "Calibration", "Chosen:", "█"))


def test_refitting_is_told_and_several_files_are_told_apart(ran: Ran, data: Path) -> None:
    code, out, _ = ran("eval", "verifier", "--data", data, "--data", data, "--cross-validate", "--json")
    told = json.loads(out)["files"]
    assert code == 0
    assert [one["cross_validated"] for one in told] == [True, True]
    assert [one["threshold"] for one in told] == [None, None]


def test_the_gate_is_measured_on_questions(ran: Ran, tmp_path: Path) -> None:
    path = tmp_path / "squad.jsonl"
    rows = [
        {"question": "Who founded DeepSeek?", "context": "Liang Wenfeng founded it.", "is_impossible": False},
        {"question": "How tall is the tower?", "context": "Liang Wenfeng founded it.", "is_impossible": True},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    code, out, _ = ran("eval", "verifier", "--data", path, "--json")
    assert code == 0
    assert json.loads(out)["unit"] == "question"
    code, _, err = ran("eval", "verifier", "--data", path, "--cross-validate")
    assert code == 2
    assert "evidence gate" in err


def test_a_row_that_cannot_be_read_is_named(ran: Ran, data: Path) -> None:
    data.write_text("sentence,evidence,label\nS.,E.,perhaps\n", "utf-8")
    code, _, err = ran("eval", "verifier", "--data", data)
    assert code == 2
    assert "Line 2 of own.csv" in err


def by_sentence(request: dict[str, Any]) -> Reply:
    said = request["messages"][-1]["content"].rpartition("Information:")[2]
    return saying("NO" if "boats" in said else "YES", thought="Perhaps yes, perhaps no.")


def test_a_judge_is_measured_beside_the_verifier(ran: Ran, data: Path) -> None:
    with scripted(models=[MODEL]) as server:
        server.respond = by_sentence
        code, out, _ = ran("eval", "verifier", "--data", data, "--judge-base-url", server.url, "--json")
    told = json.loads(out)["judge"]
    assert code == 0
    assert told["model"] == MODEL
    assert told["agreement_with_labels"]["kappa"] == told["agreement_with_verifier"]["kappa"] == 1.0
    assert told["figures"]["balanced_accuracy"] == 1.0


def test_a_run_is_judged_once_and_its_agreement_stands_before_its_figure(ran: Ran, golden: str) -> None:
    with scripted(models=[MODEL]) as server:
        server.respond = by_sentence
        code, out, _ = ran("eval", "judge", golden, "--judge-base-url", server.url)
        first = len(server.requests)
        again, shown, _ = ran("eval", "judge", golden, "--judge-base-url", server.url)
        assert len(server.requests) == first == 20
    assert (code, again, shown) == (0, 0, out)
    assert out.index("agreement with the verifier") < out.index("supported, in the judge's opinion")
    assert "50.0%" in out


def test_a_judge_that_says_neither_is_asked_once_more_and_then_has_failed(ran: Ran, golden: str) -> None:
    with scripted(saying("It depends."), models=[MODEL]) as server:
        code, out, _ = ran("eval", "judge", golden, "--judge-base-url", server.url, "--count", 3, "--json")
        assert len(server.requests) == 6
        assert "YES or NO, and nothing else" in server.prompts[-1]
    told = json.loads(out)
    assert code == 0
    assert told["failed"] == {"judge_unreadable": 3}
    assert told["faithfulness"] is None


def test_a_judge_that_refuses_the_key_ends_the_command(ran: Ran, golden: str) -> None:
    with scripted(failing(401), models=[MODEL]) as server:
        code, _, err = ran("eval", "judge", golden, "--judge-base-url", server.url)
    assert code == 1
    assert "key" in err


def test_without_a_judge_it_says_what_to_set(ran: Ran, golden: str) -> None:
    code, _, err = ran("eval", "judge", golden)
    assert code == 2
    assert "BYLINE_JUDGE_BASE_URL" in err


def test_a_judge_that_is_the_writer_is_told_to_judge_itself(
    golden: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with scripted(models=[MODEL]) as server:
        server.respond = by_sentence
        same = {
            f"{who}.{what}": value
            for who in ("llm", "judge")
            for what, value in (("base_url", server.url), ("model", MODEL))
        }
        base = {"data_dir": str(tmp_path / "data")}
        wiring = Wiring(settings=lambda _: load_settings(base | same, cwd=tmp_path, environ={}))
        code = run(["eval", "judge", golden, "--json"], wiring)
    captured = capsys.readouterr()
    assert code == 0
    assert "judges itself" in captured.err
    assert json.loads(captured.out)["judges_itself"] is True


def test_a_sample_is_labelled_compared_and_corrects_the_figure(ran: Ran, golden: str, tmp_path: Path) -> None:
    ann, bob = tmp_path / "ann.csv", tmp_path / "bob.csv"
    assert ran("eval", "label", "sample", golden, "--out", ann, "--count", 12)[0] == 0
    assert ran("eval", "label", "sample", golden, "--out", ann)[0] == 2  # it is there already
    rows = read_table(ann)
    for path, boats in ((ann, "not"), (bob, "contradicted")):
        filled = [dict(r.cells) | {"label": boats if "boats" in r["sentence"] else "supported"} for r in rows]
        path.write_text(table_text(list(rows[0].cells), filled), "utf-8")

    code, out, _ = ran("eval", "label", "agreement", ann, bob, "--json")
    assert code == 0
    assert json.loads(out)["supported"]["kappa"] == 1.0
    assert len(json.loads(out)["differences"]) == sum("boats" in row["sentence"] for row in rows)

    code, out, _ = ran("eval", "label", "correct", f"{golden}:extractive", ann, bob, "--json")
    told = json.loads(out)
    assert code == 0
    assert told["faithfulness"]["value"] == pytest.approx(0.5)
    assert told["faithfulness"]["low"] < 0.5 < told["faithfulness"]["high"]
    assert told["verifier_estimated"] == 0.5

    code, out, _ = ran("eval", "label", "correct", golden, ann)
    assert code == 0
    assert "Faithfulness, corrected: 50.0%" in out
