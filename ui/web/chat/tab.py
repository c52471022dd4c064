"""The tab in which questions are asked: the conversation, the composer and the limits below it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import gradio as gr
from gradio.components.chatbot import ExampleMessage

from rag.domain import DEMO_COLLECTION, OnUnsupported
from ui.parts import Parts
from ui.web import texts
from ui.web.channel import QUIETLY
from ui.web.chat import render
from ui.web.chat.answering import answered, messages
from ui.web.chat.limits import LimitInputs, Limits, limit_inputs, preset, wire_limits
from ui.web.chat.view import Conversation, View

ANSWERS_AT_ONCE = 16
UNLIMITED = Limits()

Update = tuple[Any, Conversation, Any]  # chat, conversation, composer


def chat_tab(byline: Parts, page: gr.Blocks) -> None:
    """Lay out the tab and wire it."""
    with gr.Tab(texts.TAB_ASK, id="ask"), gr.Column(elem_id="conversation", min_width=0):
        chat = _chat(byline)
        composer = _composer()
        limits = limit_inputs(preset(byline.settings))
        clear = gr.Button(texts.CLEAR, elem_id="clear", size="sm")
    _wire(byline, chat, composer, clear, limits)
    wire_limits(byline, limits, page, QUIETLY)


def _chat(byline: Parts) -> gr.Chatbot:
    collections = byline.library.collections()
    examples: list[ExampleMessage] = [{"text": question} for question in texts.DEMO_QUESTIONS]
    return gr.Chatbot(
        elem_id="chat",
        label=texts.CONVERSATION,
        show_label=False,
        container=False,
        layout="panel",
        height=None,
        autoscroll=False,  # script.js keeps the question in sight
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],  # answers contain "$"
        placeholder=render.welcome_html(is_empty=not collections),
        examples=examples if DEMO_COLLECTION in collections else None,
    )


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


def _wire(
    byline: Parts, chat: gr.Chatbot, composer: gr.Textbox, clear: gr.Button, limits: LimitInputs
) -> None:
    conversation = gr.State(Conversation())
    shown = [chat, conversation, composer]

    async def ask(question: str, so_far: Conversation, *limited: Any) -> AsyncGenerator[Update, None]:
        async for update in answering(byline, question, so_far, Limits.of(*limited)):
            yield update

    async def ask_example(  # Gradio finds `chosen` by its annotation, so the others are named one by one
        so_far: Conversation,
        collections: list[str],
        publishers: list[str],
        since: str,
        as_of: str,
        on_unsupported: OnUnsupported | None,
        chosen: gr.SelectData,
    ) -> AsyncGenerator[Update, None]:
        limited = Limits.of(collections, publishers, since, as_of, on_unsupported)
        async for update in answering(byline, chosen.value["text"], so_far, limited):
            yield update

    asking: dict[str, Any] = {"concurrency_limit": ANSWERS_AT_ONCE, **QUIETLY}
    asked: list[Any] = [
        composer.submit(ask, [composer, conversation, *limits.inputs], shown, **asking),
        chat.example_select(ask_example, [conversation, *limits.inputs], shown, **asking),
    ]
    composer.stop(_stopped, [conversation], shown, cancels=asked, queue=False, **QUIETLY)
    clear.click(_cleared, None, shown, cancels=asked, queue=False, **QUIETLY)


async def answering(
    byline: Parts, question: str, so_far: Conversation, limits: Limits = UNLIMITED
) -> AsyncGenerator[Update, None]:
    """Updates of chat, conversation and composer while one question is answered."""
    if not question.strip():
        yield gr.skip(), so_far, gr.skip()
        return
    conversation, asked = so_far.asking(question), View(collections=limits.collections)
    yield messages(conversation), conversation, _busy_composer()
    wanted = limits.question(question, so_far.history())
    async for further in answered(byline, wanted, conversation, asked):
        conversation = further
        yield messages(conversation), conversation, gr.skip()
    yield gr.skip(), conversation, _ready_composer()


def _stopped(conversation: Conversation) -> Update:
    stopped = conversation.stopped()
    return messages(stopped), stopped, _ready_composer()


def _cleared() -> Update:
    return [], Conversation(), _ready_composer()


def _busy_composer() -> dict[str, Any]:
    return gr.update(value="", submit_btn=False, stop_btn=texts.STOP)


def _ready_composer() -> dict[str, Any]:
    return gr.update(submit_btn=texts.SEND, stop_btn=False)
