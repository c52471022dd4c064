from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from rag.answering.ranking import rank_by_model, read_ranking
from rag.errors import RerankError
from rag.interfaces import ModelDone, ModelPart, ModelText, ModelThinking
from rag.text.fences import fence

PASSAGES = [fence(n, "Title | Publisher | 2025", f"Passage number {n}. " * 30) for n in (1, 2, 3)]


class ScriptedModel:
    """Answers what it was told to, and remembers what it was asked."""

    name = "scripted"

    def __init__(self, answer: str, context_tokens: int = 8192) -> None:
        self.context_tokens = context_tokens
        self.prompts: list[str] = []
        self.thinking_off: list[bool] = []
        self._answer = answer

    async def stream(self, prompt: str, *, is_thinking_off: bool = False) -> AsyncGenerator[ModelPart, None]:
        self.prompts.append(prompt)
        self.thinking_off.append(is_thinking_off)
        yield ModelThinking("9, 8, 7, 6")
        for character in self._answer:
            yield ModelText(character)
        yield ModelDone("stop")


def ranked(model: ScriptedModel) -> list[int]:
    return asyncio.run(rank_by_model(model, "Who won?", PASSAGES))


@pytest.mark.parametrize(
    "answer",
    ["3, 1, 2", "[3] > [1] > [2]", "[3, 1, 2]", '{"ranking": [3, 1, 2]}', "The order is: 3,1,2.", "3 1 2",
     "```json\n[3, 1, 2]\n```", "<think>1 or 2, 3, 4?</think>\n3, 1, 2", "3,\n1,\n2", "3, 1, 7, 3, 2, 0"],
)  # fmt: skip
def test_an_order_is_read_however_it_is_written(answer: str) -> None:
    assert read_ranking(answer, 3) == [2, 0, 1]


def test_passages_that_are_left_out_are_not_in_the_order() -> None:
    assert read_ranking("2, 3", 3) == [1, 2]
    assert read_ranking("2", 3) == [1]


@pytest.mark.parametrize(
    "answer", ["", "The passages do not answer this.", "Passage 2 is the best.", "9, 8", "first, second"]
)
def test_anything_else_is_no_ranking(answer: str) -> None:
    with pytest.raises(RerankError, match="something else than a ranking"):
        read_ranking(answer, 3)


def test_the_model_sees_numbered_passages_and_the_question_and_is_to_write_without_reasoning() -> None:
    model = ScriptedModel("2, 3, 1")
    assert ranked(model) == [1, 2, 0]
    [prompt] = model.prompts
    assert '<passage number="3">' in prompt
    assert "Question: Who won?" in prompt
    assert "all 3 passages" in prompt
    assert model.thinking_off == [True]


def test_no_more_is_shown_than_the_model_can_read() -> None:
    two = ScriptedModel("2, 1", context_tokens=700)
    assert ranked(two) == [1, 0]
    assert '<passage number="3">' not in two.prompts[0]
    with pytest.raises(RerankError, match="no two passages"):
        ranked(ScriptedModel("1", context_tokens=60))
