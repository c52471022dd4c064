"""What a language model is told: as many passages as fit, fenced and numbered, then rules and question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.prompts import count_tokens, load_prompt
from rag.domain import PassageHit
from rag.errors import EndpointTooLongError
from rag.reading.excerpts import Excerpt, excerpts_of
from rag.text.fences import fence, harmless
from rag.trust.disagreements import Side
from rag.trust.values import Value

# One sentence for the prompt, the code and the tests: what a model says when it finds no answer.
NO_ANSWER = "The passages do not answer this."
PROMPT = "answer"
STYLE_PROMPT = "style"
LONGEST_STYLE = 2000  # characters
_FOR_THE_ANSWER = 1024  # tokens
_SHARE_FOR_THE_ANSWER = 4  # a quarter of a small context is enough
_SHARE_FOR_THE_STYLE = 8  # wishes never take the place of passages


@dataclass(frozen=True, slots=True)
class Briefing:
    """A prompt, and what is numbered in it: the first has number 1."""

    prompt: str
    excerpts: tuple[Excerpt, ...]
    hits: tuple[PassageHit, ...]  # the passages in them, best first


def brief(
    question: str,
    hits: Sequence[PassageHit],
    sides: Sequence[Side],
    context_tokens: int,
    sentences: int,
    style: str = "",
) -> Briefing:
    """Make the prompt.

    Args:
        question: Standing alone.
        hits: Passages, best first; as many as fit are taken in this order, and neighbours joined.
        sides: Where sources differ, so that each is told; else empty.
        context_tokens: What the model can read and write at once.
        sentences: How many may be written.
        style: Wishes for language, tone, length and form, which are told after the rules and cut where
            they are long.

    Raises:
        EndpointTooLongError: if not even one passage fits.
    """
    prompt = load_prompt(PROMPT)
    values = {
        "sentences": str(sentences),
        "refusal": NO_ANSWER,
        "question": harmless(question),
        "style": wishes(style, context_tokens // _SHARE_FOR_THE_STYLE),
    }
    answer = min(_FOR_THE_ANSWER, context_tokens // _SHARE_FOR_THE_ANSWER)
    longest = differences(sides, excerpts_of(hits))
    room = context_tokens - answer - count_tokens(prompt.render(passages="", differences=longest, **values))
    fitting = _that_fit(hits, room)
    if not fitting:
        raise EndpointTooLongError(f"A context of {context_tokens} tokens holds no passage.")
    excerpts = excerpts_of(fitting)
    passages = "\n\n".join(fenced(n, excerpt) for n, excerpt in enumerate(excerpts, 1))
    told = prompt.render(passages=passages, differences=differences(sides, excerpts), **values)
    return Briefing(told, tuple(excerpts), tuple(fitting))


def wishes(style: str, most_tokens: int) -> str:
    """Wishes for the style between tags that they cannot close, and how far they count; often nothing."""
    shown = harmless(style[:LONGEST_STYLE]).strip()
    tokens = count_tokens(shown)
    if tokens > most_tokens:
        shown = shown[: len(shown) * most_tokens // tokens]
    return "\n" + load_prompt(STYLE_PROMPT).render(wishes=shown) if shown else ""


def fenced(number: int, excerpt: Excerpt) -> str:
    """An excerpt between tags that its own text cannot close."""
    article = excerpt.article
    published = article.published.in_words() if article.published else "undated"
    about = f"{article.title} | {article.publisher or 'publisher unknown'} | {published}"
    return fence(number, about, excerpt.text)


def differences(sides: Sequence[Side], excerpts: Sequence[Excerpt]) -> str:
    """The values that sources give for the thing asked, to be told side by side.

    Who gives each is told by the passage's number: an article's own words, even its publisher's name,
    stand nowhere but within its fence; of names and the like only the passages are told.
    """
    numbers = {hit.passage.id: n for n, excerpt in enumerate(excerpts, 1) for hit in excerpt.hits}
    shown = [[v for v in side.values if v.candidate.hit.passage.id in numbers] for side in sides]
    told = [_told(v[0], numbers[v[0].candidate.hit.passage.id]) for v in shown if v]
    if len(told) < 2:
        return ""
    return harmless(
        f"- These passages differ; report each of these values with who gives it: {'; '.join(told)}.\n"
    )


def _told(value: Value, number: int) -> str:
    if value.names:
        return f"what passage {number} says"
    return f"{' '.join(value.text.split())} (passage {number})"


def _that_fit(hits: Sequence[PassageHit], room: int) -> list[PassageHit]:
    fitting: list[PassageHit] = []
    for hit in hits:
        room -= count_tokens(fenced(len(fitting) + 1, Excerpt((hit,)))) + 1
        if room < 0:
            break
        fitting.append(hit)
    return fitting
