"""The tab in which a draft is checked: the text, the limits below it, and what came of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import gradio as gr

from rag.errors import UsageError
from ui.failures import failure
from ui.limits.turns import Turns
from ui.parts import Parts
from ui.server import address
from ui.web import texts
from ui.web.channel import QUIETLY, channel, said
from ui.web.draft.checking import Stopping, checking
from ui.web.draft.draft import Draft
from ui.web.draft.example import example_of
from ui.web.draft.files import words_of
from ui.web.draft.frame import example_note, failure_html, intro_html, offers_html
from ui.web.draft.limits import draft_limits, limits_of, wire_draft_limits
from ui.web.draft.result import result_html
from ui.web.narrowing import Narrowing
from ui.web.texts import draft as draft_texts

CHECKS_AT_ONCE = 16  # that may wait or run; how many run is decided by the turns

Update = tuple[str, Draft]  # result, draft


def draft_tab(byline: Parts, turns: Turns, page: gr.Blocks) -> None:
    """Lay out the tab and wire it; a check takes a turn as an answer does."""
    with (
        gr.Tab(texts.TAB_DRAFT, id="draft") as tab,
        gr.Column(elem_id="draft", min_width=0),
        gr.Column(elem_classes="draft-page", min_width=0),
    ):
        with gr.Column(elem_classes="draft-editor", min_width=0):
            gr.HTML(intro_html(), js_on_load=None)
            text = gr.Textbox(
                elem_id="draft-text",
                label=draft_texts.LABEL,
                show_label=False,
                container=False,
                placeholder=draft_texts.PLACEHOLDER,
                lines=10,
                max_lines=24,
            )
            with gr.Row(elem_classes="draft-acts"):
                start = gr.Button(draft_texts.CHECK, elem_id="draft-check", variant="primary", min_width=0)
                gr.HTML(offers_html(), js_on_load=None, elem_id="draft-offers")
            note = gr.HTML("", js_on_load=None, elem_id="draft-note")
            limits, which = draft_limits()
        stop = gr.Button(texts.STOP, elem_id="draft-stop", size="sm", min_width=0)
        result = gr.HTML("", js_on_load=None, elem_id="draft-result")
    with tab:  # so that what listens to acts stands in it
        _wire_checks(byline, turns, (text, note, start, stop, result), which)
        _wire_offers(byline, text, note)
        wire_draft_limits(byline, limits, which, page)


def _wire_checks(
    byline: Parts,
    turns: Turns,
    shown: tuple[gr.Textbox, gr.HTML, gr.Button, gr.Button, gr.HTML],
    which: Narrowing,
) -> None:
    text, note, start, stop, result = shown
    draft, stopping = gr.State(Draft()), gr.State(Stopping())
    server = (byline.settings.public_url or address(byline.settings)).rstrip("/")

    async def check_on(known: Draft, stopping: Stopping) -> AsyncGenerator[Update, None]:
        async with aclosing(checking(byline, turns, known, stopping)) as steps:
            async for step in steps:
                yield result_html(step, server), step

    async def check(stopping: Stopping, written: str, *limited: Any) -> AsyncGenerator[Update, None]:
        async for update in check_on(Draft(written or "", limits_of(*limited)), stopping):
            yield update

    def stop_check(stopping: Stopping) -> None:
        stopping.is_wanted = True

    checks: dict[str, Any] = {"concurrency_limit": CHECKS_AT_ONCE, **QUIETLY}
    shown_as = [result, draft]
    start.click(check, [stopping, text, *which.inputs], shown_as, **checks)
    channel("draft-on").click(check_on, [draft, stopping], shown_as, **checks)
    stop.click(stop_check, [stopping], None, queue=False, **QUIETLY)
    emptied = ("", "", "", Draft())
    channel("draft-new").click(lambda: emptied, None, [text, note, result, draft], queue=False, **QUIETLY)


def _wire_offers(byline: Parts, text: gr.Textbox, note: gr.HTML) -> None:
    """What fills the text besides the reader: an example, and Word files, which the server has to read."""

    def try_example() -> tuple[Any, str]:
        example = example_of(byline.library)
        return (gr.skip() if example is None else example.text), example_note(example)

    def read_file(event: gr.EventData) -> tuple[Any, str]:
        try:
            return words_of(said(event, "content")), ""
        except UsageError as error:
            return gr.skip(), failure_html(failure(error))

    channel("draft-example").click(try_example, None, [text, note], **QUIETLY)
    channel("draft-docx").click(read_file, None, [text, note], **QUIETLY)
