from __future__ import annotations

from pathlib import Path

import pytest

from rag.domain import Question
from rag.errors import UsageError
from rag.evaluation.runs.configurations import (
    Configuration,
    answer_key,
    named,
    parse_configurations,
    public_settings,
)
from rag.evaluation.runs.question_set import GoldenQuestion
from rag.settings import Settings, load_settings


def settings(tmp_path: Path, **given: object) -> Settings:
    flags = {name.replace("__", "."): value for name, value in given.items()}
    return load_settings(flags, cwd=tmp_path, environ={})


def test_a_configuration_is_a_name_and_settings() -> None:
    (one,) = parse_configurations(["big: llm.model=big llm.base_url=http://h:1/v1"], ["answer.passages=6"])
    assert (one.name, one.is_extractive) == ("big", False)
    assert one.given == {"answer.passages": "6", "llm.model": "big", "llm.base_url": "http://h:1/v1"}


def test_its_own_settings_go_before_those_for_all_and_values_may_hold_spaces() -> None:
    (one,) = parse_configurations(['a: llm.model="a model"'], ["llm.model=b"])
    assert one.given == {"llm.model": "a model"}


def test_extractive_by_itself_is_quotations_only() -> None:
    plain, other = parse_configurations(["extractive", "current"], [])
    assert (plain.is_extractive, other.is_extractive) == (True, False)


@pytest.mark.parametrize("text", ["llm.model=big", ": a=b", "a: b", 'a: b="c', "https://host/v1"])
def test_what_is_no_configuration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_configurations([text], [])
    assert raised.value.hint


def test_a_name_is_used_once() -> None:
    with pytest.raises(UsageError, match="'a'"):
        parse_configurations(["a: answer.passages=3", "a: answer.passages=4"], [])


def test_without_a_name_it_is_called_by_who_writes(tmp_path: Path) -> None:
    (one,) = parse_configurations([], [])
    assert named(one, settings(tmp_path)).name == "extractive"
    model = settings(tmp_path, llm__base_url="http://127.0.0.1:1/v1", llm__model="m")
    assert named(one, model).name == "m"
    assert named(Configuration("mine"), model).name == "mine"


def test_no_secret_is_among_the_settings_of_a_run(tmp_path: Path) -> None:
    held = settings(
        tmp_path,
        llm__api_key="sk-secret",
        llm__headers="X-Key: sk-secret",
        llm__base_url="https://me:sk-secret@host/v1",
    )
    assert "sk-secret" not in str(public_settings(held))
    assert "data_dir" not in public_settings(held)


def test_a_key_changes_with_all_that_an_answer_depends_on_and_with_nothing_else() -> None:
    def question(text: str = "Who?", **row: object) -> GoldenQuestion:
        whole = {"question": text, "id": "q", **row}
        return GoldenQuestion("q", 1, "single", Question(text), (), (), True, False, (), whole)

    plain = (question(), Configuration("a"), {"llm.model": "m"}, 7, "weighed-1")
    key = answer_key(*plain)
    assert key == answer_key(
        question(facts=[["x"]], id="p"), Configuration("b"), {"llm.model": "m"}, 7, "weighed-1"
    )
    others = [
        (question("What?"), *plain[1:]),
        (question(as_of="2025"), *plain[1:]),
        (plain[0], Configuration("a", is_extractive=True), *plain[2:]),
        (*plain[:2], {"llm.model": "n"}, *plain[3:]),
        (*plain[:3], 8, plain[4]),
        (*plain[:4], "weighed-2"),
    ]
    assert len({key, *(answer_key(*other) for other in others)}) == 1 + len(others)
