"""What can be done with a settled turn: a row of quiet buttons below it."""

from __future__ import annotations

from ui.web import texts
from ui.web.chat.view import Entry
from ui.web.history.feedback import feedback_html
from ui.web.markup import element, escaped, joined

EXPORT_KINDS = ("markdown", "html", "json")


def act_button(act: str, label: str, css_class: str = "", **data: str) -> str:
    """A button that says what it does in ``data-act``; further ``data-`` attributes by their names."""
    given = {f"data_{name}": value for name, value in data.items()}
    return element("button", escaped(label), css_class, type="button", data_act=act, **given)


def footer_html(entry: Entry, place: int, *, is_newest: bool) -> str:
    """The row below a turn; empty while its answer is being written.

    Args:
        entry: The turn.
        place: Its place in the conversation, from 0.
        is_newest: Whether it is the last one, which alone can be asked again.
    """
    view = entry.view
    if not view.is_settled:
        return ""
    at = {"place": str(place)}
    buttons = [
        act_button("copy", texts.COPY, **at) if view.parts else "",
        act_button("again", texts.ASK_AGAIN, **at) if is_newest and not view.failure else "",
        act_button("edit", texts.EDIT, **at),
        _exports() if view.answer else "",
        feedback_html(view.answer.id, view.kept.opinion) if view.answer and view.kept else "",
    ]
    return element("footer", joined(buttons), "acts", role="group", aria_label=texts.ACTS)


def _exports() -> str:
    kinds = joined(
        act_button("export", label, kind=kind)
        for kind, label in zip(EXPORT_KINDS, texts.EXPORT_CHOICES, strict=True)
    )
    summary = element("summary", escaped(texts.EXPORT))
    menu = element("div", kinds, role="group", aria_label=texts.EXPORT_LABEL)
    return element("details", summary + menu, "menu")
