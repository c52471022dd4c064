"""The inputs below the composer: what limits the search, and what becomes of unsupported sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.domain import OnUnsupported, Question, Turn
from rag.settings import Settings
from ui.parts import Parts
from ui.web import texts
from ui.web.channel import QUIETLY
from ui.web.narrowing import Narrowing, choice, narrowing


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
    narrowing: Narrowing
    on_unsupported: gr.Dropdown  # not shown where no language model writes

    @property
    def inputs(self) -> list[Any]:
        """In the order in which `Limits.of` takes their values."""
        return [*self.narrowing.inputs, self.on_unsupported]


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
        which = narrowing()
        wish = choice(
            texts.ON_UNSUPPORTED,
            texts.ON_UNSUPPORTED_CHOICES,
            on_unsupported,
            visible=on_unsupported is not None,
        )
    return LimitInputs(accordion, which, wish)


def wire_limits(byline: Parts, limits: LimitInputs, page: gr.Blocks) -> None:
    """The lists follow the library, and the accordion says how many limits are set."""

    def count_limits(*values: Any) -> Any:
        chosen = Limits.of(*values)
        return gr.update(label=texts.limits_set(chosen.count, chosen.on_unsupported))

    limits.narrowing.follow_library(byline, page)
    gr.on(
        [component.change for component in limits.inputs],
        count_limits,
        limits.inputs,
        [limits.accordion],
        **QUIETLY,
    )
