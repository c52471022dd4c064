"""The page: what can be done in tabs on the left, the source that is being read beside them."""

from __future__ import annotations

import gradio as gr

from rag.interfaces import ArticleFilter
from ui.parts import Parts
from ui.web import texts
from ui.web.channel import QUIETLY
from ui.web.chat import render
from ui.web.chat.tab import chat_tab
from ui.web.source.panel import panel_html


def build_page(byline: Parts) -> gr.Blocks:
    """The page; its texts are in `texts`, its looks in ``assets``."""
    page: gr.Blocks = gr.Blocks(title=texts.TITLE, analytics_enabled=False, fill_width=True, fill_height=True)
    with page:
        masthead = gr.HTML(_masthead(byline), elem_id="masthead", js_on_load=None)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="work", min_width=0), gr.Tabs(elem_id="tabs"):
                chat_tab(byline, page)
            with gr.Column(elem_id="source", min_width=0):
                gr.HTML(panel_html(), js_on_load=None)
        page.load(lambda: _masthead(byline), None, masthead, **QUIETLY)
    return page


def _masthead(byline: Parts) -> str:
    return render.masthead_html(byline.library.span(ArticleFilter()), byline.receiving_host)
