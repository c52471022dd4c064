"""Passages ranked by a language model: what it is asked, and the order in what it answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import aclosing

from rag.answering.prompts import count_tokens, load_prompt
from rag.errors import RerankError
from rag.interfaces import ChatModel, ModelText
from rag.text.fences import harmless

PROMPT = "rerank"
_TOKENS_A_NUMBER = 3
_END_OF_REASONING = "</think>"
# Numbers between nothing but signs: "2, 3, 1", "[2] > [3] > [1]", "[2, 3, 1]".
_NUMBERS = re.compile(r"\[?\d+\]?(?:[\s,;>]+\[?\d+\]?)*")


async def rank_by_model(model: ChatModel, question: str, fenced: Sequence[str]) -> list[int]:
    """Positions of passages, best first, as a language model sees it.

    Only as many are shown as the model can read; those, and any that it leaves out, are not in the
    result.

    Args:
        model: Which is asked, without reasoning.
        question: Standing alone.
        fenced: Passages as `rag.text.fences.fence` makes them, numbered from 1.

    Raises:
        RerankError: if its answer holds no ranking, or it can read no two passages.
        EndpointError: if the endpoint fails.
    """
    fitting = _that_fit(question, fenced, model.context_tokens)
    if len(fitting) < 2:
        raise RerankError(
            f"A context of {model.context_tokens} tokens holds no two passages to rank.",
            "Set BYLINE_LLM_CONTEXT to the tokens that the server really reads.",
        )
    answer: list[str] = []
    async with aclosing(model.stream(_prompt(question, fitting), is_thinking_off=True)) as parts:
        async for part in parts:
            if isinstance(part, ModelText):
                answer.append(part.text)
    return read_ranking("".join(answer), len(fitting))


def read_ranking(answer: str, count: int) -> list[int]:
    """The positions (from 0) that an answer lists, each once; numbers that no passage has are left out.

    Raises:
        RerankError: if it holds no list of numbers.
    """
    text = answer.rpartition(_END_OF_REASONING)[2].strip()
    lists = [found.group() for found in _NUMBERS.finditer(text)]
    longest = max(lists, key=lambda one: len(re.findall(r"\d+", one)), default="")
    numbers = [int(number) for number in re.findall(r"\d+", longest)]
    known = list(dict.fromkeys(number - 1 for number in numbers if 1 <= number <= count))
    # A single number in a sentence may be anything.
    if not known or (len(numbers) == 1 and longest != text):
        raise RerankError(
            "The language model that reranks answered something else than a ranking.",
            "Choose another BYLINE_RERANK_MODEL, or unset BYLINE_RERANK_KIND.",
        )
    return known


def _prompt(question: str, fenced: Sequence[str]) -> str:
    return load_prompt(PROMPT).render(
        passages="\n\n".join(fenced), question=harmless(question), count=str(len(fenced))
    )


def _that_fit(question: str, fenced: Sequence[str], context_tokens: int) -> list[str]:
    room = context_tokens - count_tokens(_prompt(question, ()))
    fitting: list[str] = []
    for passage in fenced:
        room -= count_tokens(passage) + 1 + _TOKENS_A_NUMBER
        if room < 0:
            break
        fitting.append(passage)
    return fitting
