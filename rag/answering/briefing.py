"""What a language model is told: as many passages as fit, fenced and numbered, then rules and question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.composition import lead
from rag.answering.prompts import count_tokens, load_prompt
from rag.domain import PassageHit
from rag.errors import EndpointTooLongError
from rag.trust.disagreements import Side

# One sentence for the prompt, the code and the tests: what a model says when it finds no answer.
NO_ANSWER = "The passages do not answer this."
PROMPT = "answer"
_FENCE = re.compile(r"<(?=\s*/?\s*passage\b)", re.IGNORECASE)
_CONTROL = re.compile(r"<(?=\|)|<(?=/?think>)", re.IGNORECASE)  # of chat templates
_FOR_THE_ANSWER = 1024  # tokens
_SHARE_FOR_THE_ANSWER = 4  # a quarter of a small context is enough


@dataclass(frozen=True, slots=True)
class Briefing:
    """A prompt, and the passages in it: the first has number 1."""

    prompt: str
    passages: tuple[PassageHit, ...]


def brief(
    question: str, hits: Sequence[PassageHit], sides: Sequence[Side], context_tokens: int, sentences: int
) -> Briefing:
    """Make the prompt.

    Args:
        question: Standing alone.
        hits: Passages, best first; as many as fit are taken, in this order.
        sides: Where sources differ, so that each is told; else empty.
        context_tokens: What the model can read and write at once.
        sentences: How many may be written.

    Raises:
        EndpointTooLongError: if not even one passage fits.
    """
    prompt = load_prompt(PROMPT)
    values = {
        "sentences": str(sentences),
        "refusal": NO_ANSWER,
        "differences": differences(sides),
        "question": _harmless(question),
    }
    answer = min(_FOR_THE_ANSWER, context_tokens // _SHARE_FOR_THE_ANSWER)
    room = context_tokens - answer - count_tokens(prompt.render(passages="", **values))
    fitting = _that_fit(hits, room)
    if not fitting:
        raise EndpointTooLongError(f"A context of {context_tokens} tokens holds no passage.")
    passages = "\n\n".join(fenced(n, hit) for n, hit in enumerate(fitting, 1))
    return Briefing(prompt.render(passages=passages, **values), tuple(fitting))


def fenced(number: int, hit: PassageHit) -> str:
    """A passage between tags that its own text cannot close."""
    article = hit.article
    published = article.published.in_words() if article.published else "undated"
    about = f"{article.title} | {article.publisher or 'publisher unknown'} | {published}"
    about = " ".join(_harmless(about).split())
    return f'<passage number="{number}">\n{about}\n{_harmless(hit.passage.text)}\n</passage>'


def differences(sides: Sequence[Side]) -> str:
    """The values that sources give for the thing asked, to be told side by side."""
    if len(sides) < 2:
        return ""
    values = [side.values[0] for side in sides]
    told = [f"{value.text} ({lead(value.candidate.hit.article).rstrip(':')})" for value in values]
    return _harmless(
        f"- These passages differ; report each of these values with who gives it: {'; '.join(told)}.\n"
    )


def _harmless(text: str) -> str:
    """Text that is data: it neither closes its fence nor speaks a chat template's language."""
    return _CONTROL.sub("‹", _FENCE.sub("‹", text))


def _that_fit(hits: Sequence[PassageHit], room: int) -> list[PassageHit]:
    fitting: list[PassageHit] = []
    for hit in hits:
        room -= count_tokens(fenced(len(fitting) + 1, hit)) + 1
        if room < 0:
            break
        fitting.append(hit)
    return fitting
