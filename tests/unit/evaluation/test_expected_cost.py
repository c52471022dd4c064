from __future__ import annotations

from pathlib import Path

import pytest

from rag.domain import Question, Turn
from rag.evaluation.runs.expected_cost import expected_cost, outside_hosts
from rag.evaluation.runs.question_set import GoldenQuestion
from rag.settings import Settings, load_settings


def settings(tmp_path: Path, address: str, **given: object) -> Settings:
    return load_settings({"llm.base_url": address, "llm.model": "m", **given}, cwd=tmp_path, environ={})


def questions(count: int, *, after: int = 0) -> list[GoldenQuestion]:
    asked = Question("Who?", history=(Turn("a", "b"),) * after)
    return [GoldenQuestion(str(n), n, "single", asked, (), (), True, False) for n in range(count)]


@pytest.mark.parametrize(
    ("address", "hosts"),
    [
        ("https://api.deepseek.com/v1", ("api.deepseek.com",)),
        ("http://203.0.114.9:8000/v1", ("203.0.114.9",)),
        ("http://127.0.0.1:8000/v1", ()),
        ("http://localhost:8000/v1", ()),
        ("http://192.168.1.20:8000/v1", ()),
        ("http://vllm:8000/v1", ()),
        ("http://gpu.internal:8000/v1", ()),
    ],
)
def test_only_an_address_outside_may_charge(tmp_path: Path, address: str, hosts: tuple[str, ...]) -> None:
    assert outside_hosts(settings(tmp_path, address), writes=True) == hosts


def test_quotations_cost_nothing_whatever_endpoint_is_set(tmp_path: Path) -> None:
    held = settings(tmp_path, "https://api.deepseek.com/v1")
    cost = expected_cost(questions(10), held, writes=False, has_draft=False)
    assert (cost.hosts, cost.tokens_in, cost.tokens_out) == ((), 0, 0)


def test_tokens_grow_with_questions_drafts_follow_ups_and_passages(tmp_path: Path) -> None:
    held = settings(tmp_path, "https://api.deepseek.com/v1")
    plain = expected_cost(questions(10), held, writes=True, has_draft=False)
    assert 20_000 < plain.tokens_in < 60_000
    drafted = expected_cost(questions(10), held, writes=True, has_draft=True)
    assert drafted.tokens_out == 2 * plain.tokens_out
    assert (
        expected_cost(questions(10, after=1), held, writes=True, has_draft=False).tokens_in > plain.tokens_in
    )
    fewer = settings(tmp_path, "https://api.deepseek.com/v1", **{"answer.passages": 3})
    assert expected_cost(questions(10), fewer, writes=True, has_draft=False).tokens_in < plain.tokens_in
