"""What the official client raises where keys, scopes and rates decide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openai
import pytest

from rag.settings import Settings
from rag.settings.tree import ApiSettings
from tests.fakes_ui import FakeByline, ListLibrary, ScriptedAssistant, builtin_articles, cost_script
from tests.served import running
from ui.access.keys import KeyFile

QUESTION: list[openai.types.chat.ChatCompletionMessageParam] = [
    {"role": "user", "content": "What did it cost?"}
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def keys(folder: Path) -> dict[str, str]:
    kept = KeyFile(folder)
    return {
        "reader": kept.add("reader", ("read",)),
        "asker": kept.add("asker", ("read", "ask")),
        "hasty": kept.add("hasty", ("read", "ask")),
    }


@pytest.fixture(scope="module")
def server(folder: Path, keys: dict[str, str]) -> Iterator[str]:
    settings = Settings(data_dir=folder, api=ApiSettings(questions_per_minute=3))
    assistant = ScriptedAssistant(cost_script())
    with running(FakeByline(ListLibrary(builtin_articles()), assistant, settings=settings)) as address:
        yield f"{address}/v1"


def client(server: str, key: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=server, api_key=key, max_retries=0)


def test_a_key_that_may_ask_asks(server: str, keys: dict[str, str]) -> None:
    with client(server, keys["asker"]) as mine:
        completion = mine.chat.completions.create(model="byline", messages=QUESTION)
        assert completion.choices[0].message.content
        assert mine.models.list().data


def test_a_key_that_is_not_known_is_an_authentication_error(server: str, keys: dict[str, str]) -> None:
    with client(server, f"{keys['asker']}x") as other:
        with pytest.raises(openai.AuthenticationError, match="key is not known") as refused:
            other.models.list()
        with pytest.raises(openai.AuthenticationError):
            other.chat.completions.create(model="byline", messages=QUESTION, stream=True)
    assert keys["asker"] not in str(refused.value)


def test_a_key_without_the_scope_is_a_permission_error(server: str, keys: dict[str, str]) -> None:
    with client(server, keys["reader"]) as reader:
        assert reader.models.list().data
        with pytest.raises(openai.PermissionDeniedError, match="scope 'ask'"):
            reader.chat.completions.create(model="byline", messages=QUESTION)


def test_too_many_questions_are_a_rate_limit_error_that_says_when_to_go_on(
    server: str, keys: dict[str, str]
) -> None:
    def ask() -> None:
        for _ in range(4):
            hasty.chat.completions.create(model="byline", messages=QUESTION)

    with client(server, keys["hasty"]) as hasty, pytest.raises(openai.RateLimitError) as refused:
        ask()
    assert int(refused.value.response.headers["retry-after"]) > 0
    assert refused.value.type == "requests"
