"""The frame of the list of conversations: what does not change while the page is open."""

from __future__ import annotations

from ui.web import texts
from ui.web.markup import element, escaped
from ui.web.texts import history as history_texts

PANEL = "history"  # the id of the panel


def opener_html() -> str:
    """The button that opens the panel where there is no room for it beside the work."""
    bars = element("span", escaped("☰"), aria_hidden="true")
    name = element("span", escaped(history_texts.HISTORY), "name")
    return element(
        "button",
        bars + name,
        "opener",
        type="button",
        aria_haspopup="dialog",
        aria_controls=PANEL,
        aria_label=history_texts.HISTORY,
    )


def head_html() -> str:
    """The panel's head, with the field in which words are searched for."""
    close = element("button", escaped(history_texts.CLOSE), "close", type="button")
    title = element("div", element("h2", escaped(history_texts.HISTORY)) + close, "title-row")
    new = element(
        "button", escaped(texts.CLEAR), "new", type="button", data_act="conversation", data_does="new"
    )
    search = element(
        "input",
        "",
        type="search",
        placeholder=history_texts.SEARCH,
        aria_label=history_texts.SEARCH,
        autocomplete="off",
        maxlength="200",
    )
    return element("div", title + new + search, "head")


def words_html(words: str) -> str:
    """A sentence in the place of the list."""
    return element("p", escaped(words), "none")


def said_html(words: str, hint: str | None = None, *, is_problem: bool = True) -> str:
    """What is said of an act: a problem is shown until the next act, anything else only read out."""
    said = element("p", escaped(words)) + (element("p", escaped(hint), "hint") if hint else "")
    if not (words and is_problem):
        return element("div", said if words else "", "unseen", role="status")
    close = element(
        "button", escaped(history_texts.CLOSE), type="button", data_act="history", data_does="list"
    )
    return element("div", element("div", said) + close, "problem", role="status")
