"""The panel of conversations beside the tab in which questions are asked: laid out and wired."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from ui.parts import Parts
from ui.web.channel import QUIETLY, channel, instead
from ui.web.history.acts import ReadersBook
from ui.web.history.panel import PANEL, head_html, opener_html, said_html

if TYPE_CHECKING:
    from ui.web.chat.tab import ChatTab


def history(byline: Parts, page: gr.Blocks, tab: ChatTab) -> None:
    """Lay out the panel and wire it; to be called where the panel belongs."""
    gr.HTML(opener_html(), elem_id="history-opener", js_on_load=None)
    with gr.Column(elem_id=PANEL, min_width=0):
        gr.HTML(head_html(), elem_id="history-head", js_on_load=None)
        listed = gr.HTML("", elem_id="history-list", js_on_load=None)
        foot = gr.HTML("", elem_id="history-foot", js_on_load=None)
    told = gr.HTML(said_html(""), elem_id="history-said", js_on_load=None)
    sought = gr.State("")
    book, lists, known = ReadersBook(byline), [listed, foot, told], [tab.desk.conversation, sought]
    page.load(book.listed, known, lists, **QUIETLY)
    for one in tab.asked:
        one.then(book.after_an_answer, known, lists, **QUIETLY)
    channel("history").click(book.changed, known, [*lists, sought], **QUIETLY)
    everything = [*tab.desk.outputs, *lists]
    instead(channel("conversation").click, tab.asked, book.turned, known, everything)
    judged = [*tab.desk.turns, told]
    channel("feedback").click(book.judged, [tab.desk.conversation], judged, **QUIETLY)
