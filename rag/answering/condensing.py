"""A language model writes a follow-up as a question that stands alone; code decides whether to believe it.

What a model writes here is searched for and shown to the reader as what was understood. So it may only
put together what question and history hold: anything else is dropped, and the caller falls back on
`rag.conversation.standalone_question`.
"""

from __future__ import annotations

import re
from contextlib import aclosing

import anyio

from rag.answering.prompts import count_tokens, load_prompt
from rag.answering.reasoning import ReasoningSplitter, continued, opens_in_reasoning
from rag.answering.rewriting import rewriting_of
from rag.conversation.answers import stated
from rag.domain import Turn
from rag.errors import EndpointError
from rag.interfaces import ChatModel, ModelDone
from rag.text.fences import harmless

PROMPT = "condense"
_TURNS_SHOWN = 6
_LONGEST_QUESTION = 300  # characters of an earlier question
_LONGEST_ANSWER = 500  # characters of an earlier answer
_FOR_THE_QUESTION = 256  # tokens left for what the model writes
_LONGEST_REPLY = 2000  # characters after which no question can come of it


async def condense(
    model: ChatModel, question: str, history: tuple[Turn, ...], deadline_seconds: float
) -> str | None:
    """The question standing alone, as a model writes it; None if it is late, fails, or is not to be believed.

    The model is asked for no reasoning; where it reasons nevertheless, that is left out.

    Args:
        model: Whom to ask.
        question: As the reader asked it.
        history: Earlier turns, oldest first; without any, the model is not asked.
        deadline_seconds: For the whole reply.
    """
    prompt = _prompt(question, history[-_TURNS_SHOWN:], model.context_tokens) if history else None
    if prompt is None:
        return None
    reply: str | None = None
    with anyio.move_on_after(deadline_seconds):
        try:
            reply = await _reply(model, prompt)
        except EndpointError:
            return None
    return rewriting_of(reply, question, history) if reply else None


async def _reply(model: ChatModel, prompt: str) -> str | None:
    """The whole reply without reasoning; None if it was cut or does not end."""
    splitter = ReasoningSplitter(opens_in_reasoning=opens_in_reasoning(model.name))
    text = ""
    async with aclosing(model.stream(prompt, is_thinking_off=True)) as stream:
        async for part in stream:
            if isinstance(part, ModelDone):
                is_cut = part.reason == "length"
                return None if is_cut else continued(text, splitter.finish())
            text = continued(text, splitter.feed(part))
            if len(text) > _LONGEST_REPLY:
                return None
    return None


def _prompt(question: str, turns: tuple[Turn, ...], context_tokens: int) -> str | None:
    """The prompt with as many of the last turns as fit; None if not even one does."""
    template = load_prompt(PROMPT)
    for first in range(len(turns)):
        shown = "\n\n".join(_fenced(turn) for turn in turns[first:])
        prompt = template.render(turns=shown, question=harmless(question))
        if count_tokens(prompt) + _FOR_THE_QUESTION <= context_tokens:
            return prompt
    return None


def _fenced(turn: Turn) -> str:
    asked = _cut(turn.question, _LONGEST_QUESTION)
    told = _cut(stated(turn.answer), _LONGEST_ANSWER) or "(no answer was found)"
    return f"<turn>\nReader: {harmless(asked)}\nAssistant: {harmless(told)}\n</turn>"


def _cut(text: str, longest: int) -> str:
    in_one_line = re.sub(r"\s+", " ", text).strip()
    return in_one_line if len(in_one_line) <= longest else f"{in_one_line[:longest]} …"
