"""Suggestions for the built-in corpus, with real stores and the real embedder."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.builtin import ensure_demo
from ingest.passages import SPLITTER_FINGERPRINT
from ingest.pipeline import Ingestion
from rag.assembly import Byline, build_byline
from rag.domain import Answer, Question
from rag.settings import load_settings
from rag.suggesting.examples import Example
from rag.suggesting.wording import LONGEST, are_alike

LONG_ENOUGH = 60.0  # seconds, for a machine that is busy with other tests


@pytest.fixture(scope="module")
def byline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Byline]:
    folder = tmp_path_factory.mktemp("suggestions")
    settings = load_settings({"data_dir": folder}, cwd=folder, environ={})
    built = build_byline(settings, SPLITTER_FINGERPRINT)
    ensure_demo(Ingestion(built.library, built.index, built.embedder, settings.data_dir), built.library)
    yield built
    built.close()


@pytest.fixture(scope="module")
def examples(byline: Byline) -> tuple[Example, ...]:
    return byline.suggestions.examples(wait_seconds=LONG_ENOUGH)


def ask(byline: Byline, text: str) -> Answer:
    return asyncio.run(byline.assistant.answer(Question(text, keep=False)))


def test_the_disputed_cost_of_training_comes_first(byline: Byline, examples: tuple[Example, ...]) -> None:
    assert examples[0].text.startswith("How much did it cost to train DeepSeek")
    assert ask(byline, examples[0].text).disagreements
    assert examples[0].differs


def test_every_example_is_answered(byline: Byline, examples: tuple[Example, ...]) -> None:
    assert len(examples) == 5
    assert not any(ask(byline, example.text).abstained for example in examples)
    assert all(len(example.text) <= LONGEST for example in examples)


def test_the_same_library_gives_the_same_examples(byline: Byline, examples: tuple[Example, ...]) -> None:
    assert byline.suggestions.examples() == examples


def test_what_is_suggested_next_is_new_and_answered(byline: Byline) -> None:
    question = Question("How much did OpenAI pay to train GPT-4?", keep=False)
    answer = asyncio.run(byline.assistant.answer(question))
    found = byline.suggestions.follow_ups(question, answer, seconds=LONG_ENOUGH)
    assert found
    assert not any(are_alike(text, question.text) for text in found)
    assert not any(ask(byline, text).abstained for text in found)


def test_an_empty_library_suggests_nothing(tmp_path: Path) -> None:
    settings = load_settings({"data_dir": tmp_path}, cwd=tmp_path, environ={})
    built = build_byline(settings, SPLITTER_FINGERPRINT)
    assert built.suggestions.examples(wait_seconds=LONG_ENOUGH) == ()
    built.close()
    assert built.suggestions.examples() == ()
