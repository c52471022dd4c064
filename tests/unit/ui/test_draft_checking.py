"""How a draft is checked behind the page: in its turn, in steps, and no longer than the reader wants."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event

from rag.checking import CheckedClaim, CheckedText
from rag.domain import Question
from rag.errors import UsageError
from rag.text.sentences import split_sentences
from tests.fakes_ui import FakeByline
from ui.access.caller import NOBODY
from ui.limits.counting import counted_as
from ui.limits.turns import Turns
from ui.web import texts
from ui.web.draft.checking import Stopping, checking
from ui.web.draft.draft import Draft

TEXT = "One. Two. Three."


@dataclass
class Sentences:
    """Gives every sentence no verdict; waits before the one that is named until it may go on."""

    waits_before: int | None = None
    may_go_on: Event = field(default_factory=Event)
    asked: list[str] = field(default_factory=list)
    fails: Exception | None = None
    at_most: int = 99

    def following_library(self, text: str, _: Question) -> Iterator[CheckedText]:
        self.asked.append(text)
        spans = split_sentences(text)
        claims: tuple[CheckedClaim, ...] = ()
        yield CheckedText(claims, len(spans), "none")
        for number, span in enumerate(spans[: self.at_most]):
            if number == self.waits_before:
                self.may_go_on.wait(10)
            if self.fails:
                raise self.fails
            claims += (CheckedClaim(text[span.start : span.end], span.start, span.end, None, None),)
            yield CheckedText(claims, len(spans) - len(claims), "none")


def turns() -> Turns:
    return Turns(at_once=1, queue=1, queue_per_caller=1)


def checked(sentences: Sentences, draft: Draft, at: Turns | None = None) -> list[Draft]:
    async def collect() -> list[Draft]:
        byline = FakeByline(None, None, checking=sentences)
        return [step async for step in checking(byline, at or turns(), draft, Stopping())]

    return asyncio.run(collect())


def said(draft: Draft) -> list[str]:
    return [draft.text[claim.start : claim.end] for claim in draft.claims]


def test_every_sentence_comes_through_and_the_last_step_runs_no_longer() -> None:
    first, *_, last = checked(Sentences(), Draft(TEXT))
    assert first.is_running
    assert not last.is_running
    assert said(last) == ["One.", "Two.", "Three."]
    assert last.unchecked == 0


def test_what_was_left_is_checked_next_and_has_its_place_in_the_whole() -> None:
    sentences = Sentences(at_most=2)
    half = checked(sentences, Draft(TEXT))[-1]
    assert (said(half), half.unchecked) == (["One.", "Two."], 1)
    whole = checked(sentences, half)[-1]
    assert said(whole) == ["One.", "Two.", "Three."]
    assert sentences.asked == [TEXT, " Three."]


def test_a_check_that_is_stopped_keeps_what_it_has_and_gives_its_turn_back() -> None:
    sentences, stopping, at = Sentences(waits_before=1), Stopping(), turns()

    async def stop_in_the_middle() -> Draft:
        steps = checking(FakeByline(None, None, checking=sentences), at, Draft(TEXT), stopping)
        async for step in steps:
            if step.claims and step.is_running:
                stopping.is_wanted = True
                sentences.may_go_on.set()
            last = step
        return last

    last = asyncio.run(stop_in_the_middle())
    assert last.is_stopped
    assert said(last)[0] == "One."
    assert at.running == 0


def test_a_reader_who_waits_for_a_turn_can_stop_too() -> None:
    stopping, at = Stopping(), turns()

    async def stop_while_waiting() -> Draft:
        async with at.turn("another"):
            async for step in checking(
                FakeByline(None, None, checking=Sentences()), at, Draft(TEXT), stopping
            ):
                stopping.is_wanted = True
                last = step
        return last

    last = asyncio.run(stop_while_waiting())
    assert last.is_stopped
    assert last.claims == ()
    assert (at.running, at.waiting) == (0, 0)


def test_too_many_waiting_is_said_in_words() -> None:
    at = turns()

    async def come_third() -> Draft:
        async with at.turn("first"):
            second = asyncio.ensure_future(at.turn(counted_as(NOBODY)).__aenter__())
            await asyncio.sleep(0)
            byline = FakeByline(None, None, checking=Sentences())
            steps = [step async for step in checking(byline, at, Draft(TEXT), Stopping())]
            second.cancel()
            await asyncio.gather(second, return_exceptions=True)
        return steps[-1]

    failed = asyncio.run(come_third()).failure
    assert failed
    assert "waiting" in failed.message
    assert failed.hint


def test_what_the_reader_can_put_right_is_said_and_what_he_cannot_is_logged() -> None:
    usage = checked(Sentences(fails=UsageError("No such date.", "Write it.")), Draft(TEXT))[-1].failure
    assert usage
    assert (usage.message, usage.hint) == ("No such date.", "Write it.")
    other = checked(Sentences(fails=RuntimeError("secret")), Draft(TEXT))[-1].failure
    assert other
    assert other.message == texts.UNEXPECTED
