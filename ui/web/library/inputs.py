"""The inputs over the list: words, what it is narrowed to, and its order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.web import texts
from ui.web.library.wanted import Wanted
from ui.web.texts import library as words


@dataclass(frozen=True, slots=True)
class ListInputs:
    """The inputs, and the accordion that most of them are in."""

    accordion: gr.Accordion
    query: gr.Textbox
    collections: gr.Dropdown
    publishers: gr.Dropdown
    since: gr.Textbox
    until: gr.Textbox
    status: gr.Dropdown
    sort: gr.Dropdown

    @property
    def values(self) -> list[Any]:
        """In the order in which `Wanted.of` takes their values."""
        return [
            self.query,
            self.collections,
            self.publishers,
            self.since,
            self.until,
            self.status,
            self.sort,
        ]

    @property
    def triggers(self) -> list[Callable[..., Any]]:
        """What changes the list; dates do when they are finished."""
        choosing = [one.input for one in (self.collections, self.publishers, self.status, self.sort)]
        finished = [trigger for one in (self.since, self.until) for trigger in (one.submit, one.blur)]
        return [self.query.change, *choosing, *finished]

    def wanted(self, given: Mapping[Any, Any]) -> Wanted:
        """What they say, from their values by input."""
        return Wanted.of(*(given[one] for one in self.values))


def list_inputs() -> ListInputs:
    """The inputs; the names to choose from are filled in when the tab is opened."""
    query = gr.Textbox(
        elem_id="library-query",
        label=words.QUERY,
        placeholder=words.QUERY,
        show_label=False,
        container=False,
        max_lines=1,
    )
    with gr.Accordion(words.NARROW, open=False, elem_id="library-narrow") as accordion:
        with gr.Row():
            collections = _names(texts.LIMIT_COLLECTIONS)
            publishers = _names(texts.LIMIT_PUBLISHERS)
        with gr.Row():
            since = _date(texts.LIMIT_SINCE)
            until = _date(words.UNTIL)
        with gr.Row():
            status = _choice(words.STATUS, words.STATUS_CHOICES, None)
            sort = _choice(words.SORT, words.SORT_CHOICES, "newest")
    return ListInputs(accordion, query, collections, publishers, since, until, status, sort)


def _names(label: str) -> gr.Dropdown:
    return gr.Dropdown([], label=label, multiselect=True, min_width=0, elem_classes="limit")


def _date(label: str) -> gr.Textbox:
    return gr.Textbox(
        label=label, placeholder=texts.LIMIT_DATE, max_lines=1, min_width=0, elem_classes="limit"
    )


def _choice(label: str, choices: Any, value: str | None) -> gr.Dropdown:
    named = [(name, one or "") for name, one in choices]
    return gr.Dropdown(
        named, value=value or "", label=label, filterable=False, min_width=0, elem_classes="limit"
    )
