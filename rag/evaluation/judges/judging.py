"""A language model as judge: its yes or no read tolerantly, its failures named, its agreement told first."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import anyio

from rag.errors import (
    EmptyAnswerError,
    EndpointBusyError,
    EndpointDeadlineError,
    EndpointError,
    EndpointTooLongError,
    JudgeUnreadableError,
    StreamCutError,
)

AT_ONCE = 4  # questions that are put to an endpoint at a time
_OF_ONE_SENTENCE = (
    EmptyAnswerError,
    EndpointBusyError,
    EndpointDeadlineError,
    EndpointTooLongError,
    JudgeUnreadableError,
    StreamCutError,
)

_REASONING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_MARKUP = re.compile(r"[*_`#>\"'“”‘’{}\[\]()]")
_OPENING = re.compile(r"\A\W*(yes|no)\b(?!\s*(?:/|\bor\b|doubt|matter|one|mention|evidence))", re.IGNORECASE)
_CONCLUDED = re.compile(
    r"\b(?:answer|verdict|conclusion|final|result|supported)\b[^.\n]{0,20}?(?:\bis\b|:|=)\s*(yes|no)\b",
    re.IGNORECASE,
)
_SHOUTED = re.compile(r"\b(YES|NO)\b")
_LAST = re.compile(r"(?:\A|[\n.!?:])\s*(yes|no)\W*\Z", re.IGNORECASE)


class Judge(Protocol):
    """Says whether texts support a sentence."""

    @property
    def name(self) -> str:
        """The model that judges."""

    async def supports(self, sentence: str, texts: Sequence[str]) -> bool:
        """Whether the texts support the sentence.

        Raises:
            JudgeUnreadableError: if it answers neither yes nor no.
            EndpointError: if it cannot be asked.
        """


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge says of one sentence; where it says nothing, the code of the error that tells why."""

    supports: bool | None
    failed: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One sentence with the texts that it is judged by."""

    sentence: str
    texts: tuple[str, ...]


def read_verdict(text: str) -> bool | None:
    """Yes or no in a judge's words; None where it is neither or both.

    Reasoning and markup are passed over. What counts, in this order: the first word; what it names as its
    answer; the last word, standing alone; the one of the two that is written in capitals.
    """
    plain = _MARKUP.sub("", _REASONING.sub("", text)).strip()
    for pattern in (_OPENING, _CONCLUDED, _LAST, _SHOUTED):
        said = {found.group(1).casefold() for found in pattern.finditer(plain)}
        if len(said) == 1:
            return said == {"yes"}
        if said:
            return None
    return None


async def ask_all(
    judge: Judge,
    asked: Sequence[Asked],
    *,
    at_once: int = AT_ONCE,
    done: Callable[[int, Opinion], None] = lambda _number, _opinion: None,
) -> list[Opinion]:
    """The judge's opinions in order, a few asked for at a time.

    A sentence on which it says nothing that can be read, or for which it is too busy or too slow, has
    failed; the others go on.

    Args:
        judge: Who is asked.
        asked: What about.
        at_once: How many at a time.
        done: Called with the place and the opinion as soon as there is one.

    Raises:
        EndpointError: of every other kind: it would meet the others as well.
    """
    found: dict[int, Opinion] = {}
    fatal: list[EndpointError] = []
    places = iter(range(len(asked)))

    async def work(cancel: Callable[[], None]) -> None:
        for place in places:
            try:
                found[place] = await _opinion(judge.supports(asked[place].sentence, asked[place].texts))
            except EndpointError as error:
                fatal.append(error)
                cancel()
                return
            done(place, found[place])

    async with anyio.create_task_group() as group:
        for _ in range(min(at_once, len(asked))):
            group.start_soon(work, group.cancel_scope.cancel)
    if fatal:
        raise fatal[0]
    return [found[place] for place in range(len(asked))]


async def _opinion(answering: Awaitable[bool]) -> Opinion:
    try:
        return Opinion(await answering)
    except _OF_ONE_SENTENCE as error:
        return Opinion(None, error.code)
