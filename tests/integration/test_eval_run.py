"""`byline eval run` on a scripted assistant: resumed, cached, paid for, read by programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from rag.checking import TextChecking
from rag.domain import Question
from rag.errors import EndpointUnreachableError
from rag.evaluation.runs.records import METRICS_FILE, RECORDS_FILE, read_run
from rag.events import AnswerEvent, Finished
from rag.settings import Settings, load_settings
from rag.trust.verifier import WeighedCheck
from tests.fakes_ui import (
    FakeByline,
    ListLibrary,
    ScriptedAssistant,
    builtin_articles,
    cost_script,
    refusal_script,
)
from ui.cli import run
from ui.commands.eval.run_folders import LOCK_FILE
from ui.wiring import Wiring

REMOTE = ("--set", "llm.base_url=https://api.example.com/v1", "--set", "llm.model=big")
Ran = tuple[int, str, str]
Call = Callable[..., Ran]


class Place:
    """A data folder, a question set, and an assistant that notes what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[Question] = []
        self.built: list[Settings] = []
        self.stops_after: int | None = None
        self.articles = builtin_articles()
        rows = [
            {"id": "cost", "question": "What did training cost?", "facts": [["$6 million"]]},
            {"id": "mars", "question": "Who lives on Mars?", "answerable": False},
            {"id": "again", "question": "What did it cost?", "facts": [["$1.3 billion"]]},
            {"id": "wrong", "question": "What did the ferry cost?", "facts": [["$2 million"]]},
        ]
        self.questions = folder / "set.jsonl"
        self.questions.write_text("\n".join(map(json.dumps, rows)), "utf-8")

    def settings(self, flags: Mapping[str, Any]) -> Settings:
        given = {"data_dir": str(self.folder / "data")} | dict(flags)
        return load_settings(given, cwd=self.folder, environ={})

    def build(self, settings: Settings, *, will_write: bool = False) -> FakeByline:
        self.built.append(settings)
        checking = TextChecking(None, WeighedCheck())  # type: ignore[arg-type]  # nothing is searched for
        library = ListLibrary(self.articles)
        return FakeByline(library, ScriptedAssistant(self.script), settings, checking=checking)

    def stores(self, settings: Settings) -> Any:
        return FakeByline(ListLibrary(self.articles), None, settings)

    def script(self, question: Question) -> Iterable[AnswerEvent | BaseException | float]:
        if self.stops_after is not None and len(self.asked) >= self.stops_after:
            raise KeyboardInterrupt
        self.asked.append(question)
        if "down" in str(self.built[-1].llm.base_url):
            return [EndpointUnreachableError("Nothing answers.")]
        script = refusal_script() if "Mars" in question.text else cost_script()
        model = self.built[-1].llm.model or "extractive"
        return [self._by(event, model) for event in script(question)]

    def _by(self, event: Any, model: str) -> Any:
        return (
            replace(event, answer=replace(event.answer, model=model))
            if isinstance(event, Finished)
            else event
        )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def ran(place: Place, capsys: pytest.CaptureFixture[str]) -> Call:
    wiring = Wiring(settings=place.settings, build=place.build, stores=place.stores)  # type: ignore[arg-type]

    def call(*arguments: object) -> Ran:
        code = run(["eval", "run", *map(str, arguments)], wiring)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def figures_of(out: str) -> dict[str, Any]:
    return {name: one for name, one in json.loads(out)["metrics"].items() if "latency" not in name}


def test_a_run_has_figures_for_people_and_for_programs(place: Place, ran: Call) -> None:
    code, out, err = ran(place.questions)
    assert code == 0
    assert "answered_correct_supported" in out
    assert "Verifier-estimated" in out
    assert "The run is in" in err
    told = json.loads(ran(place.questions, "--json")[1])
    headline = told["metrics"]["answered_correct_supported"]
    assert (headline["value"], headline["n"], headline["failed"]) == (pytest.approx(2 / 3), 3, 0)
    assert set(headline) == {"value", "low", "high", "n", "failed", "undefined", "note"}
    assert told["metrics"]["refusal_recall"]["value"] == 1.0
    assert list(told["configurations"]) == ["extractive"]


