"""An answer by the endpoint writer as events: what it writes, and what happens when it fails."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import replace

from rag.answering.composition import SentencesOf, compose, quote
from rag.answering.course import Course
from rag.answering.drafts import DraftSentence
from rag.answering.endpoint import EndpointWriter
from rag.answering.extractive import judge_verbatim
from rag.answering.judging import LeftOut, Refused, Task, Writing, Written
from rag.answering.release import NO_CLAIM
from rag.answering.told_sides import is_told
from rag.answering.usage import summed_usage
from rag.errors import EndpointError, UnsupportedAnswerError
from rag.events import AnswerEvent, FellBack, SentenceReleased, Thinking
from rag.interfaces import ModelDone, ModelThinking
from rag.text.markup import as_plain_words


async def written_by_endpoint(
    writer: EndpointWriter, task: Task, course: Course
) -> AsyncGenerator[AnswerEvent, None]:
    """The events of an answer by a language model.

    If it fails before a sentence was released, the last event is `FellBack`, and the answer is still
    to be written. If it fails later, what was released stays, and a last sentence, which claims
    nothing, says that the answer breaks off and why. ``course.author.fallback`` has the reason in
    both cases. An answer of which nothing is left, because unsupported sentences are withheld, is a
    failure before a sentence was released; where something is left, a note tells how many were withheld.

    Args:
        writer: Asks the model.
        task: What is to be written from what.
        course: The question on its way; takes note of everything.

    Raises:
        EndpointError: if it fails and the question allows no fallback.
    """
    began = time.perf_counter()
    left_out = 0
    try:
        async with aclosing(_asked(writer, task, course)) as writings:
            async for writing in writings:
                left_out += isinstance(writing, LeftOut)
                _sign(course, writer, writing)
                if isinstance(writing, Refused):
                    course.author.found_no_answer = True
                    break
                for event in _events(writing, course):
                    yield event
        if left_out and not course.release.sentences:
            raise UnsupportedAnswerError(_nothing_is_left(left_out))
    except EndpointError as error:
        if not course.question.allow_fallback:
            raise
        course.author.fallback = reason_of(error)
        yield _fallen(course, course.author.fallback)
    finally:
        course.timings["generate"] = round((time.perf_counter() - began) * 1000)
    if left_out and course.release.sentences:
        course.notes += (_some_are_left_out(left_out),)


def missing_sides(course: Course, sentences_of: SentencesOf, task: Task) -> Iterator[SentenceReleased]:
    """Quotations for the sides of a disagreement that the model left out, best first."""
    if len(course.sides) < 2 or course.refusal:
        return
    told = course.told()
    left_out = [side.values[0].candidate for side in course.sides if not is_told(side, told)]
    quotations = [quote(candidate, task.read.question, sentences_of) for candidate in left_out]
    if not quotations:
        return
    for n, draft in enumerate(compose(quotations, sources_differ=True)):
        placed = draft if n else replace(draft, before="\n\n")
        yield course.add(placed, judge_verbatim(placed))


def reason_of(error: EndpointError) -> str:
    """The error's sentence as a part of another one."""
    return error.message.rstrip(".")


def _asked(writer: EndpointWriter, task: Task, course: Course) -> AsyncGenerator[Writing, None]:
    question = course.question
    is_thinking_off = None if question.thinking is None else question.thinking != "on"
    return writer.write(task, is_thinking_off=is_thinking_off, on_unsupported=question.on_unsupported)


def _sign(course: Course, writer: EndpointWriter, writing: Writing) -> None:
    """Put the model's name to the answer, with what it was told, once something of it is to be shown."""
    if not isinstance(writing, Written | Refused):
        return
    author = course.author
    author.model = writer.model_name or "endpoint"
    author.verifier = writer.verifier.name
    prompt = writer.prompt_name(has_style=bool(course.question.style))
    author.prompt = author.prompt or prompt
    if isinstance(writing, Written) and writing.is_mended:
        author.prompt = f"{prompt}+{writer.mending_prompt_name}"


def _events(writing: Writing, course: Course) -> Iterator[AnswerEvent]:
    match writing:
        case ModelThinking(text):
            course.author.thinking += text
            yield Thinking(text)
        case Written(draft, judgement):
            yield course.add(draft, judgement)
        case ModelDone(usage=usage):
            course.author.usage = summed_usage(course.author.usage, usage)


def _some_are_left_out(count: int) -> str:
    if count == 1:
        return "One sentence was left out because the sources do not support it."
    return f"{count} sentences were left out because the sources do not support them."


def _nothing_is_left(count: int) -> str:
    if count == 1:
        return "The sources do not support the only sentence that the language model wrote."
    return f"The sources support none of the {count} sentences that the language model wrote."


def _fallen(course: Course, reason: str) -> AnswerEvent:
    if not course.release.sentences:
        return FellBack(reason)
    told = as_plain_words(f"The answer breaks off here: {reason}.")  # it may hold words of the server's
    return course.add(DraftSentence(told, "\n\n"), NO_CLAIM)
