"""The endpoint writer: a language model's sentences, each with citations and a verdict made in code.

A sentence is handed over when it is complete and judged; what was handed over never changes. The
model's own numbers are hints: each sentence is given the passages' sentences that support it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TypeVar

from anyio import to_thread

from rag.answering.briefing import NO_ANSWER, PROMPT, Briefing, brief
from rag.answering.drafts import DraftSentence, Source
from rag.answering.prompts import load_prompt
from rag.answering.reasoning import AnswerBegins, Piece, ReasoningSplitter, opens_in_reasoning
from rag.answering.release import NO_CLAIM, Judgement
from rag.answering.sentence_stream import SentenceStream, WrittenSentence
from rag.domain import PassageHit
from rag.errors import EmptyAnswerError
from rag.interfaces import ChatModel, ModelDone, ModelText, ModelThinking
from rag.reading.retrieved_reading import ReadPassages
from rag.trust.claims import claims_something
from rag.trust.disagreements import Side
from rag.trust.support import Evidence, Verifier, evidence_of

_LETTERS = re.compile(r"[\W_]+")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written from what."""

    question: str  # standing alone
    hits: tuple[PassageHit, ...]
    read: ReadPassages
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence, judged, ready for release."""

    draft: DraftSentence
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Refused:
    """The model says that the passages do not answer the question."""


Writing = Written | ModelThinking | ModelDone | Refused


@dataclass(slots=True)
class _Page:
    """One answer while it is written."""

    task: Task
    briefing: Briefing
    evidence: Evidence
    sentences: SentenceStream = field(default_factory=SentenceStream)
    has_text: bool = False
    has_reasoned: bool = False
    claims: int = 0


class EndpointWriter:
    """Asks a model and turns its stream into judged sentences. Safe to share between tasks."""

    def __init__(
        self, model: ChatModel, verifier: Verifier, *, is_thinking_off: bool, max_sentences: int = 6
    ) -> None:
        """Take the parts.

        Args:
            model: The language model.
            verifier: Checks each sentence.
            is_thinking_off: Whether to ask for no reasoning.
            max_sentences: The most sentences that claim something; later ones are not waited for.
        """
        self.model = model
        self._is_thinking_off = is_thinking_off
        self._max_sentences = max_sentences
        self._opens_in_reasoning = False  # learnt: this server strips the opening tag
        self.verifier = verifier

    @property
    def model_name(self) -> str | None:
        """What the endpoint calls the model; None while that is not known."""
        return self.model.name

    @property
    def prompt_name(self) -> str:
        """The prompt's name, which changes whenever its text does."""
        return load_prompt(PROMPT).name

    async def write(self, task: Task) -> AsyncGenerator[Writing, None]:
        """The answer as it comes.

        An answer that is empty after reasoning is asked for once more, without reasoning.

        Raises:
            EndpointError: if the endpoint fails; what was yielded before stays true.
        """
        context = self.model.context_tokens
        briefing = await _in_thread(
            lambda: brief(task.question, task.hits, task.sides, context, self._max_sentences)
        )
        for is_thinking_off in (self._is_thinking_off, True):
            page = await _in_thread(lambda: _open_page(task, briefing))
            async with aclosing(self._attempt(page, is_thinking_off=is_thinking_off)) as attempt:
                async for writing in attempt:
                    yield writing
            if page.has_text:
                return
            if not page.has_reasoned:
                break
        raise EmptyAnswerError("The language model answered nothing.")

    async def _attempt(self, page: _Page, *, is_thinking_off: bool) -> AsyncGenerator[Writing, None]:
        may_open = self._opens_in_reasoning or opens_in_reasoning(self.model.name)
        splitter = ReasoningSplitter(opens_in_reasoning=may_open)
        done: ModelDone | None = None
        stream = self.model.stream(page.briefing.prompt, is_thinking_off=is_thinking_off)
        async with aclosing(stream):
            async for part in stream:
                if isinstance(part, ModelDone):
                    done = part
                    break
                for writing in await self._taken_in(page, splitter.feed(part)):
                    yield writing
                if page.claims >= self._max_sentences:
                    return
        self._opens_in_reasoning = self._opens_in_reasoning or splitter.is_lone_close_seen
        for writing in await self._taken_in(page, splitter.finish()):
            yield writing
        rest = page.sentences.finish(is_cut=done is None or done.reason == "length")
        for writing in await self._judged(page, rest):
            yield writing
        if done:
            yield done

    async def _taken_in(self, page: _Page, pieces: Sequence[Piece]) -> list[Writing]:
        """What has become certain with these pieces."""
        certain: list[Writing] = []
        for piece in pieces:
            match piece:
                case ModelThinking():
                    page.has_reasoned = True
                    certain.append(piece)
                case AnswerBegins():
                    page.has_reasoned = True
                    if thought := page.sentences.discard():
                        certain.append(ModelThinking(thought))
                case ModelText():
                    certain += await self._judged(page, page.sentences.feed(piece.text))
        return certain

    async def _judged(self, page: _Page, sentences: Sequence[WrittenSentence]) -> list[Writing]:
        return await _in_thread(lambda: list(self._judgements(page, sentences))) if sentences else []

    def _judgements(self, page: _Page, sentences: Sequence[WrittenSentence]) -> Iterator[Writing]:
        for sentence in sentences:
            if page.claims >= self._max_sentences:
                return
            if not page.has_text and says_no_answer(sentence.text):
                page.has_text = True
                yield Refused()
                return
            written = self._judge(page, sentence)
            page.has_text = True
            page.claims += written.judgement.verdict is not None
            yield written

    def _judge(self, page: _Page, sentence: WrittenSentence) -> Written:
        before = sentence.before if page.has_text else sentence.before.lstrip()
        if not claims_something(sentence.text, page.task.question):
            return Written(DraftSentence(sentence.text, before), NO_CLAIM)
        # An invented number is on no passage, so nothing is marked by it.
        support = self.verifier.check(sentence.text, page.evidence, sentence.marked)
        sources = tuple(Source.of(c.hit, c.start, c.end) for c in support.evidence)
        judgement = Judgement(support.verdict, support.score, "verified", support.issues)
        return Written(DraftSentence(sentence.text, before, sources), judgement)


def says_no_answer(text: str) -> bool:
    """Whether a sentence is the refusal that the prompt asks for, whatever its punctuation."""
    return _letters(text) == _letters(NO_ANSWER)


def _letters(text: str) -> str:
    return _LETTERS.sub(" ", text).casefold().strip()


def _open_page(task: Task, briefing: Briefing) -> _Page:
    candidates = [scored.candidate for scored in task.read.sentences]
    numbered = [[hit.passage.id for hit in excerpt.hits] for excerpt in briefing.excerpts]
    return _Page(task, briefing, evidence_of(candidates, numbered))


async def _in_thread(work: Callable[[], _T]) -> _T:
    return await to_thread.run_sync(work, abandon_on_cancel=True)
