"""Which model answers, where there is a choice, and who receives the passages then."""

from __future__ import annotations

import gradio as gr

from rag.assistant import DEFAULT_MODEL, EXTRACTIVE_NAMES
from rag.settings import searching_hosts
from ui.parts import Parts
from ui.web import texts


def choices(byline: Parts) -> list[tuple[str, str]]:
    """The models to choose from, each in words and by name, the default first; one needs no choice."""
    names = [name for name in byline.models if name != DEFAULT_MODEL]
    written = [name for name in names if name not in EXTRACTIVE_NAMES]
    quoted = [name for name in names if name in EXTRACTIVE_NAMES]
    return [(texts.model_in_words(name.partition("/")[2]), name) for name in written] + [
        (texts.QUOTATIONS_ONLY, name) for name in quoted
    ]


def receiving_in_words(byline: Parts, model: str | None) -> str:
    """Who receives questions and passages when this model answers."""
    if model in EXTRACTIVE_NAMES:
        return texts.receiving(", ".join(searching_hosts(byline.settings)) or None)
    return texts.receiving(byline.receiving_host)


def model_input(byline: Parts) -> gr.Dropdown:
    """The chooser; it is not shown where there is nothing to choose."""
    offered = choices(byline)
    return gr.Dropdown(
        offered,
        value=offered[0][1] if offered else None,
        label=texts.MODEL,
        filterable=False,
        min_width=0,
        visible=len(offered) > 1,
        elem_id="model",
        elem_classes="limit",
    )
