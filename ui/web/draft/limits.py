"""Which articles a draft is checked against: the inputs below it, closed until they are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from rag.domain import Question
from ui.parts import Parts
from ui.web.channel import QUIETLY
from ui.web.chat.limits import Limits
from ui.web.narrowing import Narrowing, narrowing
from ui.web.texts import draft as draft_texts


def limits_of(collections: Sequence[str], publishers: Sequence[str], since: str, as_of: str) -> Question:
    """The inputs' values as limits; dates are checked where drafts are."""
    return Limits.of([*collections], [*publishers], since, as_of).question("", ())


def draft_limits() -> tuple[gr.Accordion, Narrowing]:
    """The closed accordion; its lists are filled when the page is loaded."""
    with gr.Accordion(draft_texts.LIMITS, open=False, elem_classes="draft-limits") as accordion:
        return accordion, narrowing()


def wire_draft_limits(byline: Parts, limits: gr.Accordion, which: Narrowing, page: gr.Blocks) -> None:
    """The lists follow the library, and the accordion says how many limits are set."""

    def count_limits(*values: Any) -> Any:
        return gr.update(label=draft_texts.limits_set(Limits.of(*values).count))

    which.follow_library(byline, page)
    changes = [component.change for component in which.inputs]
    gr.on(changes, count_limits, which.inputs, [limits], **QUIETLY)