def test_what_was_answered_is_not_asked_again_and_the_figures_are_the_same(place: Place, ran: Call) -> None:
    first = figures_of(ran(place.questions, "--json")[1])
    assert len(place.asked) == 4
    assert figures_of(ran(place.questions, "--json")[1]) == first
    assert (len(place.asked), len(place.built)) == (4, 1)
    ran(place.questions, "--fresh")
    assert len(place.asked) == 8
    ran(place.questions, "--set", "answer.passages=3")
    assert len(place.asked) == 12


def test_a_run_that_was_stopped_goes_on_in_its_folder_with_the_same_figures(place: Place, ran: Call) -> None:
    place.stops_after = 2
    code, _, err = ran(place.questions)
    assert code != 0
    assert "The same command goes on." in err
    (folder,) = (place.folder / "data" / "evaluations").glob("*-set")
    assert len((folder / RECORDS_FILE).read_text("utf-8").splitlines()) == 2
    assert not (folder / METRICS_FILE).exists()
    place.stops_after = None
    resumed = json.loads(ran(place.questions, "--json")[1])
    assert resumed["folder"] == str(folder)
    assert len(place.asked) == 4
    whole = figures_of(ran(place.questions, "--fresh", "--json")[1])
    assert whole == figures_of(json.dumps(resumed))
    assert [record.id for record in read_run(folder).records] == ["cost", "mars", "again", "wrong"]


def test_several_configurations_are_run_one_after_the_other(place: Place, ran: Call) -> None:
    near = "near: llm.base_url=http://127.0.0.1:9/v1 llm.model=small"
    code, out, _ = ran(
        place.questions, "--configuration", "extractive", "--configuration", near, "--json", "--name", "two"
    )
    assert code == 0
    assert list(json.loads(out)["configurations"]) == ["extractive", "near"]
    assert {question.model for question in place.asked} == {"byline/extractive", None}
    kept = read_run(place.folder / "data" / "evaluations" / "two")
    assert kept.configurations() == ("extractive", "near")
    assert [one["model"] for one in kept.about["configurations"]] == ["extractive", "small"]


def test_a_failing_endpoint_is_failed_questions_which_the_next_run_asks_again(
    place: Place, ran: Call
) -> None:
    down = ("--configuration", "down: llm.base_url=http://127.0.0.1:9/down llm.model=m")
    found = figures_of(ran(place.questions, *down, "--json")[1])
    assert (found["answered_correct_supported"]["value"], found["answered_correct_supported"]["failed"]) == (
        0.0,
        3,
    )
    assert (found["faithfulness"]["value"], found["faithfulness"]["failed"]) == (None, 4)
    ran(place.questions, *down)
    assert len(place.asked) == 8


def test_a_paid_endpoint_waits_for_a_yes_that_a_pipe_cannot_give(place: Place, ran: Call) -> None:
    code, _, err = ran(place.questions, *REMOTE)
    assert code == 2
    assert "4 questions to api.example.com, about" in err
    assert "--yes" in err
    assert place.asked == []
    assert ran(place.questions, *REMOTE, "--yes")[0] == 0
    assert ran(place.questions, *REMOTE)[0] == 0  # all is in the cache, so nothing will be spent
    assert len(place.asked) == 4


def test_where_sentences_are_withheld_the_draft_is_scored_too(place: Place, ran: Call) -> None:
    near = "near: llm.base_url=http://127.0.0.1:9/v1 llm.model=small on_unsupported=withhold"
    found = figures_of(ran(place.questions, "--configuration", near, "--json")[1])
    assert found["draft_faithfulness"]["value"] == 1.0
    assert sum(question.on_unsupported == "mark" for question in place.asked) == 3  # not for the refusal


def test_without_questions_the_golden_ones_are_put_to_the_built_in_articles(place: Place, ran: Call) -> None:
    code, out, err = ran("--json")
    assert code == 0
    assert "The golden questions on the built-in articles" in err
    assert json.loads(out)["questions"] == len(place.asked) > 80


