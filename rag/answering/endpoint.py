"""The endpoint writer: a language model's sentences, each with citations and a verdict made in code.

A sentence is handed over when it is complete and judged; what was handed over never changes.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TypeVar, assert_never

import anyio
from anyio import to_thread

from rag.answering.briefing import PROMPT, STYLE_PROMPT, Briefing, brief
from rag.answering.judging import Judging, Refused, Task, Writing, Written
from rag.answering.mend_briefing import PROMPT as MENDING_PROMPT
from rag.answering.mending import Mender, mended
from rag.answering.prompts import load_prompt
from rag.answering.reasoning import AnswerBegins, Piece, ReasoningSplitter, opens_in_reasoning
from rag.answering.sentence_stream import SentenceStream, WrittenSentence
from rag.answering.withholding import withheld
from rag.domain import OnUnsupported, PassageHit
from rag.errors import EmptyAnswerError, EndpointTooLongError
from rag.interfaces import ChatModel, ModelDone, ModelText, ModelThinking
from rag.trust.support import Verifier

_T = TypeVar("_T")

_SENTENCES_OF_A_MENDING = 2  # one more than is taken, so that a request for one comes to its end


@dataclass(slots=True)
class _Attempt:
    """One request's answer while it comes."""

    judging: Judging
    sentences: SentenceStream = field(default_factory=SentenceStream)
    has_reasoned: bool = False


