"""The inputs over the list: words, what it is narrowed to, and its order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.web.library.wanted import Wanted
from ui.web.narrowing import Narrowing, choice, narrowing
from ui.web.texts import library as words


@dataclass(frozen=True, slots=True)
class ListInputs:
    """The inputs, and the accordion that most of them are in."""

    accordion: gr.Accordion
    query: gr.Textbox
    narrowing: Narrowing
    status: gr.Dropdown
    sort: gr.Dropdown

    @property
    def values(self) -> list[Any]:
        """In the order in which `Wanted.of` takes their values."""
        return [self.query, *self.narrowing.inputs, self.status, self.sort]

    @property
    def triggers(self) -> list[Callable[..., Any]]:
        """What changes the list; dates do when they are finished."""
        which = self.narrowing
        choosing = [one.input for one in (which.collections, which.publishers, self.status, self.sort)]
        finished = [trigger for one in (which.since, which.until) for trigger in (one.submit, one.blur)]
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
        which = narrowing(words.UNTIL)
        with gr.Row():
            statuses = [(name, status or "") for name, status in words.STATUS_CHOICES]
            status = choice(words.STATUS, statuses, "")
            sort = choice(words.SORT, words.SORT_CHOICES, "newest")
    return ListInputs(accordion, query, which, status, sort)
