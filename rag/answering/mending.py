"""Asks a model once more for each sentence that the sources do not support, and judges what it writes.

The sentences after the first one that is not supported wait until the answer is complete: a server
is never asked for two things at once for one reader, and the order stays.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

import anyio

from rag.answering.briefing import Briefing
from rag.answering.judging import Refused, Task, Writing, Written
from rag.answering.mend_briefing import brief_mending, passages_on
from rag.answering.withholding import is_unsupported
from rag.errors import EndpointError
from rag.interfaces import ModelDone

MOST_MENDINGS = 3  # requests an answer
_NO_WORDS = re.compile(r"[\W_]+")

AskAgain = Callable[[Briefing], AsyncGenerator[Writing, None]]  # one request; its sentences come judged


@dataclass(frozen=True, slots=True)
class Mender:
    """What is needed to have a sentence written anew.

    Attributes:
        task: What the answer is written from.
        ask: Sends one request.
        context_tokens: What the model can read and write at once.
        ends_at: By the event loop's clock, in seconds: when the whole answer must be there.
    """

    task: Task
    ask: AskAgain
    context_tokens: Callable[[], int]
    ends_at: float

    async def mend(self, written: Written) -> Sequence[Writing]:
        """What comes of one request: sentences, and the end with its usage where it came to that.

        Raises:
            EndpointError: if the endpoint fails, or no passage fits.
            TimeoutError: if it is late.
        """
        said = written.draft
        hits = passages_on(said.text, self.task.hits, [source.passage_id for source in said.sources])
        briefing = brief_mending(
            self.task.question, said.text, written.judgement.issues, hits, self.context_tokens()
        )
        with anyio.fail_after(max(0.0, self.ends_at - anyio.current_time())):
            async with aclosing(self.ask(briefing)) as writings:
                return [writing async for writing in writings]


async def mended(writings: AsyncGenerator[Writing, None], mender: Mender) -> AsyncGenerator[Writing, None]:
    """An answer in which sentences that are not supported are replaced by better ones.

    Three are asked for at most. One for which none better comes stays as it is, and after a request
    that failed or was late nothing more is asked for. Usage of these requests follows as further
    `ModelDone`, if the answer's own was told: a sum without it would be no sum.

    Raises:
        EndpointError: if the answer itself fails; what waited then comes first, as it is.
    """
    waiting: list[Written] = []
    said: list[str] = []
    is_usage_told = False
    async with aclosing(writings):
        try:
            async for writing in writings:
                is_usage_told |= isinstance(writing, ModelDone) and writing.usage is not None
                if isinstance(writing, Written):
                    said.append(_words(writing.draft.text))
                if isinstance(writing, Written) and (waiting or is_unsupported(writing)):
                    waiting.append(writing)
                else:
                    yield writing
        except EndpointError:
            for written in waiting:
                yield written
            raise
    async for writing in _replaced(waiting, said, mender):
        if is_usage_told or not isinstance(writing, ModelDone):
            yield writing


async def _replaced(
    waiting: Sequence[Written], said: list[str], mender: Mender
) -> AsyncGenerator[Written | ModelDone, None]:
    left = MOST_MENDINGS
    for written in waiting:
        if not (left and is_unsupported(written)):
            yield written
            continue
        try:
            reply = await mender.mend(written)
        except (EndpointError, TimeoutError):
            reply, left = (), 1
        left -= 1
        better = better_of(reply, written, said)
        if better:
            said.append(_words(better.draft.text))
        yield better or written
        for writing in reply:
            if isinstance(writing, ModelDone):
                yield writing


def better_of(reply: Sequence[Writing], written: Written, said: Collection[str]) -> Written | None:
    """The first sentence of a reply, if it may stand in the place of one that is not supported.

    It must claim something, be supported, or in part and with a better score, and neither repeat
    another sentence of the answer nor hold the one that it is to replace.

    Args:
        reply: What came of the request.
        written: The sentence that is not supported.
        said: The words of all sentences of the answer, as `_words` gives them.
    """
    if any(isinstance(writing, Refused) for writing in reply):
        return None
    claims = [one for one in reply if isinstance(one, Written) and one.judgement.verdict]
    if not claims:
        return None
    new = claims[0]
    words = _words(new.draft.text)
    repeats = words in said or f" {_words(written.draft.text)} " in f" {words} "
    if repeats or not _is_better(new, written):
        return None
    return replace(new, draft=replace(new.draft, before=written.draft.before), is_mended=True)


def _is_better(new: Written, written: Written) -> bool:
    if new.judgement.verdict == "partial":
        return (new.judgement.score or 0.0) > (written.judgement.score or 0.0)
    return new.judgement.verdict == "supported"


def _words(text: str) -> str:
    return _NO_WORDS.sub(" ", text).casefold().strip()