class EndpointWriter:
    """Asks a model and turns its stream into judged sentences. Safe to share between tasks."""

    def __init__(
        self,
        model: ChatModel,
        verifier: Verifier,
        *,
        is_thinking_off: bool,
        max_sentences: int = 6,
        opens_in_reasoning: bool = False,
        on_unsupported: OnUnsupported = "mark",
        deadline_seconds: float = 120.0,
    ) -> None:
        """Take the parts.

        Args:
            model: The language model.
            verifier: Checks each sentence.
            is_thinking_off: Whether to ask for no reasoning.
            max_sentences: The most sentences that claim something; later ones are not waited for.
            opens_in_reasoning: Whether the server is known to strip the opening tag of reasoning.
            on_unsupported: What becomes of sentences that the sources do not support, unless a question
                says otherwise.
            deadline_seconds: After which no sentence is asked for anew.
        """
        self.model = model
        self._is_thinking_off = is_thinking_off
        self._max_sentences = max_sentences
        self._opens_in_reasoning = opens_in_reasoning  # known or learnt: the opening tag is missing
        self._on_unsupported = on_unsupported
        self._deadline_seconds = deadline_seconds
        self.verifier = verifier

    @property
    def model_name(self) -> str | None:
        """What the endpoint calls the model; None while that is not known."""
        return self.model.name

    def prompt_name(self, *, has_style: bool) -> str:
        """The prompt's name, which changes whenever its text does; with wishes for the style, theirs too."""
        names = [load_prompt(PROMPT).name, *([load_prompt(STYLE_PROMPT).name] if has_style else [])]
        return "+".join(names)

    @property
    def mending_prompt_name(self) -> str:
        """The name of the prompt by which single sentences are written anew."""
        return load_prompt(MENDING_PROMPT).name

    async def write(
        self,
        task: Task,
        *,
        is_thinking_off: bool | None = None,
        on_unsupported: OnUnsupported | None = None,
    ) -> AsyncGenerator[Writing, None]:
        """The answer as it comes; `LeftOut` in the place of a sentence that is withheld.

        An answer that is empty after reasoning is asked for once more, without reasoning. What is too
        long for the model is asked once more with half the passages, the better ones.

        Args:
            task: What is to be written from what.
            is_thinking_off: Whether to ask for no reasoning; None: as usual.
            on_unsupported: What becomes of sentences that the sources do not support; None: as usual.

        Raises:
            EndpointError: if the endpoint fails; what was yielded before stays true.
        """
        is_off = self._is_thinking_off if is_thinking_off is None else is_thinking_off
        written = self._written(task, is_thinking_off=is_off)
        async with aclosing(self._settled(written, task, on_unsupported or self._on_unsupported)) as settled:
            async for writing in settled:
                yield writing

    def _settled(
        self, written: AsyncGenerator[Writing, None], task: Task, on_unsupported: OnUnsupported
    ) -> AsyncGenerator[Writing, None]:
        match on_unsupported:
            case "mark":
                return written
            case "withhold":
                return withheld(written)
            case "rewrite":
                mender = Mender(
                    task,
                    ask=lambda briefing: self._asked_anew(task, briefing),
                    context_tokens=lambda: self.model.context_tokens,
                    ends_at=anyio.current_time() + self._deadline_seconds,
                )
                return withheld(mended(written, mender))
        assert_never(on_unsupported)

    async def _written(self, task: Task, *, is_thinking_off: bool) -> AsyncGenerator[Writing, None]:
        hits, has_begun = task.hits, False
        for is_last in (False, True):
            briefing = await self._brief(task, hits)
            try:
                answered = self._answered(task, briefing, is_thinking_off=is_thinking_off)
                async with aclosing(answered) as writings:
                    async for writing in writings:
                        has_begun = True
                        yield writing
            except EndpointTooLongError:
                hits = briefing.hits[: len(briefing.hits) // 2]
                if is_last or has_begun or not hits:
                    raise
            else:
                return

    async def _brief(self, task: Task, hits: tuple[PassageHit, ...]) -> Briefing:
        context = self.model.context_tokens
        return await _in_thread(
            lambda: brief(task.question, hits, task.sides, context, self._max_sentences, task.style)
        )

    async def _answered(
        self, task: Task, briefing: Briefing, *, is_thinking_off: bool
    ) -> AsyncGenerator[Writing, None]:
        """The answer to one prompt, asked for once more where reasoning is all that came."""
        judging = await _in_thread(lambda: Judging(task, briefing, self.verifier, self._max_sentences))
        for is_off in (is_thinking_off, True):
            attempt = _Attempt(judging)
            async with aclosing(self._asked(briefing.prompt, attempt, is_thinking_off=is_off)) as writings:
                async for writing in writings:
                    yield writing
            if judging.has_only_announced:
                raise EmptyAnswerError("The language model announced an answer and gave none.")
            if judging.has_answered:
                return
            if judging.has_repeated or not attempt.has_reasoned:
                break
        told = "nothing but its instructions" if judging.has_repeated else "nothing"
        raise EmptyAnswerError(f"The language model answered {told}.")

    async def _asked_anew(self, task: Task, briefing: Briefing) -> AsyncGenerator[Writing, None]:
        """What comes of a request for one sentence, judged like any other."""
        judging = await _in_thread(lambda: Judging(task, briefing, self.verifier, _SENTENCES_OF_A_MENDING))
        asked = self._asked(briefing.prompt, _Attempt(judging), is_thinking_off=True)
        async with aclosing(asked) as writings:
            async for writing in writings:
                yield writing

    async def _asked(
        self, prompt: str, attempt: _Attempt, *, is_thinking_off: bool
    ) -> AsyncGenerator[Writing, None]:
        may_open = self._opens_in_reasoning or opens_in_reasoning(self.model.name)
        splitter = ReasoningSplitter(opens_in_reasoning=may_open)
        done: ModelDone | None = None
        async with aclosing(self.model.stream(prompt, is_thinking_off=is_thinking_off)) as stream:
            async for part in stream:
                if isinstance(part, ModelDone):
                    done = part
                    break
                for writing in await _taken_in(attempt, splitter.feed(part)):
                    yield writing
                if attempt.judging.is_full:
                    return
        self._opens_in_reasoning = self._opens_in_reasoning or splitter.is_lone_close_seen
        for writing in await _taken_in(attempt, splitter.finish()):
            yield writing
        rest = attempt.sentences.finish(is_cut=done is None or done.reason == "length")
        for writing in await _judged(attempt, rest):
            yield writing
        if done:
            yield done


async def _taken_in(attempt: _Attempt, pieces: Sequence[Piece]) -> list[Writing]:
    """What has become certain with these pieces."""
    certain: list[Writing] = []
    for piece in pieces:
        match piece:
            case ModelThinking():
                attempt.has_reasoned = True
                certain.append(piece)
            case AnswerBegins():
                attempt.has_reasoned = True
                if thought := attempt.sentences.discard():
                    certain.append(ModelThinking(thought))
            case ModelText():
                certain += await _judged(attempt, attempt.sentences.feed(piece.text))
    return certain


async def _judged(attempt: _Attempt, sentences: Sequence[WrittenSentence]) -> list[Written | Refused]:
    return await _in_thread(lambda: list(attempt.judging.judge(sentences))) if sentences else []


async def _in_thread(work: Callable[[], _T]) -> _T:
    return await to_thread.run_sync(work, abandon_on_cancel=True)
