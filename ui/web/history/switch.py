"""The switch with which a reader asks without leaving anything behind."""

from __future__ import annotations

import gradio as gr

from rag.settings import Settings
from ui.web.channel import QUIETLY
from ui.web.markup import element, escaped
from ui.web.texts import history as history_texts


def keep_switch(settings: Settings) -> gr.Checkbox:
    """The switch, on when nothing is to be kept; not shown where nothing is kept anyway."""
    switch = gr.Checkbox(
        value=False,
        label=history_texts.KEEP_SWITCH,
        container=False,
        min_width=0,
        elem_id="unkept",
        visible=settings.keep_questions > 0,
    )
    line = gr.HTML("", elem_id="unkept-line", js_on_load=None)
    switch.change(lambda is_on: unkept_html(is_on=is_on), [switch], [line], **QUIETLY)
    return switch


def unkept_html(*, is_on: bool) -> str:
    """What being on means, while it is."""
    return element("p", escaped(history_texts.KEEP_SWITCH_ON) if is_on else "", role="status")
