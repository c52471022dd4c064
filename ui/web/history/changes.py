"""What a saved answer says of sources that are no longer what they were."""

from __future__ import annotations

from ui.web.history.kept import Kept, SourceChange
from ui.web.markup import element, escaped, joined
from ui.web.texts import history as history_texts


def changes_html(kept: Kept | None) -> str:
    """A note before the answer; nothing where every source is what it was."""
    if not (kept and kept.changes):
        return ""
    items = joined(element("li", _change(change)) for change in kept.changes)
    is_gone = all(change.is_gone for change in kept.changes)
    heading = element(
        "p", escaped(history_texts.STALE_GONE if is_gone else history_texts.STALE), "stale-heading"
    )
    hint = element("p", escaped(history_texts.STALE_HINT), "hint")
    return element("div", heading + element("ul", items) + hint, "stale", role="note")


def _change(change: SourceChange) -> str:
    numbers = element("span", escaped(", ".join(map(str, change.numbers))), "numbers")
    return numbers + element(
        "span", element("cite", escaped(f"{change.title}:")) + f" {escaped(change.words)}"
    )
