"""The inputs below the composer: what limits the search, and what becomes of unsupported sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.domain import OnUnsupported, Question, Turn
from rag.settings import Settings
from ui.parts import Parts
from ui.web import texts
from ui.web.channel import channel


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reader has chosen; empty means "any". Dates are checked where questions are understood.

    What follows the dates is no limit; `on_unsupported` is None where no language model writes.
    """

    collections: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    since: str | None = None
    as_of: str | None = None
    on_unsupported: OnUnsupported | None = None
    model: str | None = None  # one of `Parts.models`; None: the default
    is_kept: bool = True

    @classmethod
    def of(
        cls,
        collections: list[str] | None,
        publishers: list[str] | None,
        since: str | None,
        as_of: str | None,
        on_unsupported: OnUnsupported | None = None,
        model: str | None = None,
        is_unkept: bool = False,  # noqa: FBT001, FBT002  the values come in the order of the inputs
    ) -> Limits:
        """From the inputs' values, in their order."""
        return cls(
            tuple(collections or ()),
            tuple(publishers or ()),
            (since or "").strip() or None,
            (as_of or "").strip() or None,
            on_unsupported,
            model or None,
            not is_unkept,
        )

    def question(self, text: str, history: tuple[Turn, ...], model: str | None = None) -> Question:
        """A question within these limits; ``model`` goes before the one chosen."""
        return Question(
            text,
            history=history,
            as_of=self.as_of,
            since=self.since,
            publishers=self.publishers,
            collections=self.collections,
            on_unsupported=self.on_unsupported,
            model=model or self.model,
            keep=self.is_kept,
        )

    @property
    def count(self) -> int:
        """How many limits are in use."""
        return sum(map(bool, (self.collections, self.publishers, self.since, self.as_of)))


@dataclass(frozen=True, slots=True)
class LimitInputs:
    """The accordion and its inputs."""

    accordion: gr.Accordion
    collections: gr.Dropdown
    publishers: gr.Dropdown
    since: gr.Textbox
    as_of: gr.Textbox
    on_unsupported: gr.Dropdown  # not shown where no language model writes

    @property
    def inputs(self) -> list[Any]:
        """In the order in which `Limits.of` takes their values."""
        return [self.collections, self.publishers, self.since, self.as_of, self.on_unsupported]


def preset(settings: Settings) -> OnUnsupported | None:
    """What the settings say of unsupported sentences; None where no language model writes any."""
    has_writer = bool(settings.llm.base_url or settings.llm.model)
    return settings.on_unsupported if has_writer else None


def limit_inputs(on_unsupported: OnUnsupported | None) -> LimitInputs:
    """The closed accordion; its lists are filled when the page is loaded.

    Args:
        on_unsupported: What the settings say; None where no language model writes, so that nothing is asked.
    """
    label = texts.limits_set(0, on_unsupported)
    with gr.Accordion(label, open=False, elem_id="limits") as accordion:
        with gr.Row():
            collections = _names(texts.LIMIT_COLLECTIONS)
            publishers = _names(texts.LIMIT_PUBLISHERS)
        with gr.Row():
            since = _date(texts.LIMIT_SINCE)
            as_of = _date(texts.LIMIT_AS_OF)
        wish = gr.Dropdown(
            list(texts.ON_UNSUPPORTED_CHOICES),
            value=on_unsupported,
            label=texts.ON_UNSUPPORTED,
            filterable=False,
            min_width=0,
            visible=on_unsupported is not None,
            elem_classes="limit",
        )
    return LimitInputs(accordion, collections, publishers, since, as_of, wish)


def wire_limits(byline: Parts, limits: LimitInputs, page: gr.Blocks, quietly: dict[str, Any]) -> None:
    """The lists follow the library, and the accordion says how many limits are set."""

    def offer_names() -> tuple[Any, Any]:
        library = byline.library
        return gr.update(choices=list(library.collections())), gr.update(choices=library.publishers())

    def offer_publishers(collections: list[str]) -> Any:
        return gr.update(choices=byline.library.publishers(collections))

    def count_limits(*values: Any) -> Any:
        chosen = Limits.of(*values)
        return gr.update(label=texts.limits_set(chosen.count, chosen.on_unsupported))

    changes = [page.load, channel("library-changed").click]
    gr.on(changes, offer_names, None, [limits.collections, limits.publishers], **quietly)
    limits.collections.input(offer_publishers, [limits.collections], [limits.publishers], **quietly)
    gr.on(
        [component.change for component in limits.inputs],
        count_limits,
        limits.inputs,
        [limits.accordion],
        **quietly,
    )


def _names(label: str) -> gr.Dropdown:
    return gr.Dropdown([], label=label, multiselect=True, min_width=0, elem_classes="limit")


def _date(label: str) -> gr.Textbox:
    return gr.Textbox(
        label=label, placeholder=texts.LIMIT_DATE, max_lines=1, min_width=0, elem_classes="limit"
    )
