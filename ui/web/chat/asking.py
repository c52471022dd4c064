"""What happens when something is asked, asked again, edited or stopped: steps between states of the tab."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import anyio.to_thread
import gradio as gr

from ui.parts import Parts
from ui.web import texts
from ui.web.channel import said
from ui.web.chat import desk
from ui.web.chat.answering import answered
from ui.web.chat.desk import Update, Wanted
from ui.web.chat.footer import act_button
from ui.web.chat.limits import Limits
from ui.web.chat.view import Conversation, View
from ui.web.history.keeping import with_newest_kept
from ui.web.markup import element, escaped
from ui.web.reader import NOBODY

Taken = tuple[Wanted, Any, int | None, Any]  # what is wanted; composer, place and notice of editing
QUOTATIONS = "byline/extractive"
UNLIMITED = Limits()


async def answering(
    byline: Parts, wanted: Wanted, so_far: Conversation, limits: Limits = UNLIMITED, reader: str = NOBODY
) -> AsyncGenerator[Update, None]:
    """Updates of the tab while one question is answered; nothing changes where none was asked."""
    if not wanted.question.strip():
        yield desk.unchanged()
        return
    conversation = so_far.asking(wanted.question, wanted.place)
    yield desk.begun(conversation)
    question = limits.question(wanted.question, conversation.history(), wanted.model)
    asked = View(question=wanted.question, collections=limits.collections)
    async with aclosing(answered(byline, question, conversation, asked)) as further:
        async for conversation in further:
            if not conversation.entries[-1].view.is_settled:
                yield desk.grown(conversation)
    yield desk.settled(await anyio.to_thread.run_sync(with_newest_kept, byline, reader, conversation))


def stopped(conversation: Conversation) -> Update:
    """The reader has stopped the answer; what was released stays."""
    return desk.settled(conversation.stopped())


def cleared() -> Update:
    """A new conversation."""
    return desk.shown(Conversation())


def typed(question: str, place: int | None) -> Taken:
    """A question from the composer, which is empty then; ``place`` is that of the question it edits."""
    if not question.strip():
        return Wanted(), gr.skip(), place, gr.skip()
    return _taken(Wanted(question, place), value="")


def chosen(event: gr.EventData) -> Taken:
    """A suggested question."""
    return _taken(Wanted(said(event, "question")))


def again(conversation: Conversation, event: gr.EventData) -> Taken:
    """A question once more: its answer, and whatever followed it, is replaced."""
    return _once_more(conversation, event, None)


def quoted(conversation: Conversation, event: gr.EventData) -> Taken:
    """A question once more, to be answered without a language model."""
    return _once_more(conversation, event, QUOTATIONS)


def _once_more(conversation: Conversation, event: gr.EventData, model: str | None) -> Taken:
    place = place_of(conversation, event)
    wanted = Wanted() if place is None else Wanted(conversation.entries[place].question, place, model)
    return _taken(wanted)


def _taken(wanted: Wanted, **composer: Any) -> Taken:
    if not wanted.question.strip():
        return wanted, gr.skip(), None, gr.skip()
    return wanted, desk.busy_composer(**composer), None, ""


def edited(conversation: Conversation, event: gr.EventData) -> tuple[Any, int | None, str]:
    """A question goes into the composer; what is asked then takes its place."""
    place = place_of(conversation, event)
    if place is None:
        return gr.skip(), None, ""
    return conversation.entries[place].question, place, editing_html(len(conversation.entries) - 1 - place)


def left() -> tuple[str, None, str]:
    """Editing is given up."""
    return "", None, ""


def editing_html(later: int) -> str:
    """Says that the composer edits a question, and how many later ones go when it is asked."""
    words = element("span", escaped(texts.editing(later)), role="status")
    return element("div", words + act_button("leave", texts.CANCEL), "editing")


def place_of(conversation: Conversation, event: gr.EventData) -> int | None:
    """The turn of which a button speaks; None where a browser made one up."""
    value = said(event, "place")
    place = int(value) if value.isascii() and value.isdigit() and len(value) < 7 else -1
    return place if 0 <= place < len(conversation.entries) else None
