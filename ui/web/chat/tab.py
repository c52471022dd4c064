"""The tab in which questions are asked: the conversation, the composer and the options below it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.parts import Parts
from ui.web import texts
from ui.web.channel import QUIETLY, channel, instead
from ui.web.chat import asking, suggested
from ui.web.chat.desk import PARTS, Desk, Update, Wanted, ready_composer
from ui.web.chat.handing import wire_handing
from ui.web.chat.limits import Limits, limit_inputs, preset, wire_limits
from ui.web.chat.manners import keys_html, said_html
from ui.web.chat.models import model_input, receiving_in_words
from ui.web.chat.render import welcome_html
from ui.web.chat.view import Conversation
from ui.web.history.switch import keep_switch
from ui.web.reader import reader_of

ANSWERS_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class ChatTab:
    """What other parts of the page need of this one."""

    tab: gr.Tab  # for what lies beside the conversation
    desk: Desk
    asked: list[Any]  # the events that end with an answer


def chat_tab(byline: Parts, page: gr.Blocks) -> ChatTab:
    """Lay out the tab and wire it."""
    with gr.Tab(texts.TAB_ASK, id="ask") as tab, gr.Column(elem_id="conversation", min_width=0):
        desk, examples = _desk(byline)
        with gr.Row(elem_id="options"):
            clear = gr.Button(texts.CLEAR, elem_id="clear", size="sm")
            model = model_input(byline)
            unkept = keep_switch(byline.settings)
            receiving = gr.HTML(
                receiving_in_words(byline, None) if model.visible else "",
                elem_id="receiving",
                js_on_load=None,
            )
        limits = limit_inputs(preset(byline.settings))
        gr.HTML(keys_html() + said_html(), elem_id="manners", js_on_load=None)
    with tab:  # so that what listens to acts stands in it
        asked = _wire(byline, desk, clear, [*limits.inputs, model, unkept])
        wire_limits(byline, limits, page)
        wire_handing(byline, desk.conversation)
        changes = [page.load, channel("library-changed").click]
    model.input(lambda name: receiving_in_words(byline, name), [model], [receiving], **QUIETLY)
    gr.on(changes, lambda: suggested.examples(byline), None, [examples], **QUIETLY)
    return ChatTab(tab, desk, asked)


def _desk(byline: Parts) -> tuple[Desk, gr.HTML]:
    with gr.Column(elem_id="chat", min_width=0):
        with gr.Column(elem_id="welcome", min_width=0):
            gr.HTML(welcome_html(is_empty=not byline.library.collections()), js_on_load=None)
            examples = gr.HTML("", elem_id="examples", js_on_load=None)
        with gr.Column(elem_id="earlier", min_width=0):
            earlier = tuple(gr.HTML("", js_on_load=None) for _ in range(PARTS))
        newest = gr.HTML("", elem_id="newest", js_on_load=None)
        following = gr.HTML("", elem_id="following", js_on_load=None)
    notice = gr.HTML("", elem_id="notice", js_on_load=None)
    desk = Desk(earlier, newest, following, gr.State(Conversation()), _composer(), gr.State(None), notice)
    return desk, examples


def _composer() -> gr.Textbox:
    return gr.Textbox(
        elem_id="composer",
        label=texts.QUESTION_LABEL,
        show_label=False,
        container=False,
        placeholder=texts.PLACEHOLDER,
        autofocus=True,
        max_lines=6,
        submit_btn=texts.SEND,
    )


def _wire(byline: Parts, desk: Desk, clear: gr.Button, limits: list[Any]) -> list[Any]:
    """The ways to ask; each begins with what is wanted, and ends with suggestions."""
    wanted = gr.State(Wanted())

    async def ask(
        request: gr.Request, asked: Wanted, so_far: Conversation, *limited: Any
    ) -> AsyncGenerator[Update, None]:
        reader = reader_of(request)
        async for update in asking.answering(byline, asked, so_far, Limits.of(*limited), reader):
            yield update

    def suggest(conversation: Conversation, *limited: Any) -> str:
        return suggested.following(byline, conversation, Limits.of(*limited))

    editing = [desk.composer, desk.editing, desk.notice]
    ways: list[tuple[Callable[..., Any], Callable[..., asking.Taken], list[Any]]] = [
        (desk.composer.submit, asking.typed, [desk.composer, desk.editing]),
        (channel("ask").click, asking.chosen, []),
        (channel("again").click, asking.again, [desk.conversation]),
        (channel("quotations").click, asking.quoted, [desk.conversation]),
    ]
    asked, known = [], [desk.conversation, *limits]
    for when, take, inputs in ways:
        taken = when(take, inputs, [wanted, *editing], **QUIETLY)
        answer = taken.success(
            ask, [wanted, *known], desk.outputs, concurrency_limit=ANSWERS_AT_ONCE, **QUIETLY
        )
        answer.failure(ready_composer, None, [desk.composer], **QUIETLY)
        answer.success(suggest, known, [desk.following], **QUIETLY)
        asked.append(answer)
    channel("edit").click(asking.edited, [desk.conversation], editing, **QUIETLY)
    channel("leave").click(asking.left, None, editing, **QUIETLY)
    instead(desk.composer.stop, asked, asking.stopped, [desk.conversation], desk.outputs, queue=False)
    instead(clear.click, asked, asking.cleared, None, desk.outputs, queue=False)
    return asked
