"""The list of conversations: by day, with what can be done to each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from rag.kept_conversations import TITLE_MAX, ConversationEntry
from ui.web.markup import element, escaped, joined
from ui.web.texts import history as history_texts

MOST = 200  # conversations that are shown


def list_html(entries: Sequence[ConversationEntry], current: str, now: datetime, *, is_search: bool) -> str:
    """The conversations, latest first, under the day on which they were gone on with.

    Args:
        entries: Latest first; no more than `MOST` of them are shown.
        current: The id of the one that is open, or an empty one.
        now: In the time zone in which days begin.
        is_search: Whether they are what a search has found.
    """
    if not entries:
        words = history_texts.NOT_FOUND if is_search else history_texts.EMPTY
        return element("p", escaped(words), "none")
    days = groupby(entries[:MOST], lambda entry: history_texts.day_group(_local(entry.updated_at, now), now))
    groups = joined(
        element(
            "section",
            element("h3", escaped(day)) + element("ul", joined(_entry(one, current, now) for one in some)),
        )
        for day, some in days
    )
    more = element("p", escaped(history_texts.more(MOST)), "none") if len(entries) > MOST else ""
    return element("div", groups + more, "conversations")


def foot_html(*, days: int, key: str | None, has_any: bool) -> str:
    """For how long and for whom conversations are kept, and how all are deleted."""
    kept = element("p", escaped(history_texts.kept_for(days, key)))
    if not has_any:
        return element("div", kept, "foot")
    button = _button(history_texts.DELETE_ALL_SURELY, "conversation", "delete-all", css_class="surely")
    sure = element("p", escaped(history_texts.DELETE_ALL_SURE)) + button
    return element("div", kept + _disclosed(history_texts.DELETE_ALL, sure), "foot")


def _entry(entry: ConversationEntry, current: str, now: datetime) -> str:
    is_current = entry.id == current
    when = element("small", escaped(history_texts.time_in_words(_local(entry.updated_at, now), now)))
    marked = {"aria_current": "true"} if is_current else {}
    opening = element(
        "button",
        element("span", escaped(entry.title), "title") + when,
        "opening",
        type="button",
        data_act="conversation",
        data_does="open",
        data_id=entry.id,
        **marked,
    )
    return element("li", opening + _more(entry, is_current=is_current), "current" if is_current else "")


def _more(entry: ConversationEntry, *, is_current: bool) -> str:
    """Renaming and deleting; the one that is open closes with its deletion, whatever is being written."""
    field = element(
        "input", "", name="title", value=entry.title, maxlength=str(TITLE_MAX), autocomplete="off"
    )
    rename = element(
        "form",
        element("label", element("span", escaped(history_texts.RENAME)) + field)
        + element("button", escaped(history_texts.RENAME_SAVE), type="submit"),
        "rename",
        data_id=entry.id,
    )
    surely = _button(
        history_texts.DELETE_SURELY,
        "conversation" if is_current else "history",
        "delete",
        css_class="surely",
        data_id=entry.id,
    )
    delete = _disclosed(history_texts.DELETE, element("p", escaped(history_texts.DELETE_SURE)) + surely)
    dots = element("span", escaped("⋯"), aria_hidden="true")
    name = element("span", escaped(history_texts.more_about(entry.title)), "unseen")
    return element("details", element("summary", dots + name) + rename + delete, "more")


def _disclosed(summary: str, content: str) -> str:
    return element("details", element("summary", escaped(summary)) + element("div", content), "sure")


def _button(words: str, act: str, does: str, css_class: str, **data: str) -> str:
    return element("button", escaped(words), css_class, type="button", data_act=act, data_does=does, **data)


def _local(written: str, now: datetime) -> datetime:
    return datetime.fromisoformat(written).astimezone(now.tzinfo)
