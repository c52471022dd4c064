"""One question of a set put to an assistant: its turns in order, and again for the writer's draft."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import PurePath
from typing import Any, Protocol

from rag.domain import Answer, PassageHit, Question, Turn
from rag.errors import BylineError, UnsupportedAnswerError
from rag.evaluation.runs.question_set import GoldenQuestion
from rag.evaluation.runs.records import Record
from rag.events import AnswerEvent, Failed, Finished, Retrieved


class Answering(Protocol):
    """As much of the assistant as is measured."""

    def stream(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """The events of one answer; ends with `Finished` or `Failed`."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a configuration is asked.

    Attributes:
        model: The model to ask for; None: the one that the settings say.
        has_draft: Sentences are withheld or rewritten, so that the writer is also asked to leave them.
    """

    model: str | None = None
    has_draft: bool = False


@dataclass(frozen=True, slots=True)
class _Reply:
    answer: Answer
    hits: tuple[PassageHit, ...]


class _NoAnswerError(BylineError):
    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.message, failed.hint)
        self.failed = failed


async def put_question(
    assistant: Answering, golden: GoldenQuestion, wish: Wish, configuration: str, key: str
) -> Record:
    """Ask, and note what came of it; never an answer that another writer gave in the place of this one."""
    record = Record(configuration, golden.row, key)
    question = golden.question
    try:
        question = await _after_turns(assistant, golden, wish)
        reply = await _reply(assistant, question)
    except _NoAnswerError as error:
        failed = {"code": error.failed.code, "sentence": error.message}
        is_withheld = wish.has_draft and error.failed.code == UnsupportedAnswerError.code
        draft = await _draft(assistant, question) if is_withheld else None
        return replace(record, failed=failed, draft=asdict(draft) if draft else None)
    draft = None
    if wish.has_draft:
        draft = reply.answer if reply.answer.abstained else await _draft(assistant, question)
    return replace(
        record,
        answer=asdict(reply.answer),
        draft=asdict(draft) if draft else None,
        contexts=tuple(_context(hit) for hit in reply.hits),
        retrieved=tuple(hit.passage.id for hit in reply.hits),
        fallback=reply.answer.fallback is not None,
    )


async def _draft(assistant: Answering, question: Question) -> Answer | None:
    """What the writer writes when nothing is withheld or rewritten; None where it fails."""
    try:
        return (await _reply(assistant, replace(question, on_unsupported="mark"))).answer
    except _NoAnswerError:
        return None


async def _after_turns(assistant: Answering, golden: GoldenQuestion, wish: Wish) -> Question:
    """The question that is judged, with what was said before."""
    question = replace(golden.question, model=wish.model, allow_fallback=False, keep=False)
    for turn in golden.turns:
        reply = await _reply(assistant, replace(question, text=turn))
        question = replace(question, history=(*question.history, Turn(turn, reply.answer.text)))
    return question


async def _reply(assistant: Answering, question: Question) -> _Reply:
    events = assistant.stream(question)
    try:
        return await _drained(events)
    finally:
        if isinstance(events, AsyncGenerator):
            await events.aclose()


async def _drained(events: AsyncIterator[AnswerEvent]) -> _Reply:
    hits: tuple[PassageHit, ...] = ()
    async for event in events:
        match event:
            case Retrieved():
                hits = event.passages
            case Finished():
                return _Reply(event.answer, hits)
            case Failed():
                raise _NoAnswerError(event)
    raise _NoAnswerError(Failed("ended", "The answer ended before it was finished.", "Ask again."))


def _context(hit: PassageHit) -> Mapping[str, Any]:
    article = hit.article
    return {
        "article_id": article.id,
        "passage_id": hit.passage.id,
        "source": PurePath(article.source).stem if article.source else None,
        "url": article.url,
        "title": article.title,
        "publisher": article.publisher,
        "published": str(article.published) if article.published else None,
        "text": hit.passage.text,
    }
