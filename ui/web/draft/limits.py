"""Which articles a draft is checked against: the inputs below it, closed until they are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.domain import Question
from ui.parts import Parts
from ui.web import texts
from ui.web.channel import QUIETLY, channel
from ui.web.chat.limits import Limits
from ui.web.texts import draft as draft_texts


@dataclass(frozen=True, slots=True)
class DraftLimits:
    """The accordion's inputs."""

    accordion: gr.Accordion
    collections: gr.Dropdown
    publishers: gr.Dropdown
    since: gr.Textbox
    as_of: gr.Textbox

    @property
    def inputs(self) -> list[Any]:
        """In the order in which `limits_of` takes their values."""
        return [self.collections, self.publishers, self.since, self.as_of]


def limits_of(collections: Sequence[str], publishers: Sequence[str], since: str, as_of: str) -> Question:
    """The inputs' values as limits; dates are checked where drafts are."""
    return Limits.of([*collections], [*publishers], since, as_of).question("", ())


def draft_limits() -> DraftLimits:
    """The closed accordion; its lists are filled when the page is loaded."""
    with gr.Accordion(draft_texts.LIMITS, open=False, elem_classes="draft-limits") as accordion:
        with gr.Row():
            collections = _names(texts.LIMIT_COLLECTIONS)
            publishers = _names(texts.LIMIT_PUBLISHERS)
        with gr.Row():
            since = _date(texts.LIMIT_SINCE)
            as_of = _date(texts.LIMIT_AS_OF)
    return DraftLimits(accordion, collections, publishers, since, as_of)


def wire_draft_limits(byline: Parts, limits: DraftLimits, page: gr.Blocks) -> None:
    """The lists follow the library, and the accordion says how many limits are set."""

    def offer_names() -> tuple[Any, Any]:
        library = byline.library
        return gr.update(choices=list(library.collections())), gr.update(choices=library.publishers())

    def offer_publishers(collections: list[str]) -> Any:
        return gr.update(choices=byline.library.publishers(collections))

    def count_limits(*values: Any) -> Any:
        return gr.update(label=draft_texts.limits_set(Limits.of(*values).count))

    changes = [page.load, channel("library-changed").click]
    gr.on(changes, offer_names, None, [limits.collections, limits.publishers], **QUIETLY)
    limits.collections.input(offer_publishers, [limits.collections], [limits.publishers], **QUIETLY)
    changes = [component.change for component in limits.inputs]
    gr.on(changes, count_limits, limits.inputs, [limits.accordion], **QUIETLY)


def _names(label: str) -> gr.Dropdown:
    return gr.Dropdown([], label=label, multiselect=True, min_width=0, elem_classes="limit")


def _date(label: str) -> gr.Textbox:
    return gr.Textbox(
        label=label, placeholder=texts.LIMIT_DATE, max_lines=1, min_width=0, elem_classes="limit"
    )
