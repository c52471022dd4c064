"""The parts of the tab that change with the conversation, and what they show of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.web import texts
from ui.web.chat.render import turn_html, turns_html
from ui.web.chat.view import Conversation

# A browser takes a part's HTML anew when one turn is added to it, so no part may have many.
TURNS_IN_PART, PARTS = 8, 16
Update = tuple[Any, ...]  # a value for each of `Desk.outputs`


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question to be asked: at the end of the conversation, or in the place of one that was asked."""

    question: str = ""
    place: int | None = None
    model: str | None = None  # None: as the reader has chosen


@dataclass(frozen=True, slots=True)
class Desk:
    """The components that an answer changes."""

    earlier: tuple[gr.HTML, ...]  # settled turns, some in each: sent only where one is added
    newest: gr.HTML  # the last turn, which grows
    following: gr.HTML  # what to ask next
    conversation: gr.State
    composer: gr.Textbox
    editing: gr.State  # the place of the question that is being edited, or None
    notice: gr.HTML  # says so

    @property
    def turns(self) -> list[Any]:
        """What shows the turns, and the state behind it."""
        return [*self.earlier, self.newest, self.conversation]

    @property
    def outputs(self) -> list[Any]:
        """In the order of an `Update`."""
        return [
            *self.turns,
            self.following,
            self.composer,
            self.editing,
            self.notice,
        ]


def shown(conversation: Conversation) -> Update:
    """Everything as it is for this conversation; what was suggested or edited is gone."""
    turns = (*_earlier(conversation), _newest(conversation), conversation)
    return (*turns, "", ready_composer(), None, "")


def begun(conversation: Conversation) -> Update:
    """A question has been asked; the composer is busy already."""
    changed = max(0, len(conversation.entries) - 2) // TURNS_IN_PART
    parts = _earlier(conversation, min(changed, PARTS - 1))
    return (*parts, _newest(conversation), conversation, "", *_skipped(3))


def grown(conversation: Conversation) -> Update:
    """More of the last answer has come."""
    return (*_skipped(PARTS), _newest(conversation), conversation, *_skipped(4))


def settled(conversation: Conversation) -> Update:
    """Nothing more comes of the last answer: at the same moment the next question may be asked."""
    turns = (*_skipped(PARTS), _newest(conversation), conversation)
    return (*turns, gr.skip(), ready_composer(), *_skipped(2))


def unchanged() -> Update:
    """Nothing was asked."""
    return (*same_turns(), *_skipped(4))


def redrawn(conversation: Conversation) -> Update:
    """For `Desk.turns`: drawn anew; while an answer is written the last turn is left to it."""
    is_settled = bool(conversation.entries) and conversation.entries[-1].view.is_settled
    last = (_newest(conversation), conversation) if is_settled else _skipped(2)
    return (*_earlier(conversation), *last)


def same_turns() -> Update:
    """For `Desk.turns`: they stay."""
    return _skipped(PARTS + 2)


def busy_composer(**further: Any) -> dict[str, Any]:
    """The composer while something is being answered."""
    return gr.update(submit_btn=False, stop_btn=texts.STOP, **further)


def ready_composer() -> dict[str, Any]:
    """The composer while nothing is being answered."""
    return gr.update(submit_btn=texts.SEND, stop_btn=False)


def _earlier(conversation: Conversation, first: int = 0) -> list[Any]:
    """The parts of the settled turns; those before the first that has changed are left as they are."""
    settled = conversation.entries[:-1]
    starts = range(first * TURNS_IN_PART, PARTS * TURNS_IN_PART, TURNS_IN_PART)
    ends = [*(start + TURNS_IN_PART for start in starts[:-1]), None]  # the last part has all the rest
    parts = [turns_html(settled[start:end], start) for start, end in zip(starts, ends, strict=True)]
    return [*_skipped(first), *parts]


def _skipped(number: int) -> tuple[Any, ...]:
    return tuple(gr.skip() for _ in range(number))


def _newest(conversation: Conversation) -> str:
    if not conversation.entries:
        return ""
    return turn_html(conversation.entries[-1], len(conversation.entries) - 1, is_newest=True)
