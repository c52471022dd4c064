"""The page: what can be done in tabs on the left, the source that is being read beside them."""

from __future__ import annotations

import gradio as gr

from rag.interfaces import ArticleFilter
from ui.parts import Parts
from ui.serving import Serving
from ui.web import texts
from ui.web.channel import QUIETLY, channel
from ui.web.chat import render
from ui.web.chat.tab import chat_tab
from ui.web.draft.tab import draft_tab
from ui.web.history.wiring import history
from ui.web.library.tab import library_tab
from ui.web.source.panel import panel_html


def build_page(serves: Serving) -> gr.Blocks:
    """The page; its texts are in `texts`, its looks in ``assets``."""
    byline = serves.byline
    page: gr.Blocks = gr.Blocks(title=texts.TITLE, analytics_enabled=False, fill_width=True, fill_height=True)
    with page:
        masthead = gr.HTML(_masthead(byline), elem_id="masthead", js_on_load=None)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="work", min_width=0), gr.Tabs(elem_id="tabs") as tabs:
                chat = chat_tab(byline, page)
                with chat.tab:
                    history(byline, page, chat)
                draft_tab(byline, serves.turns, page)
                library_tab(byline, serves.jobs)
            # Gradio places a tab's button by the tab's place among all children; what is unseen comes last.
            tabs.children.sort(key=lambda child: not isinstance(child, gr.Tab))
            with gr.Column(elem_id="source", min_width=0):
                gr.HTML(panel_html(), js_on_load=None)
        changes = [page.load, channel("library-changed").click]
        gr.on(changes, lambda: _masthead(byline), None, masthead, **QUIETLY)
    return page


def _masthead(byline: Parts) -> str:
    return render.masthead_html(byline.library.span(ArticleFilter()), byline.receiving_host)
