"""Leaves out of a model's answer the sentences that its sources do not support, and keeps the rest whole."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import replace

from rag.answering.judging import LeftOut, Writing, Written


def is_unsupported(written: Written) -> bool:
    """Whether the sources do not support a sentence at all, or deny it."""
    return written.judgement.verdict in {"unsupported", "contradicted"}


async def withheld(writings: AsyncGenerator[Writing, None]) -> AsyncGenerator[Writing, None]:
    """An answer without the sentences that are not supported; in the place of each stands a `LeftOut`."""
    withholding = Withholding()
    async with aclosing(writings):
        async for writing in writings:
            if isinstance(writing, Written):
                for settled in withholding.take(writing):
                    yield settled
            else:
                yield writing
    for written in withholding.finish():
        yield written


class Withholding:
    """Sentences in, what may be released out, in the same order.

    Text that claims nothing announces what follows, and so does what ends in a colon. It waits for
    that: a heading below which everything is left out is left out too. What follows a sentence that is
    left out takes over its place on the page, be it a new paragraph or an item of a list.
    """

    def __init__(self) -> None:
        self._leads: list[Written] = []
        self._is_emptied = False  # something was left out since the last lead or claim
        self._place = ""  # of what was left out: a break, or the mark of an item
        self._has_begun = False
        self._has_left_out = False

    def take(self, written: Written) -> Iterator[Written | LeftOut]:
        """What is settled with this sentence."""
        if is_unsupported(written):
            self._is_emptied = self._has_left_out = True
            self._place = written.draft.before if _is_place(written.draft.before) else self._place
            yield LeftOut()
        elif written.judgement.verdict is None or _announces(written.draft.text):
            if self._is_emptied:
                self._leads.clear()
            self._leads.append(written)
            self._is_emptied = False
        else:
            yield from (self._placed(lead) for lead in self._leads)
            yield self._placed(written, self._place)
            self._leads.clear()
            self._is_emptied, self._place = False, ""

    def finish(self) -> Iterator[Written]:
        """What still waits at the end; nothing, where all else was left out, or all that it announces."""
        if not self._is_emptied and (self._has_begun or not self._has_left_out):
            yield from (self._placed(lead) for lead in self._leads)
        self._leads.clear()

    def _placed(self, written: Written, place: str = "") -> Written:
        before = written.draft.before
        before = before if _is_place(before) else place or before
        if not self._has_begun:
            before = before.lstrip()
        self._has_begun = True
        return replace(written, draft=replace(written.draft, before=before))


def _announces(text: str) -> bool:
    return text.rstrip("*_ ").endswith((":", "："))


def _is_place(before: str) -> bool:
    return "\n" in before or bool(before.strip())
