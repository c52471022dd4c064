"""`byline eval make-questions` and `byline eval export`, from articles to a question set and a data set."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.evaluation.runs.question_set import read_questions
from rag.evaluation.runs.records import Record
from rag.settings import load_settings
from rag.stores import Stores, open_library
from tests.builders import article, passage
from tests.runs import write_run
from ui.cli import run
from ui.wiring import Wiring

TEXT = (
    "Jane Roe said that Acme will grow. Jane Roe founded Acme in Lyon in 1998. "
    "Acme paid $78 million for Harbour Bank in Lyon. Acme announced a sale to Harbour Bank."
)
Ran = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ran(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ran:
    settings = load_settings({"data_dir": str(tmp_path / "data")}, cwd=tmp_path, environ={})
    wiring = Wiring(settings=lambda _: settings, stores=Stores)

    def call(*arguments: object) -> tuple[int, str, str]:
        code = run(["eval", *map(str, arguments)], wiring)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def filled(tmp_path: Path) -> None:
    library = open_library(tmp_path / "data")
    source = article(TEXT, key="a1")
    library.replace_article(source, [passage(source)])
    library.close()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("name", ["review.csv", "review.jsonl"])
def test_articles_become_a_review_file_and_what_is_accepted_a_question_set(
    ran: Ran, tmp_path: Path, name: str
) -> None:
    review, questions = tmp_path / name, tmp_path / "questions.jsonl"
    code, out, _ = ran("make-questions", "--out", review, "--count", 8, "--json")
    assert code == 0
    made = json.loads(out)
    assert made["questions"] == sum(made["kinds"].values()) > 0
    text = review.read_text("utf-8-sig").replace('"decision": ""', '"decision": "accept"')
    review.write_text(text.replace("\n,", "\naccept,"), "utf-8")
    code, out, _ = ran("make-questions", "--accept", review, "--out", questions)
    assert code == 0
    assert f"{made['questions']} questions in" in out
    assert len(read_questions(questions)) == made["questions"]


@pytest.mark.usefixtures("filled")
def test_a_review_that_somebody_may_have_worked_on_is_not_overwritten(ran: Ran, tmp_path: Path) -> None:
    review = tmp_path / "review.csv"
    review.write_text("decision\naccept\n", "utf-8")
    code, _, err = ran("make-questions", "--out", review)
    assert code == 2
    assert "--overwrite" in err


@pytest.mark.usefixtures("filled")
def test_without_a_language_model_it_cannot_write_and_says_so(ran: Ran, tmp_path: Path) -> None:
    code, _, err = ran("make-questions", "--out", tmp_path / "review.csv", "--with-model")
    assert code == 2
    assert "No language model is set." in err


@pytest.mark.usefixtures("filled")
def test_an_unknown_collection_is_refused(ran: Ran, tmp_path: Path) -> None:
    code, _, err = ran("make-questions", "--out", tmp_path / "review.csv", "--collection", "nowhere")
    assert code == 2
    assert "nowhere" in err


@pytest.mark.parametrize(("shape", "files"), [("ragas", 1), ("llama-index", 2)])
def test_a_run_is_exported_for_other_tools(ran: Ran, tmp_path: Path, shape: str, files: int) -> None:
    record = Record(
        configuration="extractive",
        question={"id": "q1", "question": "Who founded Acme?", "facts": [["Jane Roe"]]},
        key="k",
        answer={"text": "Jane Roe did. [1]", "abstained": False},
        contexts=({"text": "Jane Roe founded Acme."},),
    )
    write_run(tmp_path / "run", {"name": "run", "configurations": [{"name": "extractive"}]}, [record])
    out = tmp_path / "out" / "run.json"
    code, said, _ = ran("export", tmp_path / "run", "--format", shape, "--out", out, "--json")
    assert code == 0
    written = json.loads(said)["out"]
    assert len(written) == files
    assert all("Jane Roe" in Path(path).read_text("utf-8") for path in written)
    assert ran("export", tmp_path / "run", "--format", shape, "--out", out)[0] == 2
