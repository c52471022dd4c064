"""The tab of the library: what is in it, every place of a phrase, what comes in, and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.errors import BylineError
from ui.jobs.jobs import Jobs
from ui.parts import Parts
from ui.web import texts
from ui.web.channel import QUIETLY, channel, said
from ui.web.library.finding import before_html, csv_of, found_html
from ui.web.library.inputs import ListInputs, list_inputs
from ui.web.library.list_html import failure_html
from ui.web.library.shown import Shown
from ui.web.library.wanted import offset_of
from ui.web.texts import library as words

LOOK_SECONDS = 1.0  # between two looks at jobs that have not ended
_ALWAYS_LAST: dict[str, Any] = {"trigger_mode": "always_last", "concurrency_limit": 4, **QUIETLY}
_SAVE = "(text) => document.dispatchEvent(new CustomEvent('byline:library-save', { detail: { text } }))"


@dataclass(frozen=True, slots=True)
class _Places:
    """Where things are shown."""

    holdings: list[Any]  # drawn anew whenever the library has changed
    jobs: list[Any]  # follow the jobs
    forms: list[Any]  # depend on who the reader is
    listed: list[Any]
    inputs: ListInputs
    looking: gr.Timer
    writing: gr.State  # for which the forms are made; they are made again only when it changes
    offset: gr.State


def library_tab(byline: Parts, jobs: Jobs) -> None:
    """Lay out the tab and wire it; nothing in it is made before it is opened."""
    shown = Shown(byline, jobs)
    with gr.Tab(texts.TAB_LIBRARY, id="library") as tab, gr.Column(elem_id="library", min_width=0):
        figures = _place()
        with gr.Tabs(elem_id="library-parts") as parts:
            with gr.Tab(words.PART_ARTICLES, id="articles"):
                inputs = list_inputs()
                listed = _place("library-list")
            with gr.Tab(words.PART_FIND, id="find"):
                _finding(byline)
            with gr.Tab(words.PART_ADD, id="add"):
                adding, running, quarantine = _place("library-adding"), _place("library-jobs"), _place()
            with gr.Tab(words.PART_UPKEEP, id="upkeep"):
                collections, check = _place(), _place("library-check")
        dialogs = _place("library-dialogs")
        looking, writing, offset = gr.Timer(LOOK_SECONDS, active=False), gr.State(""), gr.State(0)
        places = _Places(
            [figures, quarantine, collections, inputs.narrowing.collections, inputs.narrowing.publishers],
            [running, looking],
            [adding, check, dialogs, writing],
            [listed, offset],
            inputs,
            looking,
            writing,
            offset,
        )
        _wire_list(shown, places)
        _wire_library(shown, tab, places)
        channel("library-add").click(lambda: gr.update(selected="add"), None, parts, **QUIETLY)


def _place(name: str | None = None) -> gr.HTML:
    return gr.HTML("", elem_id=name, js_on_load=None, apply_default_css=False)


def _finding(byline: Parts) -> None:
    phrase = gr.Textbox(
        elem_id="library-phrase",
        label=words.PHRASE,
        placeholder=words.PHRASE,
        show_label=False,
        container=False,
        max_lines=1,
        submit_btn=words.FIND,
    )
    found = gr.HTML(before_html(), elem_id="library-found", js_on_load=None, apply_default_css=False)
    file = gr.Textbox(visible="hidden", elem_classes="channel")

    def look(query: str | None) -> str:
        return found_html(byline.library, query or "", 0) if (query or "").strip() else before_html()

    def turn(event: gr.EventData) -> str:
        return found_html(byline.library, said(event, "query"), offset_of(said(event, "offset")))

    def write(event: gr.EventData) -> tuple[str, Any]:
        try:
            return csv_of(byline.library, said(event, "query")), gr.skip()
        except BylineError as error:
            return "", failure_html(error)

    phrase.submit(look, phrase, found, concurrency_limit=2, **QUIETLY)
    channel("library-found").click(turn, None, found, concurrency_limit=2, **QUIETLY)
    writing = channel("library-csv").click(write, None, [file, found], concurrency_limit=1, **QUIETLY)
    writing.then(None, file, None, js=_SAVE)


def _wire_list(shown: Shown, places: _Places) -> None:
    """The list follows its inputs and its pages."""
    inputs = places.inputs

    def narrow(given: dict[Any, Any], request: gr.Request) -> tuple[Any, ...]:
        wanted = inputs.wanted(given)
        return (*shown.listed(wanted, 0, request), gr.update(label=words.narrowed(wanted.count)))

    def turn(given: dict[Any, Any], request: gr.Request, event: gr.EventData) -> tuple[str, int]:
        return shown.listed(inputs.wanted(given), offset_of(said(event, "offset")), request)

    values = set(inputs.values)
    gr.on(inputs.triggers, narrow, values, [*places.listed, inputs.accordion], **_ALWAYS_LAST)
    channel("library-page").click(turn, values, places.listed, **_ALWAYS_LAST)


def _wire_library(shown: Shown, tab: gr.Tab, places: _Places) -> None:
    """Everything follows the library, while the tab is open and when it is opened."""
    inputs = places.inputs

    def draw(given: dict[Any, Any], request: gr.Request) -> tuple[Any, ...]:
        return (
            *shown.listed(inputs.wanted(given), given[places.offset], request),
            *shown.holdings(request),
            *shown.jobs(request),
            *shown.forms(given[places.writing], request),
        )

    def look(request: gr.Request) -> tuple[str, Any]:
        return shown.jobs(request)

    drawn = [*places.listed, *places.holdings, *places.jobs, *places.forms]
    known = {*inputs.values, places.offset, places.writing}
    gr.on([tab.select, channel("library-changed").click], draw, known, drawn, **_ALWAYS_LAST)
    looks = [places.looking.tick, channel("library-jobs").click]
    gr.on(looks, look, None, places.jobs, queue=False, **QUIETLY)
