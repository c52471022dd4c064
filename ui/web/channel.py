"""How buttons inside rendered HTML reach Python: an invisible component that listens for one kind of act.

A button with ``data-act="feedback" data-answer="…"`` needs no handler of its own: ``acts.js`` turns a click
on it into the document's event ``byline:feedback``, which the channel of that name triggers as a ``click``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import gradio as gr

# Handlers belong to this page; other programs have the API.
QUIETLY: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def channel(act: str) -> gr.HTML:
    """A listener for the acts of one name; its ``click`` handler takes a `gr.EventData`.

    What the button's ``data-`` attributes say is in the event's ``_data``: `said` reads it.
    """
    name = json.dumps(f"byline:{act}")
    listening = f"document.addEventListener({name}, (event) => trigger('click', event.detail));"
    return gr.HTML("", js_on_load=listening, visible="hidden", elem_classes="channel")


def instead(trigger: Callable[..., Any], running: list[Any], *shown: Any, **further: Any) -> None:
    """What ends the events in progress and shows something else.

    They are ended first: Gradio would otherwise do so afterwards, and an update that came in between
    would be drawn over what is shown.

    Args:
        trigger: Such as a button's ``click``.
        running: The events that end.
        shown: Handler, inputs and outputs of what comes in their place.
        further: As Gradio takes them.
    """
    trigger(None, cancels=running, queue=False, **QUIETLY)
    trigger(*shown, **further, **QUIETLY)


def said(event: gr.EventData, name: str) -> str:
    """One value that came with an act; empty where it did not come. It is whatever a browser sent."""
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value if isinstance(value, str) else ""
