"""What the keys do, and what was just done: a small dialog, and a place where words are read out."""

from __future__ import annotations

from ui.web import texts
from ui.web.markup import element, escaped, joined


def keys_html() -> str:
    """The list of keys; ``chat.js`` opens it."""
    rows = joined(
        element("dt", joined(_keys(keys))) + element("dd", escaped(what)) for keys, what in texts.KEYS
    )
    title = element("h2", escaped(texts.KEYS_TITLE), id="keys-title")
    close = element(
        "form", element("button", escaped(texts.CLOSE), type="submit", autofocus=""), method="dialog"
    )
    return element("dialog", title + element("dl", rows) + close, id="keys", aria_labelledby="keys-title")


def said_html() -> str:
    """Where ``chat.js`` says what has been copied or saved; all that it can say is in it."""
    words = {
        "data_copied": texts.COPIED,
        "data_uncopied": texts.NOT_COPIED,
        "data_saved": texts.EXPORTED,
        "data_unmade": texts.NOT_HANDED,
    }
    return element("p", "", "said", id="said", role="status", **words)


def _keys(keys: str) -> list[str]:
    return [escaped(f" {part} ") if part in {"or", "and", "+"} else _key(part) for part in keys.split()]


def _key(name: str) -> str:
    return element("kbd", escaped(name))
