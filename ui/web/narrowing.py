"""The inputs that narrow a search: below the composer, below a draft, above the library's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.parts import Parts
from ui.web import texts
from ui.web.channel import QUIETLY, channel


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which articles count; dates are checked where they are used."""

    collections: gr.Dropdown
    publishers: gr.Dropdown
    since: gr.Textbox
    until: gr.Textbox

    @property
    def inputs(self) -> list[Any]:
        """In the order in which `ui.web.chat.limits.Limits.of` takes their values."""
        return [self.collections, self.publishers, self.since, self.until]

    def follow_library(self, byline: Parts, page: gr.Blocks) -> None:
        """Offers the names that the library has; publishers, those of the chosen collections."""

        def names() -> tuple[Any, Any]:
            library = byline.library
            return gr.update(choices=list(library.collections())), gr.update(choices=library.publishers())

        def publishers(chosen: list[str]) -> Any:
            return gr.update(choices=byline.library.publishers(chosen))

        changes = [page.load, channel("library-changed").click]
        gr.on(changes, names, None, [self.collections, self.publishers], **QUIETLY)
        self.collections.input(publishers, [self.collections], [self.publishers], **QUIETLY)


def narrowing(until: str = texts.LIMIT_AS_OF) -> Narrowing:
    """The inputs in two rows, with nothing to choose from yet; ``until`` labels the later date."""
    with gr.Row():
        collections = _names(texts.LIMIT_COLLECTIONS)
        publishers = _names(texts.LIMIT_PUBLISHERS)
    with gr.Row():
        return Narrowing(collections, publishers, _date(texts.LIMIT_SINCE), _date(until))


def choice(
    label: str, choices: Sequence[tuple[str, str]], value: str | None, *, visible: bool = True
) -> gr.Dropdown:
    """One of a few that stay the same."""
    return gr.Dropdown(
        [*choices],
        value=value,
        label=label,
        filterable=False,
        min_width=0,
        visible=visible,
        elem_classes="limit",
    )


def _names(label: str) -> gr.Dropdown:
    return gr.Dropdown([], label=label, multiselect=True, min_width=0, elem_classes="limit")


def _date(label: str) -> gr.Textbox:
    return gr.Textbox(
        label=label, placeholder=texts.LIMIT_DATE, max_lines=1, min_width=0, elem_classes="limit"
    )
