"""What stands around a draft before it is checked: what this is, ways to fill it, words when one fails."""

from __future__ import annotations

from rag.events import Failed
from ui.web import texts
from ui.web.draft.example import Example
from ui.web.markup import element, escaped


def intro_html() -> str:
    """What can be done here, and the place where screen readers hear that a check is finished."""
    heading = element("h2", escaped(texts.DRAFT_TITLE)) + element("p", escaped(texts.DRAFT_NOTE))
    status = element("p", "", "draft-status", role="status")
    return element("div", heading, "draft-intro") + status


def offers_html() -> str:
    """A file to open, and an example; ``draft.js`` says what the attributes hold when a file fails."""
    chooser = element(
        "input",
        "",
        type="file",
        accept=".txt,.md,.markdown,.docx",
        aria_label=texts.DRAFT_OPEN_LABEL,
        data_unread=texts.DRAFT_FILE_UNREAD,
        data_large=texts.DRAFT_FILE_LARGE,
    )
    file = element("label", chooser + element("span", escaped(texts.DRAFT_OPEN)), "quiet file")
    example = element(
        "button", escaped(texts.DRAFT_EXAMPLE), "quiet", type="button", data_act="draft-example"
    )
    trouble = element("p", "", "draft-trouble", role="alert")
    return element("div", file + example, "draft-offers") + trouble


def example_note(example: Example | None) -> str:
    """What the example is, so that nobody takes it for news; or why there is none."""
    if example is None:
        return element("p", escaped(texts.DRAFT_NO_EXAMPLE), "note")
    said = texts.draft_example(example.title, example.written, example.instead)
    return element("p", escaped(said), "note")


def failure_html(failure: Failed) -> str:
    """A failure in words, with a way on."""
    hint = element("p", escaped(failure.hint), "hint") if failure.hint else ""
    return element("div", element("p", escaped(failure.message)) + hint, "failure", role="alert")