def test_the_built_in_library_is_kept_apart_from_the_users_own(place: Place, ran: Call) -> None:
    assert ran(place.questions, "--library", "demo", "--set", "chroma_url=http://127.0.0.1:9")[0] == 0
    (settings,) = place.built
    assert settings.data_dir == place.folder / "data" / "evaluations" / "demo"
    assert settings.chroma_url is None


def test_a_folder_of_another_run_is_left_alone(place: Place, ran: Call) -> None:
    ran(place.questions, "--name", "mine")
    code, _, err = ran(place.questions, "--name", "mine", "--set", "answer.passages=3")
    assert code == 2
    assert "another --name" in err
    (place.folder / "other").mkdir()
    (place.folder / "other" / "thesis.txt").write_text("mine", "utf-8")
    assert ran(place.questions, "--out", place.folder / "other")[0] == 2
    assert ran(place.questions, "--name", "../up")[0] == 2


def test_no_key_is_written_into_a_run(place: Place, ran: Call) -> None:
    near = "near: llm.base_url=http://127.0.0.1:9/v1 llm.model=small llm.api_key=sk-secret"
    assert ran(place.questions, "--configuration", near)[0] == 0
    files = [path for path in (place.folder / "data").rglob("*") if path.is_file()]
    assert files
    assert not any(b"sk-secret" in path.read_bytes() for path in files)


def test_answers_made_elsewhere_are_measured_by_the_same_questions(place: Place, ran: Call) -> None:
    rows = [
        {
            "question": "What did training cost?",
            "answer": "It cost $6 million. [1]",
            "contexts": ["It cost $6 million."],
        },
        {"question": "Who lives on Mars?", "answer": "I don't know.", "contexts": ["It cost $6 million."]},
        {
            "question": "What did it cost?",
            "answer": "It cost $9 million.",
            "contexts": ["It cost $6 million."],
        },
    ]
    answers = place.folder / "theirs.jsonl"
    answers.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    found = figures_of(ran(place.questions, "--answers", answers, "--json")[1])
    assert found["answered_correct_supported"]["value"] == pytest.approx(1 / 3)
    assert found["answered_correct_supported"]["failed"] == 1  # the file has no answer to it
    assert (found["faithfulness"]["value"], found["citation_recall"]["n"]) == (0.5, 2)
    assert found["refusal_recall"]["value"] == 1.0
    alone = json.loads(ran("--answers", answers, "--json")[1])
    assert alone["metrics"]["faithfulness"]["n"] == 2
    unknown = ("fact_recall", "answered", "refusal_recall", "refusal_precision", "refusal_f1")
    assert [alone["metrics"][name]["value"] for name in unknown] == [None] * len(unknown)
    assert place.asked == []
    assert ran("--answers", answers, "--set", "llm.model=m")[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("--configuration", "a=b"),
        ("--set", "nothing"),
        ("--set", "no.such=1"),
        ("--library", "mine"),
        ("no.jsonl",),
    ],
)
def test_what_cannot_be_run_is_said_with_a_hint(place: Place, ran: Call, arguments: tuple[str, ...]) -> None:
    code, _, err = ran(*arguments)
    assert code in {1, 2}
    assert err.startswith("byline: ") or "\nbyline: " in err
    assert "Traceback" not in err


def test_two_runs_cannot_be_at_work_in_one_folder(place: Place, ran: Call) -> None:
    assert ran(place.questions, "--name", "one")[0] == 0
    with FileLock(place.folder / "data" / "evaluations" / "one" / LOCK_FILE):
        code, _, err = ran(place.questions, "--name", "one")
    assert (code, len(place.asked)) == (2, 4)
    assert "Another `byline eval run` is at work" in err


def test_a_folder_that_cannot_be_written_is_named(place: Place, ran: Call) -> None:
    code, _, err = ran(place.questions, "--out", place.questions / "run")
    assert (code, place.asked) == (2, [])
    assert "cannot be written" in err


def test_an_empty_library_is_not_asked(place: Place, ran: Call) -> None:
    place.articles = []
    code, _, err = ran(place.questions)
    assert (code, place.asked) == (2, [])
    assert "The library is empty" in err
