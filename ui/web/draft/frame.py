"""What stands around a draft before it is checked: what this is, ways to fill it, words when one fails."""

from __future__ import annotations

from rag.events import Failed
from ui.web.draft.example import Example
from ui.web.markup import element, escaped
from ui.web.texts import draft as draft_texts


def intro_html() -> str:
    """What can be done here, and the place where screen readers hear that a check is finished."""
    heading = element("h2", escaped(draft_texts.TITLE)) + element("p", escaped(draft_texts.NOTE))
    status = element("p", "", "draft-status", role="status")
    return element("div", heading, "draft-intro") + status


def offers_html() -> str:
    """A file to open, and an example; ``draft.js`` says what the attributes hold when a file fails."""
    chooser = element(
        "input",
        "",
        type="file",
        accept=".txt,.md,.markdown,.docx",
        aria_label=draft_texts.OPEN_LABEL,
        data_unread=draft_texts.FILE_UNREAD,
        data_large=draft_texts.FILE_LARGE,
    )
    file = element("label", chooser + element("span", escaped(draft_texts.OPEN)), "quiet file")
    example = element(
        "button", escaped(draft_texts.EXAMPLE), "quiet", type="button", data_act="draft-example"
    )
    trouble = element("p", "", "draft-trouble", role="alert")
    return element("div", file + example, "draft-offers") + trouble


def example_note(example: Example | None) -> str:
    """What the example is, so that nobody takes it for news; or why there is none."""
    if example is None:
        return element("p", escaped(draft_texts.NO_EXAMPLE), "note")
    said = draft_texts.example(example.title, example.written, example.instead)
    return element("p", escaped(said), "note")


def failure_html(failure: Failed) -> str:
    """A failure in words, with a way on."""
    hint = element("p", escaped(failure.hint), "hint") if failure.hint else ""
    return element("div", element("p", escaped(failure.message)) + hint, "failure", role="alert")
