"""Questions that a model writes are kept only where code finds nothing against them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator

import pytest

from rag.errors import SourceError
from rag.evaluation.making.by_model import make_with_model, read_reply
from rag.interfaces import ModelDone, ModelPart, ModelText, ModelThinking
from tests.builders import article, passage
from tests.fakes import DictLibrary

SENTENCES = ("Jane Roe founded Acme in Lyon.", "Acme paid $78 million for it.")
GOOD = '{"sentence": 1, "question": "Who founded Acme in Lyon?", "answer": "Jane Roe"}'


class WritingModel:
    """Answers every prompt with the same text, after some reasoning."""

    name: str | None = "scripted"
    context_tokens = 8000

    def __init__(self, text: str) -> None:
        self.text = text
        self.prompts: list[str] = []

    async def stream(self, prompt: str, *, is_thinking_off: bool = False) -> AsyncGenerator[ModelPart, None]:
        self.prompts.append(prompt)
        yield ModelThinking('{"sentence": 1, "question": "Who?", "answer": "Jane Roe"}')
        yield ModelText(self.text)
        yield ModelDone("stop")

    def close(self) -> None:
        pass


def library() -> DictLibrary:
    held = DictLibrary()
    source = article(" ".join(SENTENCES), key="a1")
    held.replace_article(source, [passage(source)])
    return held


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"sentence": 2, "question": "Who founded Acme?", "answer": "Jane Roe"}', "the answer is not in"),
        ('{"sentence": 7, "question": "Who founded Acme?", "answer": "Jane Roe"}', "a sentence that is not"),
        ('{"sentence": 1, "question": "Did Jane Roe found Acme?", "answer": "Jane Roe"}', "holds its answer"),
        ('{"sentence": 1, "question": "Who founded it?", "answer": "Jane Roe"}', "understood alone"),
        ('{"sentence": 1, "question": "Name the founder.", "answer": "Jane Roe"}', "understood alone"),
        ('{"sentence": "one", "question": "Who?", "answer": "Jane Roe"}', "cannot be read"),
        ('{"sentence": 1, "question": Who?}', "cannot be read"),
        ("I am sorry.", "nothing that can be read"),
    ],
)
def test_a_line_with_a_fault_is_dropped_and_counted(line: str, reason: str) -> None:
    dropped: Counter[str] = Counter()
    assert read_reply(line, article("Text."), SENTENCES, dropped) == []
    [(named, number)] = dropped.items()
    assert reason in named
    assert number == 1


def test_a_good_line_among_chatter_is_kept_with_its_sentence_as_gold() -> None:
    reply = f"Here you are:\n```json\n{GOOD}\n```\nAnything else?"
    [kept] = read_reply(reply, article("Text.", key="a1"), SENTENCES, Counter())
    assert (kept.question, kept.answer, kept.facts) == (
        "Who founded Acme in Lyon?",
        SENTENCES[0],
        (("Jane Roe",),),
    )


def test_the_model_sees_numbered_sentences_and_its_reasoning_makes_no_questions() -> None:
    model = WritingModel(GOOD)
    made = asyncio.run(make_with_model(library(), model, 5))
    assert [one.question for one in made.questions] == ["Who founded Acme in Lyon?"]
    assert f"1. {SENTENCES[0]}" in model.prompts[0]


def test_a_model_that_writes_nothing_usable_is_told_as_an_error() -> None:
    with pytest.raises(SourceError):
        asyncio.run(make_with_model(library(), WritingModel("No."), 5))


def test_each_kept_question_is_told_as_it_is_kept() -> None:
    told: list[int] = []
    asyncio.run(make_with_model(library(), WritingModel(GOOD), 5, kept=lambda: told.append(1)))
    assert told == [1]
