"""What a language model is told to write one sentence anew: passages, the sentence, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.briefing import NO_ANSWER, Briefing, fenced
from rag.answering.prompts import count_tokens, load_prompt
from rag.domain import PassageHit
from rag.errors import EndpointTooLongError
from rag.reading.excerpts import excerpts_of
from rag.text.fences import harmless
from rag.text.words import content_stems

PROMPT = "mend"
_MOST_PASSAGES = 3
_FOR_THE_SENTENCE = 256  # tokens


def brief_mending(
    question: str, sentence: str, issues: Sequence[str], hits: Sequence[PassageHit], context_tokens: int
) -> Briefing:
    """Make the prompt; sentence and findings are a model's words, and fenced like the passages.

    Args:
        question: Standing alone.
        sentence: As it may not be shown.
        issues: What is wrong with it.
        hits: Passages, best first; as many as fit are told.
        context_tokens: What the model can read and write at once.

    Raises:
        EndpointTooLongError: if not even one passage fits.
    """
    for count in range(len(hits), 0, -1):
        told = tuple(hits[:count])
        excerpts = tuple(excerpts_of(told))
        prompt = load_prompt(PROMPT).render(
            passages="\n\n".join(fenced(n, excerpt) for n, excerpt in enumerate(excerpts, 1)),
            question=harmless(question),
            sentence=harmless(sentence),
            finding=harmless("\n".join(issues) or "no sentence of the passages says this"),
            refusal=NO_ANSWER,
        )
        if count_tokens(prompt) + _FOR_THE_SENTENCE <= context_tokens:
            return Briefing(prompt, excerpts, told)
    raise EndpointTooLongError(f"A context of {context_tokens} tokens holds no passage.")


def passages_on(
    sentence: str, hits: Sequence[PassageHit], resting_on: Sequence[str] = ()
) -> list[PassageHit]:
    """The passages to write a sentence from, best first, three at most.

    Those that it rests on go first, then those that share most of its content words; of equals, the
    ones that retrieval ranks higher.

    Args:
        sentence: Without markers.
        hits: What was retrieved, best first.
        resting_on: Ids of the passages that the check found for it.
    """
    said = set(content_stems(sentence))

    def rank(hit: PassageHit) -> tuple[bool, int]:
        return hit.passage.id not in resting_on, -len(said.intersection(content_stems(hit.passage.text)))

    return sorted(hits, key=rank)[:_MOST_PASSAGES]
